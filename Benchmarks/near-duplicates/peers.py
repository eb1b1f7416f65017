#!/usr/bin/env python3
"""peers.py PEER CORPUS.jsonl OUT: one peer over one file, by the fastest honest path that its documentation gives, in one process.

All: word 5-grams of the lower-cased text, 128 hashes, 16 bands of 8 rows. OUT gets one line a pair, `id \\t id`; the peers that answer with flags
only get one line a flagged document. Thread counts come from RAYON_NUM_THREADS and OMP_NUM_THREADS.
"""
import os
import re
import sys
from collections import defaultdict
from itertools import combinations

import orjson

BANDS, ROWS, HASHES, SHINGLE = 16, 8, 128, 5
WORDS = re.compile(r"\w+").findall


def load(corpus):
    ids, texts = [], []
    with open(corpus, "rb") as lines:
        for line in lines:
            document = orjson.loads(line)
            ids.append(document["id"])
            texts.append(document["text"])
    return ids, texts


def shingles(text):
    words = WORDS(text.lower())
    count = len(words) - SHINGLE + 1
    return [" ".join(words[i : i + SHINGLE]) for i in range(count)] if count > 0 else [" ".join(words)]


def write_pairs(out, ids, answers):
    with open(out, "w") as lines:
        for i, found in enumerate(answers):
            lines.writelines(f"{ids[i]}\t{ids[j]}\n" for j in found if j > i)


def write_flags(out, ids, flags):
    with open(out, "w") as lines:
        lines.writelines(f"{i}\n" for i, flag in zip(ids, flags) if flag)


def flat_hashes(texts):
    """Shingle hashes of all texts in one array and where each text starts: numpy over Python's own string hashes."""
    import numpy as np

    odd = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F], dtype=np.uint64)
    parts, offsets = [], [0]
    for text in texts:
        words = WORDS(text.lower())
        hashes = np.fromiter(map(hash, words), dtype=np.int64, count=len(words)).view(np.uint64)
        count = len(words) - SHINGLE + 1
        part = sum(hashes[i : count + i] * odd[i] for i in range(SHINGLE)) if count > 0 else hashes[:1]
        parts.append(part)
        offsets.append(offsets[-1] + len(part))
    flat = np.concatenate(parts)
    flat ^= flat >> np.uint64(32)
    flat *= np.uint64(0xD6E8FEB86659FD93)
    flat ^= flat >> np.uint64(32)
    return flat, np.array(offsets, dtype=np.uint64)


def rensa_flat(corpus, out):
    """Flags only: the flat, prehashed, full-sketch path."""
    from rensa import RMinHash, RMinHashLSH

    ids, texts = load(corpus)
    flat, offsets = flat_hashes(texts)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, num_perm=HASHES, seed=42)
    index = RMinHashLSH(threshold=0.7, num_perm=HASHES, num_bands=BANDS)
    write_flags(out, ids, index.query_duplicate_flags_matrix_one_shot(matrix))


def rensa(corpus, out):
    from rensa import RMinHash, RMinHashLSH

    ids, texts = load(corpus)
    sketches = RMinHash.from_token_sets([shingles(t) for t in texts], num_perm=HASHES, seed=42)
    index = RMinHashLSH(threshold=0.7, num_perm=HASHES, num_bands=BANDS)
    index.insert_many(sketches)
    write_pairs(out, ids, index.query_all(sketches))


def fastsketch(corpus, out):
    from FastSketchLSH import LSH, FastSimilaritySketch

    threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
    ids, texts = load(corpus)
    flat, offsets = flat_hashes(texts)
    matrix = FastSimilaritySketch(size=HASHES, seed=42).batch_csr(flat, offsets, prehashed=True, num_threads=threads)
    index = LSH(num_perm=HASHES, num_bands=BANDS, num_threads=threads)
    index.insert(matrix)
    starts, found = (a.tolist() for a in index.query(matrix, format="csr"))
    write_pairs(out, ids, (starts[found[i] : found[i + 1]] for i in range(len(ids))))


def gaoya(corpus, out):
    from gaoya.minhash import MinHashStringIndex

    ids, texts = load(corpus)
    index = MinHashStringIndex(
        hash_size=32, jaccard_threshold=0.7, num_bands=BANDS, band_size=ROWS, num_hashes=None, analyzer="word", lowercase=True,
        ngram_range=(SHINGLE, SHINGLE), id_container="vec",
    )
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    write_pairs(out, ids, index.par_bulk_query(texts))


def datasketch(corpus, out):
    import xxhash
    from datasketch import MinHash, MinHashLSH

    ids, texts = load(corpus)
    index = MinHashLSH(num_perm=HASHES, params=(BANDS, ROWS))
    empty, sketches = MinHash(num_perm=HASHES, seed=1, hashfunc=xxhash.xxh32_intdigest), []
    for text in texts:
        sketch = empty.copy()
        sketch.update_batch([s.encode() for s in shingles(text)])
        sketches.append(sketch)
    for i, sketch in enumerate(sketches):
        index.insert(i, sketch, check_duplication=False)
    write_pairs(out, ids, (index.query(sketch) for sketch in sketches))


def daft(corpus, out):
    """Daft makes the sketches; it has no LSH of its own, so its bands are grouped here as its guide does with a join."""
    import daft as engine
    import numpy as np

    normal = engine.col("text").normalize(lowercase=True, remove_punct=True, white_space=True)
    sketch = normal.minhash(num_hashes=HASHES, ngram_size=SHINGLE, seed=1, hash_function="xxhash3_64")
    table = engine.read_json(corpus).with_column("sketch", sketch).select("id", "sketch").collect().to_arrow()
    ids, column = table["id"].to_pylist(), table["sketch"].combine_chunks()
    matrix = np.asarray(column.flatten() if hasattr(column, "flatten") else column.values).reshape(-1, HASHES)
    pairs = set()
    for band in range(BANDS):
        keys = np.ascontiguousarray(matrix[:, band * ROWS : (band + 1) * ROWS])
        buckets = defaultdict(list)
        for i, key in enumerate(keys.view(np.dtype((np.void, keys.dtype.itemsize * ROWS))).ravel().tolist()):
            buckets[key].append(i)
        for bucket in buckets.values():
            pairs.update(i << 32 | j for i, j in combinations(bucket, 2))
    with open(out, "w") as lines:
        lines.writelines(f"{ids[p >> 32]}\t{ids[p & 0xFFFFFFFF]}\n" for p in pairs)


PEERS = {"rensa": rensa, "rensa-flat": rensa_flat, "fastsketch": fastsketch, "gaoya": gaoya, "datasketch": datasketch, "daft": daft}

if __name__ == "__main__":
    PEERS[sys.argv[1]](sys.argv[2], sys.argv[3])
