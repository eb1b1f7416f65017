"""kill -9 at random moments, and single system calls that fail."""
import functools, os, re, shutil, signal, subprocess, time
from harness import check, count, each

CHANGING = ["pwrite64", "write", "fdatasync", "fsync", "ftruncate", "openat", "unlink", "rename", "flock", "fcntl", "pread64"]
ERRORS = {"pwrite64": ["EIO", "ENOSPC", "EINTR"], "write": ["EIO", "ENOSPC"], "fdatasync": ["EIO"], "fsync": ["EIO"], "ftruncate": ["EIO"],
          "openat": ["EMFILE", "EACCES"], "unlink": ["EIO"], "rename": ["EIO"], "flock": ["EINTR", "ENOLCK"], "fcntl": ["ENOLCK"],
          "pread64": ["EIO"]}


@functools.cache
def can_trace(bench):
    works = shutil.which("strace") and bench.run("--version", before=("strace", "-f", "-qq", "-o", "/dev/null")).returncode == 0
    if not works:
        print("SKIPPED system calls: strace is not here or may not trace")
    return works


def calls_of(bench, job):
    """(call, index) of each call of the job's main thread that touches the ledger's files; the index counts calls of that name."""
    ledger, log = bench.copy(job.stage, bench.path("trace")), bench.path("trace.log")
    bench.run(*job.command(ledger), before=("strace", "-f", "-y", "-qq", "-o", log, "-e", "trace=" + ",".join(CHANGING)))
    seen, found, main = {}, [], None
    for line in open(log, errors="replace"):
        match = re.match(r"(\d+) +(\w+)\(", line)
        if not match:
            continue
        main = main or match[1]
        if match[1] == main:
            seen[match[2]] = seen.get(match[2], 0) + 1
            if bench.work in line:
                found.append((match[2], seen[match[2]]))
    return found


def killed(bench, job, number, delay=None, call=None):
    """One kill, after some seconds or at one system call; then the ledger must be whole and the job must go on."""
    ledger = bench.copy(job.stage, bench.path(f"kill-{number}"))
    before = ()
    if call:
        before = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call[0]}", "-e", f"inject={call[0]}:signal=SIGKILL:when={call[1]}")
    process = subprocess.Popen([*before, bench.assay, *job.command(ledger)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               stdin=subprocess.DEVNULL)
    if delay is not None:
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    process.communicate()
    what = f"kill {number} of {job.name} {f'at {call[0]} {call[1]}' if call else f'after {delay * 1000:.1f} ms'}"
    count("kills that hit", process.returncode not in (0, 1, 2))
    job.settle(bench, ledger, process.returncode in (0, 1), what)
    shutil.rmtree(os.path.dirname(ledger), ignore_errors=True)
    count(f"kills of {job.name}")
    count("kills")


def kills(bench, jobs, rng, number):
    traced = can_trace(bench)
    plans, round = [], 0
    for job in jobs:
        ledger = bench.copy(job.stage, bench.path("typical"))
        begun = time.monotonic()
        bench.run(*job.command(ledger))
        job.seconds = time.monotonic() - begun
        job.calls = calls_of(bench, job) if traced else []
    while len(plans) < number:
        job = jobs[round % len(jobs)]
        round += 1
        call = rng.choice(job.calls) if job.calls and rng.random() < 0.5 else None
        plans.append((job, len(plans), None if call else rng.random() * job.seconds * 1.2, call))
    each(plans, lambda plan: killed(bench, *plan))


def failing_calls(bench, jobs, rng, number):
    """Each call of a few jobs fails in turn with each error that it can have, or is the last that the process makes."""
    if not can_trace(bench):
        return
    plans = []
    for job in jobs:
        if job.name in ("ingest", "screen", "settle", "checkpoint", "migrate"):
            plans += [(job, call, index, error) for call, index in calls_of(bench, job) for error in [*ERRORS[call], "KILL"]]
    count("failing calls there are", len(plans))
    chosen = plans if number >= len(plans) else rng.sample(plans, number)

    def fail(plan):
        place, (job, call, index, error) = plan
        ledger = bench.copy(job.stage, bench.path(f"call-{place}"))
        action = "signal=SIGKILL" if error == "KILL" else f"error={error}"
        result = bench.run(*job.command(ledger), before=(
            "strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{action}:when={index}"))
        what = f"{job.name}: {call} {index} {error}"
        check(error == "KILL" or result.returncode in (0, 1, 2), f"{what}: exit {result.returncode}")
        job.settle(bench, ledger, result.returncode == 0, what)
        shutil.rmtree(os.path.dirname(ledger), ignore_errors=True)
        count(f"failing calls: {call}")

    each(list(enumerate(chosen)), fail)
