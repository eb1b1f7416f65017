"""The jobs that a kill or a failing call interrupts: what they start from, and what must be there when they were done."""
import os, sqlite3
from harness import LATER, PAID, check


class Job:
    def __init__(self, name, stage, *arguments, root_is_fixed=True, output=None, again=(0, 1)):
        self.name, self.stage, self.arguments = name, stage, arguments
        # Salts are drawn at random: where a job takes texts in, only counts can be compared.
        self.root_is_fixed, self.output = root_is_fixed, output
        # How the job may end when it is sent again: a decision, or a payout, that was carried out already is refused.
        self.again = again

    def command(self, ledger):
        return [argument.replace("{}", ledger) for argument in self.arguments] + ["--ledger", ledger]

    def prepare(self, bench):
        """What the ledger is before and after the job, and how long it takes."""
        ledger = bench.copy(self.stage, bench.path("prepare-" + self.name))
        self.before = self.state(bench, ledger)
        bench.must(*self.command(ledger), codes=(0, 1))
        self.after = self.state(bench, ledger)
        self.rewards = bench.rewards(ledger)

    def state(self, bench, ledger):
        code, report = bench.verify(ledger)
        if code == 2 and self.name == "migrate":
            return "old layout"
        if not check(code == 0, f"{self.name}: verify says {report}"):
            return None
        return report.get("root") if self.root_is_fixed else report.get("entries")

    def settle(self, bench, ledger, was_acknowledged, what):
        """After the fault: the ledger is as before or as after, sending the job again completes it, and nothing is there twice."""
        state = self.state(bench, ledger)
        check(state in (self.before, self.after), f"{what}: neither as before nor as after: half of it is there, or more than it")
        check(not was_acknowledged or state == self.after, f"{what}: acknowledged, but not there")
        self.check_output(bench, ledger, what)
        result = bench.run(*self.command(ledger))
        check(result.returncode in self.again, f"{what}: sent again, exit {result.returncode}: {result.stderr[-300:].decode()}")
        check(self.state(bench, ledger) == self.after, f"{what}: sent again, it is not as if nothing had happened: {result.stderr[-300:].decode()}")
        check(bench.rewards(ledger) == self.rewards, f"{what}: sent again, the rewards are others")

    def check_output(self, bench, ledger, what):
        if self.output is None:
            return
        path = self.output.replace("{}", ledger)
        if os.path.exists(path):
            code, report = bench.verify(path)
            check(code == 0, f"{what}: what has the name of the copy is not whole: {report}")
            for suffix in ("", "-wal", "-shm", ".lock"):
                if os.path.exists(path + suffix):
                    os.unlink(path + suffix)


def write_old_layout(new, old):
    """The same rows as the version before wrote them, without room for checksums."""
    with sqlite3.connect(f"file:{new}?mode=ro", uri=True) as source:
        schema = [row[0] for row in source.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type")]
        tables = [row[0] for row in source.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        rows = {table: list(source.execute(f"SELECT * FROM {table}")) for table in tables}
    target = sqlite3.connect(old, isolation_level=None)
    target.execute("PRAGMA page_size=8192")
    target.execute("PRAGMA journal_mode=WAL")
    target.execute("BEGIN")
    for statement in schema:
        if not statement.startswith("CREATE TRIGGER"):
            target.execute(statement)
    for table in tables:
        for row in rows[table]:
            target.execute(f"INSERT INTO {table} VALUES({', '.join('?' * len(row))})", row)
    for statement in schema:
        if statement.startswith("CREATE TRIGGER"):
            target.execute(statement)
    target.execute("PRAGMA application_id=0x41535359")
    target.execute("PRAGMA user_version=2")
    target.execute("COMMIT")
    target.close()


def make_jobs(bench):
    os.makedirs(bench.path("old"))
    write_old_layout(bench.path("settled", "L.db"), bench.path("old", "L.db"))
    reward = next(line for line in bench.rewards(bench.path("final", "L.db")).splitlines() if '"state":"escalated"' in line)
    escalated = reward.split('"reward":"')[1].split('"')[0]
    final = next(line for line in bench.rewards(bench.path("final", "L.db")).splitlines() if '"state":"final"' in line)
    paid_out = final.split('"reward":"')[1].split('"')[0]
    decision = ["--by", "board", "--reason", "seen", "--now", PAID]
    more = bench.batch("job", range(500, 560))
    jobs = [
        Job("ingest", "settled", "ingest", more, root_is_fixed=False),
        Job("screen", "ingested", "screen"),
        Job("settle", "screened", "settle", "--commit"),
        Job("finalize", "settled", "settle", "finalize", "--now", LATER),
        Job("payout", "final", "settle", "payout", "p1", "--by", "finance", "--reason", "transfer-1", "--now", PAID, again=(0,)),
        Job("payout of a part", "final", "settle", "payout", "p1", "--amount", "100", "--by", "finance", "--reason", "transfer-2", "--now", PAID),
        Job("decide", "final", "settle", "decide", escalated, "--outcome", "post", *decision, again=(0, 2)),
        Job("clawback", "final", "settle", "clawback", paid_out, *decision, again=(0, 2)),
        Job("checkpoint", "settled", "ledger", "checkpoint", "--out", "{}.new"),
        Job("backup", "settled", "ledger", "backup", "{}.copy", output="{}.copy"),
        Job("rebuild", "paid", "ledger", "rebuild"),
        Job("migrate", "old", "ledger", "migrate"),
        Job("erase", "paid", "ledger", "erase", "--reason", "request 18", "n10"),
    ]
    for job in jobs:
        job.prepare(bench)
    return jobs
