#!/usr/bin/env python3
"""How long `assay rules check` takes for 10, 100 and 1,000 generated rules. Usage: check.py PATH-OF-ASSAY"""
import os
import random
import subprocess
import sys
import tempfile

SIGNALS = [
    "near_duplicate.jaccard", "near_duplicate.containment", "near_duplicate.alignment", "near_duplicate.sources", "near_duplicate.disguise",
    "synthetic.template_rate", "synthetic.slot_novelty", "synthetic.flood", "synthetic.contributor_score.p_value",
    "retrieval_spam.stuffing", "retrieval_spam.query_echo", "retrieval_spam.injection", "retrieval_spam.hubness",
]


def rules(count):
    draw = random.Random(1)
    lines = ["rules:"]
    for number in range(count):
        first, second, third = draw.sample(SIGNALS, 3)
        bounds = [f"0.{draw.randrange(1, 9999):04d}" for _ in range(3)]
        lines.append(f"""  - id: r{number}
    version: 1
    status: live
    outcome: hold
    on: [assay.submission.v1]
    when: {first} >= {bounds[0]} && ({second} >= {bounds[1]} || {third} >= {bounds[2]}) && near_duplicate.quotation < 1
    reason: Generated.
    owner: nobody
    false_positives: [none]""")
    return "\n".join(lines) + "\n"


for count in (10, 100, 1000):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(rules(count))
        file.flush()
        before = os.times()
        run = subprocess.run([sys.argv[1], "rules", "check", file.name, "--now", "2026-03-01T00:00:00Z"], capture_output=True)
        after = os.times()
        seconds = after.children_user + after.children_system - before.children_user - before.children_system
        print(f"{count} rules: {seconds:.2f} s, exit {run.returncode}")
