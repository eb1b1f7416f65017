"""kill -9 while documents are asked about and kept in a near-duplicate index."""
import json, os, random, shutil, signal, subprocess, time
from harness import WORDS, check, count, each


def documents(bench, rng, number):
    """Long texts, of which every third repeats most of an earlier one; enough of them that segments are written and merged."""
    path, texts = bench.path("documents.jsonl"), []
    with open(path, "w") as file:
        for index in range(number):
            words = [f"{rng.choice(WORDS)}{rng.randrange(500)}" for _ in range(900)]
            if index % 3 == 2:
                words = [*rng.choice(texts)[:850], *words[:50]]
            texts.append(words)
            file.write(json.dumps({"id": f"d{index}", "text": " ".join(words), "contributor": f"c{index % 7}"}) + "\n")
    return path


def ask(bench, path, index, delay=None):
    """The pairs that were printed, and whether the run ended by itself."""
    command = [bench.assay, "detect", "near-duplicates", path, "--index", index, "--threshold", "0.7", "--format", "jsonl", "--threads", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    if delay is not None:
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    output, errors = process.communicate()
    lines = output.split(b"\n")
    # A line that was cut off was not printed whole; its document is durable all the same.
    pairs = [json.loads(line) for line in lines[:-1]]
    return {(pair["a"], pair["b"], pair["jaccard"]) for pair in pairs}, process.returncode, errors, bool(lines[-1])


def index_kills(bench, rng, number):
    """However often a run is killed, going on to the end finds every pair and keeps every document once."""
    if number <= 0:
        return
    path = documents(bench, rng, 3000)
    begun = time.monotonic()
    wanted, code, errors, _ = ask(bench, path, bench.path("whole.index"))
    typical = time.monotonic() - begun
    check(code == 1 and len(wanted) > 500, f"a whole run: exit {code}, {len(wanted)} pairs, {errors[-200:]}")
    probe = bench.path("probe.jsonl")
    with open(path) as source, open(probe, "w") as file:
        for line in list(source)[::97]:
            document = json.loads(line)
            document["id"] = "probe-" + document["id"]
            file.write(json.dumps(document) + "\n")
    answers = ask(bench, probe, bench.path("whole.index"))[0]

    def one(round):
        random_delays = random.Random(f"{rng_seed} {round}")
        index, found, cut = bench.path(f"kill-{round}.index"), set(), False
        for _ in range(3):
            pairs, code, _, isCut = ask(bench, path, index, random_delays.random() * typical * 1.2)
            check(not pairs & found, f"index kill {round}: a pair is printed twice, so its document was not kept")
            found |= pairs
            cut = cut or isCut or code == -signal.SIGKILL
            count("rounds with an index")
            count("kills of the index", code == -signal.SIGKILL)
        pairs, code, errors, _ = ask(bench, path, index)
        check(code in (0, 1), f"index kill {round}: the index does not open again: {errors[-300:].decode()}")
        check(not pairs & found, f"index kill {round}: a pair is printed twice")
        found |= pairs
        check(found <= wanted, f"index kill {round}: {len(found - wanted)} pairs that are none")
        # Pairs that were durable and not yet printed when the kill came are asked for once more below.
        check(cut or found == wanted, f"index kill {round}: {len(wanted - found)} pairs are missing")
        check(ask(bench, probe, index)[0] == answers, f"index kill {round}: another answer than from an index that was never killed")
        shutil.rmtree(index, ignore_errors=True)

    rng_seed = rng.random()
    each(range((number + 2) // 3), one)
