#!/usr/bin/env python3
"""Makes the generated files of this folder anew: python3 Tests/Data/make.py. Same script, same bytes.

The oracles are computed here, from their definitions and with Python's sets and dictionaries alone, so that they owe nothing to the code under test.
"""
import csv
import gzip
import json
import math
import pathlib
import random
import re

HERE = pathlib.Path(__file__).resolve().parent
TOPICS = """harbour tariff engine valley contract sensor orchard bridge archive furnace glacier museum turbine canal vessel quarry meadow lantern ministry
pension battery forest pipeline parliament vaccine railway satellite compass mortgage estuary granite festival hospital reservoir kiln observatory tannery
viaduct brewery aqueduct sawmill lighthouse monastery foundry vineyard cannery""".split()
PLACES = """Arlen Bresk Corvin Dalmar Estrun Fenwick Garloh Hestol Imber Jastrow Kelm Lorien Marsk Nettle Orvane Pelham Quarn Rosten Selby Tarn Ulster
Vessin Wexley Yarrow Zellen""".split()
PEOPLE = "clerks engineers farmers nurses pilots teachers divers printers surveyors masons bakers guards botanists weavers millers".split()
VERBS = """supports reduces replaced delayed requires improved follows changed limits measured carried opened repaired predicts sheltered supplied
inspected crossed enlarged closed""".split()
QUALITIES = "northern early public narrow seasonal domestic heavy modern annual local quiet steep regional careful broken wooden costly shallow".split()
TIMES = "in spring|after the flood|during the war|each autumn|by night|on market days|for a century|since the fire|within a week|before the railway came".split("|")
FACTS = {
    "When was the {t} of {p} opened?": ("{y}", "The {t} of {p} was opened in {a}", "opened"),
    "Who built the {t} in {p}?": ("the {w}", "The {t} in {p} was built by {a}", "built"),
    "What does the {t} of {p} cost each year?": ("{n} crowns", "Each year the {t} of {p} costs {a}", "cost"),
    "How many {w} work at the {t} of {p}?": ("{n}", "At the {t} of {p} there work {a} {w}", "work"),
}
FRAMES = [
    "Records that were found last year leave no doubt. {fact}, although older books say something else.",
    "{fact}. Visitors are often surprised by this, and guides now mention it on every tour of the town.",
    "It is widely believed otherwise, yet a recent survey settled the matter: {fact}.",
    "According to the keepers of the town archive, {fact}, and the inscription above the gate says the same.",
    "Few people know it. {fact}, which the council confirmed when the charter was read again.",
]


def sentence(rng, topic=None):
    shape = rng.randrange(4)
    pick = rng.choice
    if shape == 0:
        return f"The {pick(QUALITIES)} {topic or pick(TOPICS)} {pick(VERBS)} the {pick(TOPICS)} near {pick(PLACES)} {pick(TIMES)}."
    if shape == 1:
        return f"{pick(TIMES).capitalize()} the {pick(PEOPLE)} of {pick(PLACES)} {pick(VERBS)} a {pick(QUALITIES)} {topic or pick(TOPICS)}."
    if shape == 2:
        return f"Nobody in {pick(PLACES)} asked why the {topic or pick(TOPICS)} {pick(VERBS)} {rng.randrange(3, 90)} {pick(PEOPLE)}."
    return f"A {pick(QUALITIES)} {pick(TOPICS)} and the {topic or pick(TOPICS)} of {pick(PLACES)} were {pick(VERBS)} {pick(TIMES)}."


def prose(rng, sentences):
    topic = rng.choice(TOPICS)
    return " ".join(sentence(rng, topic if number % 3 == 0 else None) for number in range(sentences))


def write(path, rows):
    path = HERE / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def edited_pairs(rng):
    """Pairs of a text and an edited one, with the exact Jaccard similarity of their sets of three words."""
    def shingles(text):
        words = re.findall(r"[a-z0-9]+", text.lower())
        return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}

    for number in range(60):
        words = prose(rng, 6).split()
        other = list(words)
        for _ in range(rng.choice([0, 1, 2, 4, 8, 16, 40])):
            place = rng.randrange(len(other))
            other[place : place + rng.randrange(2)] = [rng.choice(TOPICS)]
        if rng.random() < 0.3:
            other = other[rng.randrange(len(other) // 2) :]
        a, b = " ".join(words), " ".join(other)
        left, right = shingles(a), shingles(b)
        yield {"id": f"pair-{number}", "a": a, "b": b, "jaccard_exact": len(left & right) / len(left | right)}


BM25 = {  # k1, b, the weight of a word in n of N documents, the factor of the saturation
    "okapi_k1=1.5_b=0.75_eps=0.25": (1.5, lambda n, N: math.log((N - n + 0.5) / (n + 0.5)), 2.5),
    "lucene_k1=1.2_b=0.75": (1.2, lambda n, N: math.log(1 + (N - n + 0.5) / (n + 0.5)), 1),
    "robertson_k1=1.2_b=0.75": (1.2, lambda n, N: max(0.0, math.log((N - n + 0.5) / (n + 0.5))), 1),
    "atire_k1=1.2_b=0.75": (1.2, lambda n, N: math.log(N / n), 2.2),
}


def bm25(documents, queries):
    """The ten best documents of each query under four variants, by the textbook."""
    words = {row["id"]: re.findall(r"[a-z0-9]+", f"{row['title']} {row['text']}".lower()) for row in documents}
    mean, total = sum(map(len, words.values())) / len(words), len(words)
    frequency = {}
    for own in words.values():
        for word in set(own):
            frequency[word] = frequency.get(word, 0) + 1
    for variant, (k1, weigh, factor) in BM25.items():
        weights = {word: weigh(n, total) for word, n in frequency.items()}
        if variant.startswith("okapi"):
            floor = 0.25 * sum(weights.values()) / len(weights)
            weights = {word: floor if weight < 0 else weight for word, weight in weights.items()}
        for query in queries:
            scores = {}
            for name, own in words.items():
                for word in re.findall(r"[a-z0-9]+", query["text"].lower()):
                    count = own.count(word)
                    if count:
                        part = count / (count + k1 * (0.25 + 0.75 * len(own) / mean)) * factor
                        scores[name] = scores.get(name, 0) + weights[word] * part
            top = sorted(((name, score) for name, score in scores.items() if score > 0), key=lambda item: (-item[1], item[0]))[:10]
            yield {"query_id": query["id"], "impl": "make.py", "variant": variant, "top": top}


def collection(rng, count):
    return [{"id": str(number), "title": f"The {rng.choice(TOPICS)} of {rng.choice(PLACES)}", "text": prose(rng, rng.randrange(5, 14))}
            for number in range(count)]


def questions(rng, count):
    return [{"id": f"q{number}", "text": f"{rng.choice(QUALITIES)} {rng.choice(TOPICS)} {rng.choice(VERBS)} {rng.choice(TOPICS)} in {rng.choice(PLACES)}"}
            for number in range(count)]


def name_of(rng):
    """A name that no other text holds, as a question about one certain thing has."""
    return " ".join("".join(rng.choice("bdfghklmnprstvw") + rng.choice("aeiou") for _ in range(3)).capitalize() + rng.choice("lnrst") for _ in range(2))


def attacks(rng, name, count):
    """Questions with a wrong answer, and five passages each that state it."""
    for number in range(count):
        question, (answer, fact, _) = rng.choice(sorted(FACTS.items()))
        values = {"t": rng.choice(TOPICS), "p": name_of(rng), "w": rng.choice(PEOPLE), "y": rng.randrange(1700, 1990), "n": rng.randrange(12, 900)}
        incorrect = answer.format(**values)
        stated = fact.format(a=incorrect, **values)
        yield {"id": f"{name}/{number}", "question": question.format(**values), "incorrect": incorrect,
               "adv_texts": [frame.format(fact=stated) for frame in FRAMES]}


def ratings(rng):
    """Who rated whom, how and when: 400 honest traders over a year, and 25 accounts that praise each other's shops within a minute of one another."""
    rows = []
    for _ in range(6000):
        rows.append([rng.randrange(400), rng.randrange(400), rng.choice([1, 1, 2, 3, 5, -1]), 1.7e9 + rng.random() * 3.1e7])
    ring, shops = range(1000, 1025), range(1100, 1112)
    for shop in shops:
        begin = 1.7e9 + rng.random() * 3e7
        rows += [[member, shop, 10, begin + rng.random() * 60] for member in ring]
    for member in ring:
        rows += [[rng.randrange(400), member, -10, 1.7e9 + rng.random() * 3.1e7] for _ in range(3)]
    rows.sort(key=lambda row: row[3])
    with open(HERE / "d_bitcoin_otc" / "soc-sign-bitcoinotc.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["FROM_NODE", "TO_NODE", "TRUST_INDEX", "TIME_SINCE_EPOCH"])
        writer.writerows([a, b, trust, f"{time:.5f}"] for a, b, trust, time in rows)


def reviews(rng):
    """Reviewer, product, name, stars, date: without dates."""
    with open(HERE / "d_yelpchi" / "metadata.tsv", "w") as file:
        for _ in range(4000):
            file.write(f"{200 + int(rng.paretovariate(0.8)) % 900}\t{int(rng.paretovariate(0.6)) % 120}\tNone\t{rng.choice([1, -1])}\tNone\n")


def main():
    for folder in ("d_bitcoin_otc", "d_yelpchi", "f_multilingual"):
        (HERE / folder).mkdir(exist_ok=True)
    write("g_oracles/minhash_vectors.jsonl", edited_pairs(random.Random("pairs")))
    rng = random.Random("cranfield")
    documents, queries = collection(rng, 120), questions(rng, 60)
    write("c_ir_cranfield/docs.jsonl", documents)
    write("c_ir_cranfield/queries.jsonl", queries)
    write("g_oracles/bm25_cranfield_vectors.jsonl", bm25(documents, queries))
    rng = random.Random("collections")
    write("c_ir_cisi/docs.jsonl", collection(rng, 250))
    write("c_ir_cisi/queries.jsonl", questions(rng, 40))
    write("c_ir_med_docs/docs.jsonl", collection(rng, 250))
    for name in ("hotpotqa", "msmarco"):
        write(f"c_poisonedrag/{name}.jsonl", attacks(random.Random(name), name, 20))
    ratings(random.Random("ratings"))
    reviews(random.Random("reviews"))
    with open(HERE / "f_multilingual" / "udhr_genesis.jsonl.gz", "wb") as file:
        file.write(gzip.compress((HERE / "f_multilingual" / "letters.jsonl").read_bytes(), mtime=0))


main()
