#!/usr/bin/env python3
"""truth.py CORPUS.jsonl OUT-DIR [--threads 2]: the exact all-pairs join, on plain and on folded words, into truth-plain.tsv and truth-folded.tsv.

Line: a, b (a < b), shared shingles, shingles of a, shingles of b. All pairs of which one text holds 0.6 of the other's word 5-grams.
"""
import argparse
import json
import os
import shutil
import subprocess
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import words

HERE = Path(__file__).resolve().parent


def compiler():
    """$CXX, else the system's, else the one that comes with Swift."""
    beside_swift = Path(shutil.which("swift") or "/").resolve().parent / "clang++"
    found = os.environ.get("CXX") or shutil.which("c++") or shutil.which("clang++") or (beside_swift.exists() and str(beside_swift))
    if not found:
        raise SystemExit("no C++ compiler: install g++ or set CXX")
    return found


def compiled(folder):
    source, program = HERE / "truth.cpp", folder / "truth"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        subprocess.run([compiler(), "-std=c++17", "-O2", "-Wall", "-Wextra", "-pthread", "-o", program, source], check=True)
    return program


def join(job):
    definition, corpus, out, program, threads = job
    words_of = words.DEFINITIONS[definition]
    target = out / f"truth-{definition}.tsv"
    partial = target.with_suffix(".partial")
    with partial.open("wb") as written, open(corpus, encoding="utf-8") as lines:
        process = subprocess.Popen([program, str(threads)], stdin=subprocess.PIPE, stdout=written)
        for line in lines:
            document = json.loads(line)
            process.stdin.write(f"{document['id']}\t{' '.join(words_of(document['text']))}\n".encode())
        process.stdin.close()
        if process.wait() != 0:
            raise SystemExit("the truth program failed")
    partial.rename(target)
    return target, sum(1 for _ in target.open())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("out", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    program = compiled(options.out)
    jobs = [(definition, options.corpus, options.out, program, max(1, options.threads // 2)) for definition in words.DEFINITIONS]
    with ProcessPoolExecutor(2) as pool:
        for target, count in pool.map(join, jobs):
            print(f"{target.name}: {count:,} pairs")


if __name__ == "__main__":
    main()
