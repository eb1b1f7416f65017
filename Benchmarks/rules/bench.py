#!/usr/bin/env python3
"""Times a set of 100 rules: deciding alone, and a backtest over a screened ledger.

    Benchmarks/rules/bench.py ASSAY [LEDGER LABELS]

ASSAY is a release build of the command. Times are those that the processors spent (user and system), so that a loaded machine says the same.
"""
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

RULES = 100
EVENTS = 2_000_000
# Every rule looks at every type, so that each event costs 100 conditions.
TYPES = "[assay.submission.v1, assay.retrieval.v1, assay.inference.v1, assay.interaction.v1]"
SIGNALS = [
    "near_duplicate.jaccard", "near_duplicate.containment", "near_duplicate.quotation", "near_duplicate.sources", "retrieval_spam.stuffing",
    "retrieval_spam.query_echo", "swarm.event_driven", "swarm.loop",
]


def rule(number, draw):
    first, second = draw.sample(SIGNALS, 2)
    low, high, top = draw.uniform(0.3, 0.99), draw.uniform(0.3, 0.99), draw.uniform(0.8, 0.99)
    return (
        f"  - id: r{number:03}\n    version: 1\n    status: live\n    outcome: hold\n    on: {TYPES}\n"
        f"    when: {first} >= {low:.2f} && {second} < {high:.2f} || {second} >= {top:.2f}\n"
        f"    unknown: skip\n    reason: drawn\n    owner: benchmark\n"
    )


def timed(command):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode == 2:
        sys.exit(2)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return [json.loads(line) for line in result.stdout.splitlines()], cpu, time.monotonic() - start


def main():
    assay, rest = sys.argv[1], sys.argv[2:]
    draw = random.Random(20261121)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "hundred.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("rules:\n" + "".join(rule(number, draw) for number in range(RULES)))
        rows, _, _ = timed([assay, "rules", "bench", "--rules", path, "--events", str(EVENTS), "--format", "jsonl"])
        print(f"deciding: {rows[0]['events_per_second']} events/s of one core, {RULES} rules, {rows[0]['firings'] / EVENTS:.2f} firings an event")
        if len(rest) == 2:
            command = [assay, "rules", "backtest", "--ledger", rest[0], "--rules", path, "--format", "jsonl", rest[1]]
            rows, cpu, wall = timed(command)
            print(f"backtest: {rows[0]['events']} events, {cpu:.1f} s of processor time, {wall:.1f} s by the clock, {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
