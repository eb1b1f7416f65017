"""Old copies, forged histories, batches out of order, clocks that jump, four processes at once, a full disk."""
import json, os, shutil, subprocess
from harness import LATER, check, count


def histories(bench):
    """An old copy put back, a history written anew with all its hashes, batches in other orders and overlapping."""
    ledger, old, forged, other = (bench.path(name + ".db") for name in ("base", "old-copy", "forged", "other"))
    checkpoint = ledger + ".cp"
    bench.must("ingest", bench.batch("base", range(400)), "--ledger", ledger)
    bench.must("ledger", "backup", "--ledger", ledger, old)
    bench.must("ingest", bench.batch("later", range(400, 600)), "--ledger", ledger)
    bench.must("ledger", "checkpoint", "--ledger", ledger, "--out", checkpoint)
    code, report = bench.verify(ledger, "--against", checkpoint)
    check(code == 0, f"the ledger continues its checkpoint: {report}")
    code, report = bench.verify(old, "--against", checkpoint)
    check(code == 1 and report.get("fault") == "rolled-back", f"an old copy is seen: {report}")
    for suffix in (".key", ".key.last"):
        shutil.copy(ledger + suffix, old + suffix)
    check(bench.run("ledger", "checkpoint", "--ledger", old).returncode == 1, "an old copy is not signed")
    bench.must("ingest", bench.batch("forged", range(400), text="another text"), "--ledger", forged)
    bench.must("ingest", bench.batch("forged2", range(400, 600)), "--ledger", forged)
    check(bench.verify(forged)[0] == 0, "a history written anew is sound in itself")
    code, report = bench.verify(forged, "--against", checkpoint)
    check(code == 1 and report.get("fault") == "rewritten", f"a history written anew is seen: {report}")
    for name, indexes in [("o1", range(200, 400)), ("o2", range(0, 300)), ("o1", range(200, 400)), ("o3", [*range(350, 600), *range(420, 470)])]:
        bench.must("ingest", bench.batch(name, indexes), "--ledger", other)
    code, report = bench.verify(other)
    check(code == 0 and report.get("events") == 600, f"batches in other orders come to the same events: {report}")
    count("histories", 5)


def clocks(bench, rng, number=6):
    """Ledger time never goes back, whatever time events and people name; and no clock of this machine enters."""
    ledger = bench.copy("settled", bench.path("clocks"))
    times = [f"{year}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 28):02d}T00:00:00Z" for year in rng.sample(range(1975, 2250), number)]
    for index, time in enumerate(times):
        bench.must("settle", "finalize", "--ledger", ledger, "--now", time, codes=(0, 1))
        bench.must("ingest", bench.batch("clocks", range(index * 10, index * 10 + 10)), "--ledger", ledger)
    entries = [json.loads(line)["time"] for line in bench.must("ledger", "export", "--ledger", ledger, "--format", "jsonl").splitlines()]
    check(entries == sorted(entries), "ledger time goes back")
    check(bench.verify(ledger)[0] == 0, "a ledger whose clock jumped")
    count("clock jumps", number)
    if shutil.which("faketime") is None:
        print("SKIPPED the machine's own clock: faketime is not here")
        return
    roots = set()
    for time in ("1999-12-31 23:59:59", "2031-02-03 04:05:06"):
        ledger = bench.copy("settled", bench.path("faked"))
        bench.run("settle", "finalize", "--ledger", ledger, "--now", LATER, before=("faketime", time))
        roots.add(bench.verify(ledger)[1].get("root"))
    check(len(roots) == 1, "the machine's clock changes the ledger")
    count("clocks faked", 2)


def four_at_once(bench):
    ledger, processes = bench.path("four.db"), []
    for index in range(4):
        path = bench.batch(f"four{index}", range(index * 300, (index + 1) * 300))
        processes.append(subprocess.Popen([bench.assay, "ingest", path, "--ledger", ledger], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    done = sum(process.wait() == 0 for process in processes)
    code, report = bench.verify(ledger)
    check(code == 0 and report.get("events") == 300 * done and done > 0, f"four processes at once: {done} acknowledged, {report}")
    count("processes at once", 4)


def full_disk(bench):
    mount = bench.path("small")
    os.makedirs(mount)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount], capture_output=True).returncode != 0:
        print("SKIPPED the full disk: a tmpfs cannot be mounted here")
        return
    try:
        ledger, acknowledged = os.path.join(mount, "full.db"), 0
        for index in range(40):
            result = bench.run("ingest", bench.batch("full", range(index * 300, (index + 1) * 300)), "--ledger", ledger)
            if result.returncode != 0:
                check(b"ledger/disk-full" in result.stderr or b"ledger/io" in result.stderr, f"a full disk is named: {result.stderr[:200]}")
                break
            acknowledged += 300
        subprocess.run(["mount", "-o", "remount,size=16m", mount], capture_output=True)
        code, report = bench.verify(ledger, "--chain")
        check(code == 0 and report.get("events") == acknowledged, f"after a full disk: {acknowledged} acknowledged, {report}")
        bench.must("ingest", bench.batch("full", range(90000, 90300)), "--ledger", ledger)
        count("full disks")
    finally:
        subprocess.run(["umount", mount], capture_output=True)


def stream_kills(bench, rng, number):
    """kill -9 while batch after batch goes into one ledger: what was acknowledged is there, batches are whole."""
    size, ledger, acknowledged, place = 100, bench.path("stream.db"), set(), 0
    for round in range(number):
        if place % 40 == 0:
            ledger, acknowledged, place = bench.path(f"stream{round}.db"), set(), 0
        path = bench.batch("stream", range(place * size, (place + 1) * size))
        process = subprocess.Popen([bench.assay, "ingest", path, "--ledger", ledger], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            process.wait(rng.random() * 0.06)
        except subprocess.TimeoutExpired:
            process.kill()
        if process.communicate()[0].strip():
            acknowledged.add(place)
        count("kills that hit", process.returncode != 0)
        if os.path.exists(ledger):
            code, report = bench.verify(ledger, "--chain")
            # 2: its making was cut short, and the next opening makes it.
            check(code == 0 or code == 2 and not acknowledged, f"stream kill {round}: {report}")
            check(report.get("events", 0) % size == 0, f"stream kill {round}: half a batch")
            check(report.get("events", 0) >= size * len(acknowledged), f"stream kill {round}: an acknowledged batch is lost")
        bench.must("ingest", path, "--ledger", ledger)
        acknowledged.add(place)
        place += 1
        count("kills of a stream of batches")
        count("kills")
