#!/usr/bin/env python3
"""Assembles the labelled file from which the shipped synthetic-text calibration is learned.

    ASSAY_DATA=… python3 scripts/calibration/assemble-training.py > training.jsonl
    assay calibrate synthetic training.jsonl --out calibration.json

Reads the public sets that the README in $ASSAY_DATA names and writes {"id","text","label","contributor","language","domain"} lines
in a fixed order. What it takes care of:

* a_fastdetect_glimpse_en: machine texts begin with the human prompt, so both sides are cut at `shared_prefix_chars`; human passages that
  are re-truncated copies of one another (`group`) are kept once.
* Raw language models (gpt2, gpt-neo, gpt-j, opt, neox) write unlike the instruction-tuned ones that people use; learning both at once
  blurs both (on held-out news the true-positive rate at 5 % fell from about 0.7 to 0.4), so they are left out unless `--raw N` asks for N of each per domain.
* Long human texts are split into documents of one contributor, so that honest writers, not pooled documents, can be compared.

`--without DOMAIN` (repeatable) and `--without-generator NAME` leave a domain (and all below it) or a generator out, `--only DOMAIN` keeps
one: these make the held-out splits.
"""
import argparse
import gzip
import json
import os
import pathlib
import re
import sys

RAW_MODELS = {"gpt2-xl", "gpt-neo-2.7B", "gpt-j-6B", "gpt-neox-20b", "opt-2.7b", "gpt2", "gpt3-175b"}
MOVIE_REVIEW_LIMIT = 900
WINDOW_WORDS = 250
MAXIMUM_WINDOWS = 12


def lines(path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def windows(text, limit=MAXIMUM_WINDOWS):
    """Pieces of about WINDOW_WORDS words."""
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    for start in range(0, min(len(spans), limit * WINDOW_WORDS), WINDOW_WORDS):
        piece = spans[start : start + WINDOW_WORDS]
        yield text[piece[0][0] : piece[-1][1]]


def documents(data):
    seen = set()
    for row in lines(data / "a_fastdetect_glimpse_en" / "texts.jsonl"):
        domain = "news" if row["domain"] == "xsum" else row["domain"]
        if row["label"] == "human":
            if (domain, row["group"]) in seen:
                continue
            seen.add((domain, row["group"]))
        yield row["id"], row["text"][row["shared_prefix_chars"] :], row["label"], row["generator"], domain, None
    for name, domain in (("a_rexshijaku", "essay"), ("a_vijini_sci", "science")):
        for row in lines(data / name / "texts.jsonl"):
            if row["label"] in ("human", "machine"):
                yield name + "/" + row["id"], row["text"], row["label"], row["generator"], domain, None
    for row in lines(data / "a_zippy" / "texts.jsonl"):
        yield "zippy/" + row["id"], row["text"], row["label"], row["generator"], "mixed", None
    reviews = 0
    for row in lines(data / "f_nltk_english" / "docs.jsonl.gz"):
        if row["corpus"] in ("shakespeare", "nps_chat"):
            continue
        if row["corpus"] == "movie_reviews":
            reviews += 1
            if reviews > MOVIE_REVIEW_LIMIT:
                continue
        domain = "human/" + row["corpus"] + ("/" + row["category"] if row["corpus"] == "brown" else "")
        yield row["id"], row["text"], "human", "human", domain, row["id"] if row["corpus"] != "webtext" else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--without", action="append", default=[], metavar="DOMAIN")
    parser.add_argument("--without-generator", action="append", default=[], metavar="NAME")
    parser.add_argument("--only", metavar="DOMAIN")
    parser.add_argument("--raw", type=int, default=0, metavar="N", help="texts of each raw model per domain")
    options = parser.parse_args()
    data = pathlib.Path(os.environ.get("ASSAY_DATA", "../shared/data"))
    if not data.is_dir():
        sys.exit(f"assemble-training: the folder {data} is missing; set ASSAY_DATA")
    within = lambda domain, root: domain == root or domain.startswith(root + "/")
    raw = {}
    written = set()
    for key, text, label, generator, domain, contributor in documents(data):
        if any(within(domain, root) for root in options.without) or generator in options.without_generator:
            continue
        if options.only and not within(domain, options.only):
            continue
        if generator in RAW_MODELS:
            raw[domain, generator] = raw.get((domain, generator), 0) + 1
            if raw[domain, generator] > options.raw:
                continue
        pieces = list(windows(text)) if contributor else [text]
        for index, piece in enumerate(pieces):
            if (piece[:300], label) in written:
                continue
            written.add((piece[:300], label))
            row = {"id": f"{key}#{index}", "text": piece, "label": label, "language": "en", "domain": domain}
            if contributor:
                row["contributor"] = contributor
            print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
