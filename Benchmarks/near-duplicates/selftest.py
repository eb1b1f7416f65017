#!/usr/bin/env python3
"""The benchmark on a corpus of a few dozen documents from this repository's own docs: is the corpus the same twice, does the join agree with brute
force, and does Assay find what is there? Seconds, no network."""
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import words

HERE = Path(__file__).resolve().parent
WIDTH = 5


def brute_force(corpus, words_of):
    """{(a, b): (shared, of a, of b)} of pairs with a containment of 0.6 or more, from sets of tuples."""
    sets = {}
    for line in (corpus / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        found = words_of(document["text"])
        sets[document["id"]] = {tuple(found[i : i + WIDTH]) for i in range(len(found) - WIDTH + 1)}
    pairs = {}
    for a, b in itertools.combinations(sorted(sets), 2):
        shared = len(sets[a] & sets[b])
        if shared and 5 * shared >= 3 * min(len(sets[a]), len(sets[b])):
            pairs[a, b] = (shared, len(sets[a]), len(sets[b]))
    return pairs


def ascii_docs(folder):
    """The docs without characters beyond ASCII: in a unit like \u00b5s the two definitions of a look-alike differ, and that is not what is tested."""
    folder.mkdir()
    for page in sorted((HERE.parents[1] / "docs").rglob("*.md")):
        (folder / page.name).write_text(page.read_text(encoding="utf-8").encode("ascii", "replace").decode())
    return folder


def bench(assay, docs, folder, out):
    command = [sys.executable, HERE / "bench.py", "--cache", folder, "--out", out, "--peers", "none", "--threads", "2"]
    command += ["--folder", docs, "--documents", "500", "--edits", "88"]
    subprocess.run([*command, assay], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return json.loads((out / "near-duplicates.json").read_text())


def main():
    assay = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as made:
        docs = ascii_docs(Path(made) / "docs")
        first, second = (bench(assay, docs, Path(made) / name, Path(made) / name) for name in ("first", "second"))
        corpus = next((Path(made) / "first").glob("corpus-*"))
        checks = {"the same seed gives the same corpus": first["corpus"]["sha256"] == second["corpus"]["sha256"]}
        checks["every kind of edit was planted"] = len(first["truth_by_kind"]) >= 19
        for name, words_of in words.DEFINITIONS.items():
            rows = (line.split("\t") for line in (corpus / f"truth-{name}.tsv").read_text().splitlines())
            joined = {(a, b): tuple(map(int, numbers)) for a, b, *numbers in rows}
            checks[f"the join on {name} words agrees with brute force"] = joined == brute_force(corpus, words_of) and len(joined) > 0
        for result in first["results"]:
            name, scores = result["name"], result.get("scores", {}).get("folded", {})
            checks[f"{name} ran"] = "failed" not in result
            checks[f"{name} finds every pair at Jaccard 0.8"] = scores.get("recall_80") == 1
            checks[f"{name} reports the true Jaccard"] = result.get("values", {}).get("unequal") == 0
            if "containment" in result:
                checks[f"{name} reports no pair below its thresholds"] = result["containment"]["precision"] == 1
            else:
                checks[f"{name} reports no pair below its threshold"] = scores.get("precision_70") == 1
    for check, holds in checks.items():
        print(f"{'ok' if holds else 'FAILED'}: {check}")
    sys.exit(0 if all(checks.values()) else 1)


if __name__ == "__main__":
    main()
