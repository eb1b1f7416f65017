#!/usr/bin/env python3
"""Builds the corpus and the truth where the cache lacks them, runs Assay and its peers over one file, and writes the table."""
import argparse
import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import measure
import score
import table
from truth import compiled, join
from words import DEFINITIONS

HERE = Path(__file__).resolve().parent
PEERS = {  # name: distribution on PyPI
    "rensa": "rensa", "rensa-flat": "rensa", "fastsketch": "FastSketchLSH", "gaoya": "gaoya", "datasketch": "datasketch", "daft": "daft",
}
ANSWERS_FLAGS = {"rensa-flat"}
THRESHOLD, CONTAINMENT = 70, 60


def parse():
    parser = argparse.ArgumentParser(prog="run", description=__doc__)
    parser.add_argument("assay", type=Path, help="the program to measure")
    parser.add_argument("--documents", type=int, default=200_000, help="originals (default 200000)")
    parser.add_argument("--edits", type=int, help="planted edits on top (default a fifth of the documents)")
    parser.add_argument("--peers", default="all", help="all, none, or names: " + ",".join(PEERS))
    parser.add_argument("--threads", default="2,1", help="thread counts, one set of runs each (default 2,1)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", type=Path, required=True, help="folder for packages, corpus and truth")
    parser.add_argument("--corpus", type=Path, help="use this folder (corpus.jsonl, planted.tsv, corpus.json) instead of making one")
    parser.add_argument("--folder", type=Path, help="make the corpus from this folder of texts, without any download")
    parser.add_argument("--packages", type=Path, default=HERE / "packages.txt")
    parser.add_argument("--out", type=Path, required=True, help="folder for near-duplicates.md and near-duplicates.json")
    parser.add_argument("--rescore", action="store_true", help="judge the outputs of the last run anew; run only what is missing")
    options = parser.parse_args()
    if options.edits is None:
        options.edits = options.documents // 5
    return options


def say(text):
    print(text, file=sys.stderr, flush=True)


def call(*arguments):
    return subprocess.run([sys.executable, *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def make_corpus(options):
    if options.corpus:
        return options.corpus
    kind = "folder" if options.folder else "debian"
    folder = options.cache / f"corpus-{kind}-{options.seed}-{options.documents}-{options.edits}"
    if (folder / "corpus.json").exists() and not options.folder:
        return folder
    shared = ["--out", folder, "--documents", options.documents, "--edits", options.edits, "--seed", options.seed]
    if options.folder:
        say(call(HERE / "corpus.py", "build", "--folder", options.folder, *shared))
        return folder
    parts = call(HERE / "corpus.py", "packages", "--packages", options.packages, "--cache", options.cache, "--seed", options.seed)
    say(call(HERE / "corpus.py", "build", "--parts", parts, "--packages", options.packages, *shared))
    return folder


def make_truth(corpus, threads):
    """{definition: Truth}, joined anew where the corpus or what defines the truth is younger."""
    truths, made_of = {}, [corpus / "corpus.jsonl", HERE / "words.py", HERE / "truth.cpp"]
    youngest = max(path.stat().st_mtime for path in made_of)
    program = compiled(corpus)
    for definition in DEFINITIONS:
        path = corpus / f"truth-{definition}.tsv"
        if not path.exists() or path.stat().st_mtime < youngest:
            say(f"joining all pairs on {definition} words")
            join((definition, corpus / "corpus.jsonl", corpus, program, threads))
        truths[definition] = score.Truth(path)
    return truths


def measured(options, name, threads, out, errors, command, to_stdout):
    """The costs of one run, which leaves its answer in `out`; with --rescore those of the last report, where the answer is still there."""
    report = options.out / "near-duplicates.json"
    if options.rescore and out.exists() and report.exists():
        for row in json.loads(report.read_text())["results"]:
            if (row["name"], row["threads"]) == (name, threads):
                return {key: row[key] for key in ("name", "threads", "exit", "user_s", "system_s", "cpu_s", "wall_s", "peak_mb")}
    with out.open("wb") as stdout, errors.open("wb") as stderr:
        return {"name": name, "threads": threads, **measure.run(command, threads, stdout if to_stdout else subprocess.DEVNULL, stderr)}


def run_assay(options, corpus, truths, planted, threads, containment):
    name = "assay --containment 0.6" if containment else "assay"
    stem = name.replace(" ", "")
    out, errors = corpus / f"out-{stem}-{threads}.jsonl", corpus / f"err-{stem}-{threads}.txt"
    command = [options.assay, "detect", "near-duplicates", corpus / "corpus.jsonl", "--threshold", THRESHOLD / 100, "--threads", threads]
    command += ["--format", "jsonl"] + (["--containment", CONTAINMENT / 100] if containment else [])
    result = measured(options, name, threads, out, errors, command, True)
    notes = [line for line in errors.read_text(errors="replace").splitlines() if line.strip()]
    if result["exit"] not in (0, 1):
        return {**result, "failed": f"exit {result['exit']}: {' '.join(notes)[:200]}"}
    reported = score.read_assay(out)
    found = set(reported)
    result.update(pairs=len(found), notes=notes, values=score.unequal(reported, truths["folded"]))
    if containment:
        # Its precision is judged against both thresholds, below.
        scores = score.by_jaccard(found, truths["folded"])
        result["scores"] = {"folded": {key: value for key, value in scores.items() if "recall" in key}}
        result["containment"] = score.by_containment(found, truths["folded"], CONTAINMENT, THRESHOLD)
        result["containment_kinds"] = score.containment_by_kind(found, planted, truths["folded"], CONTAINMENT)
    else:
        result["scores"] = {name: score.by_jaccard(found, truths[name]) for name in ("folded", "plain")}
    result["kinds"] = score.by_kind(found, planted)
    return result


def run_peer(options, name, corpus, truths, planted, threads):
    out, errors = corpus / f"out-{name}-{threads}.tsv", corpus / f"err-{name}-{threads}.txt"
    command = [sys.executable, HERE / "peers.py", name, corpus / "corpus.jsonl", out]
    result = measured(options, name, threads, out, errors, command, False)
    if result["exit"] != 0:
        last = errors.read_text(errors="replace").strip().splitlines()[-1:]
        return {**result, "failed": f"exit {result['exit']}: {' '.join(last)[:200]}"}
    if name in ANSWERS_FLAGS:
        flagged = set(out.read_text().split())
        scores = {d: score.flags_by_jaccard(flagged, truths[d]) for d in ("plain", "folded")}
        return {**result, "flags": len(flagged), "scores": scores, "kinds": score.flags_by_kind(flagged, planted)}
    found = score.read_tab_pairs(out)
    scores = {d: score.by_jaccard(found, truths[d]) for d in ("plain", "folded")}
    return {**result, "pairs": len(found), "scores": scores, "kinds": score.by_kind(found, planted)}


def installed(distribution):
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def contest(options, corpus, truths, planted):
    peers = [] if options.peers == "none" else list(PEERS) if options.peers == "all" else options.peers.split(",")
    results = []
    for threads in map(int, options.threads.split(",")):
        for containment in (False, True):
            results.append(run_assay(options, corpus, truths, planted, threads, containment))
        for name in peers:
            if installed(PEERS[name]) is None:
                results.append({"name": name, "threads": None, "failed": "did not install"})
            else:
                results.append(run_peer(options, name, corpus, truths, planted, threads))
            say(f"{results[-1]['name']} {threads}: {results[-1].get('cpu_s')} CPU s {results[-1].get('failed', '')}")
    return results


def main():
    options = parse()
    corpus = make_corpus(options)
    machine = measure.machine()
    truths = make_truth(corpus, machine["cores"])
    planted = score.read_planted(corpus / "planted.tsv")
    machine["load_before"] = measure.machine()["load_before"]
    previous = options.out / "near-duplicates.json"
    if options.rescore and previous.exists():
        machine = json.loads(previous.read_text())["machine"]
    assay_version = subprocess.run([options.assay, "--version"], capture_output=True, text=True).stdout.split()
    versions = {d: installed(d) for d in sorted(set(PEERS.values())) if installed(d)}
    versions.update(python=sys.version.split()[0], assay=assay_version[-1] if assay_version else "unknown")
    shown = [f"--documents {options.documents}", f"--seed {options.seed}", f"--peers {options.peers}", f"--threads {options.threads}"]
    report = {
        "command": "Benchmarks/near-duplicates/run " + " ".join(shown) + " PATH-OF-ASSAY",
        "corpus": json.loads((corpus / "corpus.json").read_text()),
        "machine": machine,
        "versions": versions,
        "truth": {
            name: {"pairs": len(t.pairs), "at_80": len(t.at_jaccard[80]), "at_70": len(t.at_jaccard[70])} for name, t in truths.items()
        },
        "truth_by_kind": score.true_similarity_by_kind(planted, truths["folded"]),
        "results": contest(options, corpus, truths, planted),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "near-duplicates.json").write_text(json.dumps(report, indent=1) + "\n")
    (options.out / "near-duplicates.md").write_text(table.render(report))
    print((options.out / "near-duplicates.md").read_text())


if __name__ == "__main__":
    main()
