"""Reported pairs against the exact truth: recall and precision by true Jaccard and containment, recall by kind of edit. Integers decide."""
import json

SHORT_SHINGLES = 120


class Truth:
    """The exact pairs of one corpus under one definition of a word: {(a, b): (shared, of a, of b)}, a < b."""

    def __init__(self, path):
        self.pairs = {}
        with open(path) as lines:
            for line in lines:
                a, b, shared, of_a, of_b = line.rstrip("\n").split("\t")
                self.pairs[a, b] = (int(shared), int(of_a), int(of_b))
        self.at_jaccard = {percent: self._select(lambda n, p=percent: jaccard_reaches(n, p)) for percent in (50, 70, 80)}

    def _select(self, holds):
        return {pair for pair, numbers in self.pairs.items() if holds(numbers)}


def jaccard_reaches(numbers, percent):
    shared, of_a, of_b = numbers
    return 100 * shared >= percent * (of_a + of_b - shared)


def share(part, whole):
    return None if whole == 0 else round(part / whole, 6)


def read_planted(path):
    """[(edited, kind, sources)]."""
    with open(path) as lines:
        fields = (line.rstrip("\n").split("\t") for line in lines)
        return [(edited, kind, sources.split(",")) for edited, kind, sources in fields]


def read_tab_pairs(path):
    with open(path) as lines:
        pairs = (line.rstrip("\n").split("\t") for line in lines)
        return {(a, b) if a < b else (b, a) for a, b in pairs}


def read_assay(path):
    """{(a, b): reported Jaccard}."""
    with open(path) as lines:
        rows = (json.loads(line) for line in lines)
        return {(row["a"], row["b"]): row["jaccard"] for row in rows}


def documents_in(pairs):
    return {document for pair in pairs for document in pair}


def by_jaccard(found, truth):
    documents = documents_in(found)
    result = {}
    for percent in (80, 70):
        wanted = truth.at_jaccard[percent]
        result[f"recall_{percent}"] = share(len(wanted & found), len(wanted))
        with_partner = documents_in(wanted)
        result[f"document_recall_{percent}"] = share(len(with_partner & documents), len(with_partner))
    for percent in (70, 50):
        result[f"precision_{percent}"] = share(len(found & truth.at_jaccard[percent]), len(found))
    return result


def flags_by_jaccard(flagged, truth):
    result = {}
    for percent in (80, 70):
        with_partner = documents_in(truth.at_jaccard[percent])
        result[f"document_recall_{percent}"] = share(len(with_partner & flagged), len(with_partner))
    for percent in (70, 50):
        result[f"document_precision_{percent}"] = share(len(flagged & documents_in(truth.at_jaccard[percent])), len(flagged))
    return result


def by_kind(found, planted):
    """Share of the edits of each kind that were tied to one of their sources."""
    hits, totals = {}, {}
    for edited, kind, sources in planted:
        totals[kind] = totals.get(kind, 0) + 1
        hits[kind] = hits.get(kind, 0) + any((min(edited, s), max(edited, s)) in found for s in sources)
    return {kind: share(hits[kind], totals[kind]) for kind in totals}


def flags_by_kind(flagged, planted):
    hits, totals = {}, {}
    for edited, kind, _ in planted:
        totals[kind] = totals.get(kind, 0) + 1
        hits[kind] = hits.get(kind, 0) + (edited in flagged)
    return {kind: share(hits[kind], totals[kind]) for kind in totals}


def by_containment(found, truth, percent, jaccard_percent):
    """Against the pairs that reach either threshold. The truth holds all of them from containment 0.6 up."""
    wanted = {
        pair for pair, n in truth.pairs.items() if 100 * n[0] >= percent * min(n[1], n[2]) or jaccard_reaches(n, jaccard_percent)
    }
    # [tenth, [pairs, found] of short texts, [pairs, found] of the others]; containment 1 counts with 0.9.
    bands = {tenth: [[0, 0], [0, 0]] for tenth in range(6, 10)}
    for pair, (shared, of_a, of_b) in truth.pairs.items():
        smaller = min(of_a, of_b)
        band = bands[min(9, 10 * shared // smaller)][smaller >= SHORT_SHINGLES]
        band[0] += 1
        band[1] += pair in found
    return {
        "recall": share(len(wanted & found), len(wanted)),
        "precision": share(len(wanted & found), len(found)),
        "pairs": len(wanted),
        "bands": [[tenth, *pair] for tenth, pair in bands.items()],
    }


def containment_by_kind(found, planted, truth, percent):
    """Of the edits whose true containment with a source reaches `percent`: the share found; and how many reach it."""
    hits, totals, edits = {}, {}, {}
    for edited, kind, sources in planted:
        edits[kind] = edits.get(kind, 0) + 1
        pairs = [(min(edited, s), max(edited, s)) for s in sources]
        reaching = [p for p in pairs if p in truth.pairs and 100 * truth.pairs[p][0] >= percent * min(truth.pairs[p][1:])]
        if reaching:
            totals[kind] = totals.get(kind, 0) + 1
            hits[kind] = hits.get(kind, 0) + any(p in found for p in reaching)
    return {kind: {"within": share(totals.get(kind, 0), edits[kind]), "recall": share(hits.get(kind, 0), totals.get(kind, 0))} for kind in edits}


def unequal(reported, truth):
    """Pairs whose reported Jaccard is not the true one, of those that the truth holds."""
    wrong = judged = 0
    for pair, value in reported.items():
        if pair in truth.pairs:
            shared, of_a, of_b = truth.pairs[pair]
            judged += 1
            wrong += abs(value - shared / (of_a + of_b - shared)) > 5e-7
    return {"judged": judged, "unequal": wrong}


def true_similarity_by_kind(planted, truth):
    """Per kind: mean Jaccard of edit and first source over the pairs that the truth holds, and the share of edits at 0.8, at 0.7 and held."""
    rows = {}
    for edited, kind, sources in planted:
        row = rows.setdefault(kind, [0, 0.0, 0, 0, 0])
        numbers = truth.pairs.get((min(edited, sources[0]), max(edited, sources[0])))
        row[0] += 1
        if numbers:
            row[1] += numbers[0] / (numbers[1] + numbers[2] - numbers[0])
            row[2] += jaccard_reaches(numbers, 80)
            row[3] += jaccard_reaches(numbers, 70)
            row[4] += 1
    return {
        kind: {"edits": n, "mean_jaccard_of_held": share(total, held), "at_80": share(r8, n), "at_70": share(r7, n), "held": share(held, n)}
        for kind, (n, total, r8, r7, held) in rows.items()
    }
