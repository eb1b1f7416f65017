#!/usr/bin/env python3
"""Assay's cost against the number of documents: makes corpora of the same recipe in every size, runs each once, fits cost = c * n^e.

A document is a mix of runs of 8 to 25 words from random originals of the benchmark's corpus, 100 to 400 words in all: real words and real
shingles, but as many new texts as are asked for. One in ten is a copy of an earlier one with 2 % of its words replaced, so that the pairs grow
with the documents.
"""
import argparse
import hashlib
import json
import math
import random
import sys
from pathlib import Path

import edits
import measure

RUN_WORDS = (8, 25)
DOCUMENT_WORDS = (100, 400)
COPY_SHARE = 0.1
COPY_SOURCES = 2_000


def stock(corpus):
    with (corpus / "corpus.jsonl").open(encoding="utf-8") as lines:
        planted = {line.split("\t")[0] for line in (corpus / "planted.tsv").open()}
        documents = (json.loads(line) for line in lines)
        # Interned: one string a different word, not one a word.
        return [[sys.intern(w) for w in d["text"].split()] for d in documents if d["id"] not in planted]


def mixed(texts, draw):
    words, wanted = [], draw.randint(*DOCUMENT_WORDS)
    while len(words) < wanted:
        source = texts[int(draw.random() * len(texts))]
        start = int(draw.random() * len(source))
        words += source[start : start + draw.randint(*RUN_WORDS)]
    return " ".join(words[:wanted])


def write_corpus(path, texts, count, seed):
    """Deterministic by seed and count; returns the file's digest. Memory does not grow with `count`."""
    draw, recent, digest = random.Random(f"{seed}/growth/{count}"), [], hashlib.sha256()
    borrow = edits.Draws([" ".join(t) for t in texts[:COPY_SOURCES]], [], draw)
    copy = edits.replace_words(0.02)
    partial = path.with_suffix(".partial")
    with partial.open("wb") as out:
        for number in range(count):
            if recent and draw.random() < COPY_SHARE:
                text = copy(draw.choice(recent), borrow)
            else:
                text = mixed(texts, draw)
                if len(recent) < COPY_SOURCES:
                    recent.append(text)
                else:
                    recent[int(draw.random() * COPY_SOURCES)] = text
            line = json.dumps({"id": f"g{number:08d}", "text": text}, ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            out.write(line)
    partial.rename(path)
    return digest.hexdigest()


def exponent(points):
    """Least squares of log cost on log n."""
    logs = [(math.log(n), math.log(max(cost, 1e-9))) for n, cost in points]
    mean_x, mean_y = (sum(values) / len(logs) for values in zip(*logs))
    spread = sum((x - mean_x) ** 2 for x, _ in logs)
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / spread if spread else float("nan")


def render(report):
    rows = report["rows"]
    lines = [
        "# Near-duplicates: cost against the number of documents",
        "",
        f"Made by `{report['command']}`: mixed real text, one document in ten a copy with 2 % of its words replaced; `--threshold 0.7`,"
        f" {report['threads']} threads; each size run once.",
        "",
        f"Machine: {report['machine']['cpu']}, {report['machine']['cores']} cores; load before the first run {report['machine']['load_before']}."
        f" Stock: corpus sha256 `{report['stock_sha256'][:16]}`, seed {report['seed']}.",
        "",
        "| documents | MB | CPU s | wall s | peak MB | pairs | CPU µs a document | peak bytes a document | sha256 |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    for r in rows:
        n = r["documents"]
        lines.append(
            f"| {n:,} | {r['bytes'] / 1e6:.0f} | {r['cpu_s']:.2f} | {r['wall_s']:.2f} | {r['peak_mb']:.0f} | {r['pairs']:,}"
            f" | {r['cpu_s'] / n * 1e6:.1f} | {r['peak_mb'] * 1e6 / n:,.0f} | `{r['sha256'][:12]}` |"
        )
    fits = ", ".join(f"{name} n^{report['exponents'][name]:.3f}" for name in report["exponents"])
    return "\n".join([*lines, "", f"Least-squares exponents over these sizes: {fits}."]) + "\n"


def main():
    parser = argparse.ArgumentParser(prog="growth", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assay", type=Path)
    parser.add_argument("--corpus", type=Path, required=True, help="folder that `run` left in the cache: corpus.jsonl, planted.tsv, corpus.json")
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sizes", default="10000,50000,200000,1000000,2000000")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="leave the made corpora in the cache")
    options = parser.parse_args()
    machine, rows, texts = measure.machine(), [], stock(options.corpus)
    for size in map(int, options.sizes.split(",")):
        path, answer = options.cache / f"growth-{options.seed}-{size}.jsonl", options.cache / "growth-answer.jsonl"
        digest = write_corpus(path, texts, size, options.seed)
        command = [options.assay, "detect", "near-duplicates", path, "--threshold", 0.7, "--threads", options.threads, "--format", "jsonl"]
        with answer.open("wb") as stdout:
            result = measure.run(command, options.threads, stdout)
        if result["exit"] not in (0, 1):
            sys.exit(f"assay: exit {result['exit']} at {size:,} documents")
        with answer.open() as lines:
            pairs = sum(1 for _ in lines)
        rows.append({"documents": size, "bytes": path.stat().st_size, "pairs": pairs, "sha256": digest, **result})
        print(f"{size:,}: {result['cpu_s']} CPU s, {result['peak_mb']} MB, {pairs:,} pairs", file=sys.stderr, flush=True)
        answer.unlink()
        if not options.keep:
            path.unlink()
    report = {
        "command": f"Benchmarks/near-duplicates/growth --sizes {options.sizes} --seed {options.seed} PATH-OF-ASSAY",
        "machine": machine, "threads": options.threads, "seed": options.seed,
        "stock_sha256": json.loads((options.corpus / "corpus.json").read_text())["sha256"],
        "rows": rows,
        "exponents": {name: exponent([(r["documents"], r[key]) for r in rows]) for name, key in (("CPU", "cpu_s"), ("peak memory", "peak_mb"))},
    }
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "near-duplicates-growth.json").write_text(json.dumps(report, indent=1) + "\n")
    (options.out / "near-duplicates-growth.md").write_text(render(report))
    print(render(report))


if __name__ == "__main__":
    main()
