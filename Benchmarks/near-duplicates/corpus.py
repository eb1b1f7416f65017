#!/usr/bin/env python3
"""corpus.py: real English documents out of Debian packages (or a folder of texts), planted edits, and the truth about what was planted.

    corpus.py packages --packages packages.txt --cache DIR [--seed 1] [--per-package 25000]      download and cut into documents
    corpus.py build    --parts DIR --packages packages.txt --out DIR [--documents 200000] [--edits 40000] [--seed 1]    choose, edit, shuffle, write
    corpus.py build    --folder DIR --out DIR ...                                               the same from a folder of texts

`build` writes corpus.jsonl ({"id","text"} per line; ids tell nothing), planted.tsv (id, kind, sources), and corpus.json (what went in).
"""
import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tarfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import edits
import prose

FILE_BYTES_MAX = 40_000_000
RESERVE = 10_000


def read_pins(path):
    """{package: version} from lines of `package version`; `#` starts a comment."""
    lines = (line.split("#")[0].split() for line in Path(path).read_text().splitlines())
    return {fields[0]: fields[1] for fields in lines if fields}


def package_file(folder, package):
    found = sorted(folder.glob(f"{package}_*.deb"))
    return found[-1] if found else None


def version_of(package_path):
    return package_path.name.split("_")[1].replace("%3a", ":")


def download(pins, folder):
    """Fetches what the cache lacks, the pinned version first; where the archive has moved on, the version that it has now."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [p for p in pins if package_file(folder, p) is None]
    if not missing:
        return
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    pinned = [f"{p}={pins[p]}" for p in missing]
    if subprocess.run(["apt-get", "download", *pinned], **quiet).returncode == 0:
        return
    for package in missing:
        for name in (f"{package}={pins[package]}", package):
            if subprocess.run(["apt-get", "download", name], **quiet).returncode == 0:
                break


def documents_of_package(path, seed, limit):
    """(text, source) of up to `limit` documents, in the order of the package's files."""
    unpacking = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    made = 0
    with tarfile.open(fileobj=unpacking.stdout, mode="r|") as archive:
        for member in archive:
            if not member.isfile() or member.size > FILE_BYTES_MAX or prose.reader_of(member.name) is None:
                continue
            for text in prose.cut(prose.paragraphs(member.name, archive.extractfile(member).read()), f"{seed}/{member.name}"):
                yield text
                made += 1
                if made == limit:
                    unpacking.kill()
                    unpacking.wait()
                    return
    unpacking.wait()


def extract(job):
    path, target, seed, limit = job
    made = 0
    partial = target.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as out:
        for text in documents_of_package(path, seed, limit):
            out.write(json.dumps(text, ensure_ascii=False) + "\n")
            made += 1
    partial.rename(target)
    return path.name, made


def packages_command(options):
    pins = read_pins(options.packages)
    debs, parts = options.cache / "packages", options.cache / f"parts-{options.seed}-{options.per_package}"
    download(pins, debs)
    parts.mkdir(parents=True, exist_ok=True)
    jobs = []
    for package in sorted(pins):
        path = package_file(debs, package)
        if path is None:
            print(f"missing: {package} {pins[package]} (not in the archive any more)", file=sys.stderr)
            continue
        if version_of(path) != pins[package]:
            print(f"other version: {package} {version_of(path)}, pinned {pins[package]}; the corpus digest will differ", file=sys.stderr)
        target = parts / (path.stem + ".jsonl")
        if not target.exists():
            jobs.append((path, target, options.seed, options.per_package))
    jobs.sort(key=lambda job: -job[0].stat().st_size)
    with ProcessPoolExecutor(options.processes) as pool:
        for name, made in pool.map(extract, jobs):
            print(f"{made:7,} documents from {name}", file=sys.stderr, flush=True)
    print(f"{parts}")


def read_parts(parts, packages):
    for path in sorted(p for p in parts.glob("*.jsonl") if p.name.split("_")[0] in packages):
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                yield json.loads(line), f"{path.stem.split('_')[0]}/{number}"


def read_folder(folder, seed):
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = str(path.relative_to(folder))
        reading = name if prose.reader_of(name) else name + ".txt"
        for number, text in enumerate(prose.cut(prose.paragraphs(reading, path.read_bytes()), f"{seed}/{name}")):
            yield text, f"{name}/{number}"


def choose(candidates, count, seed):
    """`count` documents by the digest of seed and place (adding a package reorders no others), some that follow, and how many there were."""
    ranked = sorted((hashlib.sha256(f"{seed}/{source}".encode()).digest(), source, text) for text, source in candidates)
    documents = [(text, source) for _, source, text in ranked]
    return documents[:count], [text for text, _ in documents[count : count + RESERVE]], len(ranked)


def build_command(options):
    candidates = read_folder(options.folder, options.seed) if options.folder else read_parts(options.parts, read_pins(options.packages))
    originals, reserve, offered = choose(candidates, options.documents, options.seed)
    if len(originals) < options.documents:
        print(f"only {len(originals):,} documents, {options.documents:,} wanted", file=sys.stderr)
        if not options.folder:
            sys.exit(2)
    texts = [text for text, _ in originals]
    planted = edits.plant(texts, reserve, options.edits, random.Random(f"{options.seed}/edits"))
    everything = [(text, None, ()) for text in texts] + planted
    order = list(range(len(everything)))
    random.Random(f"{options.seed}/order").shuffle(order)
    identifier = {index: f"d{place:07d}" for place, index in enumerate(order)}
    options.out.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    words = size = 0
    with (options.out / "corpus.jsonl").open("wb") as out:
        for index in order:
            line = json.dumps({"id": identifier[index], "text": everything[index][0]}, ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            out.write(line)
            words += everything[index][0].count(" ") + 1
            size += len(line)
    with (options.out / "planted.tsv").open("w") as out:
        for index, (_, kind, sources) in enumerate(everything):
            if kind:
                out.write(f"{identifier[index]}\t{kind}\t{','.join(identifier[s] for s in sources)}\n")
    packages = {}
    for _, source in originals:
        packages[source.split("/")[0]] = packages.get(source.split("/")[0], 0) + 1
    facts = {
        "documents": len(everything), "originals": len(texts), "candidates": offered, "edits": len(planted), "words": words, "bytes": size,
        "seed": options.seed, "sha256": digest.hexdigest(), "originals_by_package": dict(sorted(packages.items())),
    }
    (options.out / "corpus.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(f"{facts['documents']:,} documents ({len(planted):,} planted), {words:,} words, {size / 1e6:.1f} MB, sha256 {facts['sha256'][:16]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    fetch = commands.add_parser("packages")
    fetch.add_argument("--packages", required=True)
    fetch.add_argument("--cache", type=Path, required=True)
    fetch.add_argument("--per-package", type=int, default=25_000)
    fetch.add_argument("--processes", type=int, default=os.cpu_count())
    build = commands.add_parser("build")
    build.add_argument("--parts", type=Path, help="the folder that `packages` printed")
    build.add_argument("--packages", help="with --parts: take these only")
    build.add_argument("--folder", type=Path)
    build.add_argument("--out", type=Path, required=True)
    build.add_argument("--documents", type=int, default=200_000)
    build.add_argument("--edits", type=int, default=40_000)
    for command in (fetch, build):
        command.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    {"packages": packages_command, "build": build_command}[options.command](options)


if __name__ == "__main__":
    main()
