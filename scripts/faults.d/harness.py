"""What every fault run needs: the command, small ledgers at each stage of their lives, and a place to say what broke."""
import collections, concurrent.futures, json, os, shutil, subprocess, tempfile, threading

LATER, PAID = "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z"
WORDS = """amber birch copper delta ember forest granite harbor island juniper kettle lantern meadow nickel orchard pebble quartz river saddle
timber umber valley willow xenon yarrow zephyr""".split()
workers = 2 * (os.cpu_count() or 1)
failures, counts, lock = [], collections.Counter(), threading.Lock()
os.environ["SWIFT_BACKTRACE"] = "enable=no"


def check(condition, what):
    if not condition:
        with lock:
            failures.append(what)
            print("FAILED", what, flush=True)
    return bool(condition)


def count(kind, number=1):
    with lock:
        counts[kind] += number


def each(items, work):
    """One fault after the other, several at once; the order of their results does not matter."""
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(work, items):
            pass


def envelope(index, kind, data):
    return json.dumps({"specversion": "1.0", "id": f"e{index}", "source": "engine/faults", "type": f"assay.{kind}.v1",
                       "time": f"2026-03-01T{9 + index // 3600 % 12:02d}:{index // 60 % 60:02d}:{index % 60:02d}Z", "data": data})


def event(index, text=None):
    """One of an endless stream of events; its text, where it has one, can be another."""
    if index % 5 == 0:
        return envelope(index, "submission", {"submission": f"n{index}", "contributor": "p0", "dataset": "d",
                                              "text": text or f"text number {index} of a person"})
    return envelope(index, "retrieval", {"retrieval": f"n{index}", "consumer": "c", "index": "i", "query": f"question {index}",
                                         "fee": 100 + index, "results": [{"submission": "s1", "rank": 1}]})


def world(retrievals):
    """Six people, twelve texts, and questions that earn them money."""
    events = [("participant", {"participant": f"p{p}", "roles": ["contributor"]}) for p in range(6)]
    for s in range(12):
        text = " ".join(WORDS[(s * 7 + k * (s + 3)) % 26] for k in range(40))
        events.append(("submission", {"submission": f"s{s}", "contributor": f"p{s % 6}", "dataset": "d", "text": text}))
    for r in range(retrievals):
        results = [{"submission": f"s{(r * 5) % 12}", "rank": 1, "cited": True}, {"submission": f"s{(r * 5 + 1) % 12}", "rank": 2}]
        events.append(("retrieval", {"retrieval": f"r{r}", "consumer": f"c{r % 9}", "index": "i", "fee": 1000 + r, "results": results,
                                     "query": f"question about {WORDS[r % 26]} and {WORDS[(r * 5 + 3) % 26]}"}))
    return [envelope(100_000 + index, kind, data) for index, (kind, data) in enumerate(events)]


class Bench:
    """The command under test and a directory to break things in."""

    def __init__(self, assay):
        self.assay = os.path.realpath(assay)
        room = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.work = tempfile.mkdtemp(prefix="assay-faults-", dir=room)

    def close(self):
        shutil.rmtree(self.work, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.work, *names)

    def run(self, *arguments, before=()):
        return subprocess.run([*before, self.assay, *arguments], capture_output=True, timeout=300, stdin=subprocess.DEVNULL)

    def must(self, *arguments, codes=(0,)):
        result = self.run(*arguments)
        check(result.returncode in codes, f"{' '.join(arguments)}: exit {result.returncode}: {result.stderr[-300:].decode()}")
        return result.stdout.decode()

    def lines(self, name, lines):
        path = self.path(name + ".jsonl")
        with open(path, "w") as file:
            file.writelines(line + "\n" for line in lines)
        return path

    def batch(self, name, indexes, **changes):
        return self.lines(name, [event(index, **changes) for index in indexes])

    def verify(self, ledger, *arguments):
        result = self.run("ledger", "verify", "--ledger", ledger, "--format", "jsonl", *arguments)
        try:
            return result.returncode, json.loads(result.stdout.decode() or "{}")
        except ValueError:
            return result.returncode, {}

    def rewards(self, ledger):
        return self.must("settle", "rewards", "--ledger", ledger, "--format", "jsonl")

    def copy(self, stage, target):
        """The ledger of a stage with its key, in a directory of its own."""
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.path(stage), target)
        return os.path.join(target, "L.db")

    def stage(self, name, before, *arguments, codes=(0,)):
        ledger = self.copy(before, self.path(name)) if before else os.path.join(self.path(name), "L.db")
        os.makedirs(self.path(name), exist_ok=True)
        self.must(*arguments, "--ledger", ledger, codes=codes)
        return ledger

    def make_stages(self, retrievals=30):
        """ingested → screened → settled → final → paid, with checkpoints on the way."""
        self.stage("ingested", None, "ingest", self.lines("world", world(retrievals)))
        self.stage("screened", "ingested", "screen", codes=(0, 1))
        settled = self.stage("settled", "screened", "settle", "--commit", codes=(0, 1))
        self.must("ledger", "checkpoint", "--ledger", settled, "--origin", "faults.example/ledger", "--out", settled + ".cp")
        self.stage("final", "settled", "settle", "finalize", "--now", LATER, codes=(0, 1))
        paid = self.stage("paid", "final", "settle", "payout", "p1", "--by", "finance", "--reason", "transfer-1", "--now", PAID)
        # Past 256 entries, so that a tile of the tree is full; a text that was erased; a checkpoint after all of it.
        self.must("ingest", self.batch("more", range(160)), "--ledger", paid)
        self.must("ledger", "erase", "--ledger", paid, "--reason", "request 17", "n5")
        self.must("ledger", "checkpoint", "--ledger", paid, "--out", paid + ".cp2")
        return paid
