"""The results as Markdown. Every number comes out of the JSON beside it."""
import math

import edits
from score import share


def number(value, digits=5):
    """Rounded down: 1 means all."""
    return "–" if value is None else f"{math.floor(value * 10**digits + 1e-6) / 10**digits:.{digits}f}"


def _assay_cpu(results, threads):
    return next((r["cpu_s"] for r in results if r["name"] == "assay" and r["threads"] == threads), None)


def main_table(results):
    lines = [
        "| tool | threads | words | CPU s | wall s | peak MB | R8 | R7 | P7 | P5 | D8 | D7 | its CPU over Assay's |",
        "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for r in results:
        if "failed" in r:
            lines.append(f"| {r['name']} | {r['threads'] or '–'} | | {r['failed']} | | | | | | | | | |")
            continue
        own = _assay_cpu(results, r["threads"])
        for definition, s in r["scores"].items():
            ratio = "–" if own is None else f"{r['cpu_s'] / own:.2f}"
            precision = [s.get("precision_70", s.get("document_precision_70")), s.get("precision_50", s.get("document_precision_50"))]
            suffix = " d" if "document_precision_70" in s else ""
            cells = [number(s.get("recall_80")), number(s.get("recall_70")), *(number(p) + suffix for p in precision)]
            cells += [number(s["document_recall_80"]), number(s["document_recall_70"])]
            costs = [f"{r['cpu_s']:.2f}", f"{r['wall_s']:.2f}", f"{r['peak_mb']:.0f}"]
            lines.append("| " + " | ".join([r["name"], str(r["threads"]), definition, *costs, *cells, ratio]) + " |")
    return lines


def kind_table(results, truth_by_kind):
    shown = [r for r in results if "failed" not in r and r["threads"] == results[0]["threads"]]
    lines = [
        "| kind | mean J | J >= .8 | J >= .7 | " + " | ".join(r["name"] for r in shown) + " |",
        "|---|--:|--:|--:|" + "--:|" * len(shown),
    ]
    for kind in edits.KINDS:
        if kind not in truth_by_kind:
            continue
        t = truth_by_kind[kind]
        # Where most pairs share too little to be held, a mean over the rest would mislead.
        mean = number(t["mean_jaccard_of_held"], 3) if (t["held"] or 0) >= 0.95 else "low"
        cells = [mean, number(t["at_80"], 3), number(t["at_70"], 3), *(number(r["kinds"].get(kind), 3) for r in shown)]
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return lines


def containment_table(result):
    lines = ["| kind | edits with a true containment >= .6 | of these found |", "|---|--:|--:|"]
    for kind in edits.KINDS:
        if kind in result["containment_kinds"]:
            row = result["containment_kinds"][kind]
            lines.append(f"| {kind} | {number(row['within'], 3)} | {number(row['recall'], 4)} |")
    return lines


def render(report):
    corpus, machine, results = report["corpus"], report["machine"], report["results"]
    lines = [
        "# Near-duplicates, measured side by side",
        "",
        f"Made by `{report['command']}`. Each row is one whole process, run once, on the same file:",
        "CPU seconds are user + system of the process and its children.",
        "",
        f"- corpus: {corpus['documents']:,} documents ({corpus['originals']:,} originals, {corpus['edits']:,} planted edits"
        f" of {len(report['truth_by_kind'])} kinds), {corpus['words']:,} words, {corpus['bytes'] / 1e6:.1f} MB, seed {corpus['seed']},"
        f" sha256 `{corpus['sha256']}`",
        f"- machine: {machine['cpu']}, {machine['cores']} cores, {'with' if machine['avx512'] else 'without'} AVX-512,"
        f" {machine['memory_gb']} GB; load before the first run {machine['load_before']}",
        "- versions: " + ", ".join(f"{name} {version}" for name, version in sorted(report["versions"].items())),
        "- true pairs: " + "; ".join(f"{n}: {t['at_80']:,} at J >= .8, {t['at_70']:,} at J >= .7" for n, t in report["truth"].items()),
        "",
        "R8, R7: share of the true pairs at Jaccard >= .8, .7 that were reported. P7, P5: share of the reported pairs whose true",
        "Jaccard is >= .7, .5. D8, D7: share of the documents with such a partner that stand in a reported pair (`d`: the tool flags",
        "documents and names no pair). The truth is exact, twice: on plain words (`\\w+` of the lower-cased text, what the peers shingle)",
        "and on folded words (what Assay promises: disguises folded away). A tool is at home in its own; the other row shows what the",
        "difference costs.",
        "",
        *main_table(results),
        "",
        "## Recall by kind of edit",
        "",
        "Mean true Jaccard (folded words) of edit and source, share of edits at .8 and .7, then the share that each tool tied to a source",
        "(rensa-flat: flagged at all).",
        "",
        *kind_table(results, report["truth_by_kind"]),
    ]
    for result in results:
        if "containment" in result:
            c = result["containment"]
            lines += [
                "",
                "## Containment",
                "",
                f"`--containment 0.6` beside `--threshold 0.7`, {result['threads']} threads: {result['cpu_s']:.2f} CPU s,"
                f" {result['wall_s']:.2f} s, {result['peak_mb']:.0f} MB. Of {c['pairs']:,} true pairs (folded words) it reported"
                f" {number(c['recall'], 6)}; precision {number(c['precision'], 6)}.",
                "",
                "| larger true containment | pairs, smaller text under 120 shingles | found | pairs, others | found |",
                "|---|--:|--:|--:|--:|",
                *(
                    f"| {tenth / 10:.1f} to {tenth / 10 + 0.1:.1f} | {short[0]:,} | {number(share(short[1], short[0]))} | {long[0]:,}"
                    f" | {number(share(long[1], long[0]))} |"
                    for tenth, short, long in c["bands"]
                ),
                "",
                *containment_table(result),
            ]
            break
    exact = [r for r in results if "values" in r]
    if exact:
        unequal = (f"{r['name']}, {r['threads']} threads: {r['values']['unequal']:,} of {r['values']['judged']:,} unequal" for r in exact)
        lines += ["", f"Reported Jaccard against the independent join on folded words: {'; '.join(unequal)}."]
    notes = [f"- {r['name']}, {r['threads']} threads: `{note}`" for r in results for note in r.get("notes", [])]
    if notes:
        lines += ["", "Said on standard error:", "", *notes]
    return "\n".join(lines) + "\n"
