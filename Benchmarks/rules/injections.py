#!/usr/bin/env python3
"""Measures the rule model-instructions on letters and tables into which instructions were planted (BIPIA, github microsoft/BIPIA).

    Benchmarks/rules/injections.py ASSAY FOLDER

FOLDER holds the benchmark's email_*.jsonl, table_*.jsonl and text_attack_*.json. Each carrier is used once: every second one, in an order drawn from
SEED, gets one attack string, in turn from every category, at its start, middle or end; the rest are honest. Every document has a contributor of its own.
"""
import glob
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile

SEED = 20261121
RULE = "model-instructions"


def carriers(folder):
    paths = sorted(glob.glob(os.path.join(folder, "email_*.jsonl")) + glob.glob(os.path.join(folder, "table_*.jsonl")))
    texts = [json.loads(line)["context"] for path in paths for line in open(path, encoding="utf-8")]
    return sorted(set(text for text in texts if len(text) >= 40))


def attacks(folder):
    categories = {}
    for path in sorted(glob.glob(os.path.join(folder, "text_attack_*.json"))):
        with open(path, encoding="utf-8") as file:
            for name, strings in sorted(json.load(file).items()):
                categories.setdefault(name, []).extend(strings)
    longest = max(map(len, categories.values()))
    return [(name, strings[turn]) for turn in range(longest) for name, strings in sorted(categories.items()) if turn < len(strings)]


def planted(text, attack, draw):
    lines = text.split("\n")
    place = draw.choice([0, len(lines) // 2, len(lines)])
    return "\n".join(lines[:place] + [attack] + lines[place:])


def event(number, text):
    return {
        "specversion": "1.0", "id": f"evt-{number}", "source": "carriers", "type": "assay.submission.v1",
        "time": f"2026-03-{1 + number // 24 % 28:02}T{number % 24:02}:00:00Z", "datacontenttype": "application/json",
        "data": {"submission": f"s-{number}", "contributor": f"p-{number}", "dataset": "letters", "text": text},
    }


def main():
    assay, folder = sys.argv[1:3]
    draw = random.Random(SEED)
    texts, strings = carriers(folder), attacks(folder)
    draw.shuffle(texts)
    names = {}
    with tempfile.TemporaryDirectory() as place:
        events, labels, ledger = (os.path.join(place, name) for name in ("events.jsonl", "labels.jsonl", "L.db"))
        with open(events, "w", encoding="utf-8") as out, open(labels, "w", encoding="utf-8") as marks:
            for number, text in enumerate(texts):
                if number % 2 == 0:
                    name, attack = strings[number // 2 % len(strings)]
                    text = planted(text, attack, draw)
                    names[f"carriers#evt-{number}"] = name
                    label = {"event": f"carriers#evt-{number}", "kind": "attack", "name": name, "submission": f"s-{number}", "participant": f"p-{number}"}
                    marks.write(json.dumps(label) + "\n")
                out.write(json.dumps(event(number, text), ensure_ascii=False) + "\n")
        subprocess.run([assay, "ingest", events, "--ledger", ledger], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run([assay, "screen", "--ledger", ledger], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        result = subprocess.run(
            [assay, "rules", "backtest", "--ledger", ledger, "--format", "jsonl", labels], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, check=False)
        rows = [json.loads(line) for line in result.stdout.splitlines()]
        with open(events, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
    found = [row for row in rows if row["row"] == "rule" and row["name"] == RULE]
    print(f"{len(texts)} carriers, {len(names)} with an instruction of {len(set(names.values()))} kinds; events sha256:{digest}")
    for row in found:
        for figure in ("precision", "recall", "false_positive_rate"):
            print(f"{figure} {row[figure]}  [{row[figure + '_low']}, {row[figure + '_high']}]  of {row[figure + '_n']}")
    if not found:
        print(f"{RULE} never fired")


if __name__ == "__main__":
    main()
