#!/usr/bin/env python3
"""Makes the events beside this file that tests of the shipped rules put through the real detectors.

Usage: rules/tests/events/make.py, in the repository. Most are lines of corpora/demo (`assay-world --scale 1 --seed 20260301`), chosen by their
labels; template-flood and lockstep are written here, with a seed. The same bytes come out every time.
"""
import datetime
import json
import pathlib
import random

HERE = pathlib.Path(__file__).parent
DEMO = HERE.parent.parent.parent / "corpora" / "demo"
LINES = (DEMO / "events.jsonl").read_text().splitlines()
EVENTS = [json.loads(line) for line in LINES]
PLACES = {f'{event["source"]}#{event["id"]}': place for place, event in enumerate(EVENTS)}
SUBMISSIONS = {event["data"]["submission"]: place for place, event in enumerate(EVENTS) if event["type"] == "assay.submission.v1"}
LABELS = [json.loads(line) for line in (DEMO / "labels.jsonl").read_text().splitlines()]


def labelled(name):
    """The labels of an attack or a look-alike, in ledger order."""
    return sorted((label for label in LABELS if label["name"] == name), key=lambda label: PLACES[label["event"]])


def places(labels):
    return [PLACES[label["event"]] for label in labels]


def with_people(chosen):
    """The events, and the registrations of everybody who acts in them."""
    keys = ("contributor", "consumer", "from", "to")
    people = {EVENTS[place]["data"].get(key) for place in chosen for key in keys}
    joined = [place for place, event in enumerate(EVENTS) if event["data"].get("participant") in people and "roles" in event["data"]]
    return set(chosen) | set(joined)


def results(chosen):
    """The submissions that retrievals bring up."""
    return {SUBMISSIONS[result["submission"]] for place in chosen for result in EVENTS[place]["data"].get("results", [])}


def write(name, chosen):
    (HERE / f"{name}.jsonl").write_text("".join(LINES[place] + "\n" for place in sorted(set(chosen))))


def copy(name, attack, number):
    """One copy, the last event, and what it was copied from."""
    label = labelled(attack)[number]
    write(name, [SUBMISSIONS[source] for source in label["sources"]] + [PLACES[label["event"]]])


def echo(name, label, honest=40):
    """A document, the retrievals that bring it up, and others."""
    submission = label["submission"]
    retrievals = [place for place, event in enumerate(EVENTS) if event["type"] == "assay.retrieval.v1"]
    own = [place for place in retrievals if any(result["submission"] == submission for result in EVENTS[place]["data"]["results"])]
    write(name, [SUBMISSIONS[submission]] + own + retrievals[:honest])


def made(name, items):
    """Writes (time, type, data) in the order of time."""
    with open(HERE / f"{name}.jsonl", "w") as file:
        for number, (time, kind, data) in enumerate(sorted(items, key=lambda item: item[0]), 1):
            event = {"specversion": "1.0", "id": str(number), "source": "test", "type": f"assay.{kind}.v1",
                     "time": time.strftime("%Y-%m-%dT%H:%M:%SZ"), "data": data}
            file.write(json.dumps(event, separators=(",", ":")) + "\n")


def day(number):
    return datetime.datetime(2026, 3, 1) + datetime.timedelta(seconds=int(number * 86400))


def traffic(draw, people, visits, days):
    """Calls of people who go each their own way, to popular resources more than to others."""
    for person in range(people):
        for _ in range(visits):
            resource = min(int(draw.paretovariate(1)) - 1, 59)
            yield day(draw.random() * days), "interaction", {
                "from": f"p{person}", "to": f"o{resource % 17}", "resource": f"r{resource}", "kind": "call"}


def lockstep():
    """Six agents that visit the same six resources of one payee within five minutes of each other, on six days."""
    draw = random.Random(1)
    items = list(traffic(draw, 40, 6, 10))
    for target in range(6):
        for member in range(6):
            time = day(10 * (target + 0.5) / 6 + draw.random() * 300 / 86400)
            items.append((time, "interaction", {"from": f"m{member}", "to": "mallory", "resource": f"t{target}", "kind": "call"}))
    made("lockstep", items)


def class_hour():
    """Twelve students who open the same four documents within one hour, once; otherwise they read what they like."""
    draw = random.Random(2)
    items = list(traffic(draw, 40, 6, 10))
    for student in range(12):
        for document in range(4):
            items.append((day(9.5 + draw.random() / 24), "interaction",
                          {"from": f"p{student}", "to": f"o{document}", "resource": f"reading-{document}", "kind": "call"}))
    made("class-hour", items)


def template_flood():
    """Thirty fillings of one frame in two hours."""
    draw = random.Random(3)
    who = ["our team", "the crew", "a small group", "the workshop"]
    what = ["lamp", "kettle", "ladder", "blanket", "bicycle"]
    how = ["quickly", "with care", "by hand", "without fuss"]
    items = []
    for number in range(30):
        one, two, three = draw.choice(what), draw.choice(what), draw.choice(how)
        text = (f"When you look for a good {one}, it pays to ask what {draw.choice(who)} would choose. A {one} is made {three}, and it lasts for years "
                f"when it is kept dry and clean. Compare it with a {two} of the same price, read what others say about it, and decide {draw.choice(how)}. "
                f"In the end the best {one} is the one that you use every day.")
        items.append((day(1 + number / 360), "submission", {"submission": f"f{number}", "contributor": "mallory", "dataset": "d", "text": text}))
    made("template-flood", items)


lockstep()
class_hour()
template_flood()
copy("edited-copy", "light-edit", 0)
copy("contained-copy", "truncation", 0)
copy("mosaic", "mosaic", 0)
copy("disguised-copy", "homoglyph", 0)
copy("quotation", "quotation", 0)
copy("own-revision", "own-revision", 0)
echo("query-echo", labelled("query-echo")[0])
echo("honest-faq", labelled("honest-faq")[0])
loop = places(labelled("self-retrieval-loop"))[:30]
write("self-retrieval", with_people(set(loop) | results(loop)))
office = places(labelled("office-network"))
office = [place for place in office if EVENTS[place]["type"] == "assay.retrieval.v1"][:10]
write("office-network", with_people(set(office) | results(office)))
write("machine-written", places(labelled("template-flood"))[:20])
write("non-native-writer", places(labelled("non-native-writer"))[:20])
write("notices", places(labelled("templated-notice")))
write("wash-trading", places(labelled("wash-trading"))[:60])
write("trading-partners", places(labelled("trading-partners")))
