#!/usr/bin/env python3
"""Recall and precision of the rules for copies on light paraphrase: words replaced, sentences in another order, half a text from elsewhere.

Takes EACH planted edits of each kind with their sources, and other documents of the corpus that were not planted, each from a contributor of its
own, through `assay scan`. A document that was not planted and is held all the same counts as wrong, unless the exact truth lists it with another
document of the sample: pages of one package do repeat one another.
"""
import collections, json, random, subprocess, sys, tempfile
from pathlib import Path

KINDS = ["rep5", "rep10", "rep20", "rep30", "shuffle", "mosaic50"]
RULES = ["copy-of-earlier", "edited-copy", "reworded-copy", "contained-copy", "mosaic", "disguised-copy"]


def sample(corpus, each, rng):
    rows = [line.rstrip("\n").split("\t") for line in open(corpus / "planted.tsv")]
    planted = {row[0] for row in rows}
    kinds, sources = {}, set()
    for kind in KINDS:
        of_kind = [row for row in rows if row[1] == kind]
        for row in rng.sample(of_kind, min(each, len(of_kind))):
            kinds[row[0]] = kind
            sources.update(row[2].split(","))
    first, second = [], []
    for line in open(corpus / "corpus.jsonl", encoding="utf-8"):
        document = json.loads(line)
        name = document["id"]
        if name in kinds:
            second.append(document)
        elif name in sources or (name not in planted and rng.random() < 0.01):
            first.append(document)
    return first, second, kinds


def main():
    assay, corpus, each = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), int((sys.argv[3:] or ["200"])[0])
    first, second, kinds = sample(corpus, each, random.Random(7))
    ids = {document["id"] for document in first}
    overlapping = set()
    for line in open(corpus / "truth-folded.tsv"):
        a, b = line.split("\t", 2)[:2]
        if a in ids and b in ids:
            overlapping.update((a, b))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for document in first + second:
            file.write(json.dumps({"id": document["id"], "text": document["text"], "contributor": "c-" + document["id"]}) + "\n")
        file.flush()
        result = subprocess.run([assay, "scan", file.name, "--format", "jsonl"], stdout=subprocess.PIPE, check=False)
    held, by_rule, wrong, listed = collections.Counter(), collections.Counter(), collections.Counter(), collections.Counter()
    for line in result.stdout.splitlines():
        document = json.loads(line)
        rules = [rule for rule in document["rules"] if rule in RULES]
        kind = kinds.get(document["id"])
        if kind:
            held[kind] += bool(rules)
            by_rule.update(rules)
        elif document["id"] in overlapping:
            listed.update(rules)
        else:
            wrong.update(rules)
            wrong["any rule"] += bool(rules)
    print("| kind | held | of |\n|---|--:|--:|")
    for kind in KINDS:
        print(f"| {kind} | {held[kind]} | {sum(1 for of in kinds.values() if of == kind)} |")
    print(f"| not planted, no overlap by the truth | {wrong['any rule']} | {len(ids - overlapping)} |\n")
    print("| rule | on planted | on others that overlap | on others | precision at least |\n|---|--:|--:|--:|--:|")
    for rule in RULES:
        right, all_of = by_rule[rule] + listed[rule], by_rule[rule] + listed[rule] + wrong[rule]
        if all_of:
            print(f"| {rule} | {by_rule[rule]} | {listed[rule]} | {wrong[rule]} | {right / all_of:.3f} |")


if __name__ == "__main__":
    main()
