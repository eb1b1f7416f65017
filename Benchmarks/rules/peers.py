#!/usr/bin/env python3
"""The hundred rules of bench.py beside other implementations of CEL, over the same signals, in one run.

    Benchmarks/rules/peers.py ASSAY [EVENTS]

Peers: cel-expr-python (Google's C++ evaluator), common-expression-language (Rust) and cel-python, in versions pinned below, from PyPI into a cache
(ASSAY_BENCHMARK_CACHE, else ~/.cache/assay-benchmarks). Every peer gets the conditions compiled and each event's signals as it takes them fastest,
both before its clock starts; what is timed is a loop over events and conditions. They are called from Python, which is part of what they take: so the
cost of the same loop around an empty function stands in the table too. All must find the same number of rules true, or the run fails.
"""
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import venv

import bench

PINS = ["cel-expr-python==0.1.3", "common-expression-language==0.10.0", "cel-python==0.5.0"]
SEED = 20261121
# cel-python takes some hundredths of a second an event.
SLOW_SHARE = 50


def python_with_peers():
    root = os.environ.get("ASSAY_BENCHMARK_CACHE", os.path.expanduser("~/.cache/assay-benchmarks"))
    place = os.path.join(root, "cel-peers")
    python = os.path.join(place, "bin", "python")
    if not os.path.exists(python):
        venv.create(place, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "-q", *PINS], check=True)
    return python


def conditions(names):
    draw = random.Random(SEED)
    text = [bench.rule(number, draw) for number in range(bench.RULES)]
    found = [line.strip()[len("when: "):] for rule in text for line in rule.splitlines() if line.strip().startswith("when: ")]
    for plain, dotted in names.items():
        found = [condition.replace(dotted, plain) for condition in found]
    return "rules:\n" + "".join(text), found


def timed_peer(name, conditions, events):
    """Seconds of the processor, and how many conditions were true."""
    if name == "cel-expr-python":
        from cel_expr_python import cel
        env = cel.NewEnv(variables={variable: cel.Type.DOUBLE for variable in events[0]})
        programs = [env.compile(condition) for condition in conditions]
        inputs = [env.Activation(event) for event in events]
        calls = [lambda given, program=program: program.eval(given).value() for program in programs]
    elif name == "common-expression-language":
        import cel
        programs = [cel.compile(condition) for condition in conditions]
        inputs = [cel.Context(variables=event) for event in events]
        calls = [program.execute for program in programs]
    elif name == "cel-python":
        import celpy
        environment = celpy.Environment()
        programs = [environment.program(environment.compile(condition)) for condition in conditions]
        inputs = [{key: celpy.celtypes.DoubleType(value) for key, value in event.items()} for event in events]
        calls = [program.evaluate for program in programs]
    else:
        inputs = events
        calls = [lambda given: False for _ in conditions]
    true = 0
    start = time.process_time()
    for given in inputs:
        for call in calls:
            if call(given):
                true += 1
    return time.process_time() - start, true


def main():
    if sys.argv[1] == "--peer":
        task = json.load(sys.stdin)
        seconds, true = timed_peer(sys.argv[2], task["conditions"], task["events"])
        print(json.dumps({"seconds": seconds, "true": true}))
        return
    assay, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 4000
    names = {f"s{index}": name for index, name in enumerate(bench.SIGNALS)}
    rules, written = conditions(names)
    draw = random.Random(SEED + 1)
    # One signal in four is not quiet.
    events = [{plain: draw.random() if draw.random() < 0.25 else 0.0 for plain in names} for _ in range(count)]
    python = python_with_peers()
    results = []
    with tempfile.TemporaryDirectory() as folder:
        rule_file, signal_file = os.path.join(folder, "hundred.yaml"), os.path.join(folder, "signals.jsonl")
        with open(rule_file, "w", encoding="utf-8") as file:
            file.write(rules)
        with open(signal_file, "w", encoding="utf-8") as file:
            for event in events:
                signals = {names[plain]: value for plain, value in event.items()}
                file.write(json.dumps({"type": "assay.retrieval.v1", "signals": signals}) + "\n")
        rounds = max(1, 1_000_000 // count)
        command = [assay, "rules", "bench", "--rules", rule_file, "--signals", signal_file, "--events", str(count * rounds), "--format", "jsonl"]
        row = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
        results.append(("assay", count * rounds, row["cpu_seconds"], row["firings"] / rounds))
    for name in ["cel-expr-python", "common-expression-language", "cel-python", "(empty loop)"]:
        used = events[: max(1, count // SLOW_SHARE)] if name == "cel-python" else events
        task = json.dumps({"conditions": written, "events": used})
        output = subprocess.run([python, __file__, "--peer", name], input=task, stdout=subprocess.PIPE, text=True, check=True).stdout
        found = json.loads(output)
        results.append((name, len(used), found["seconds"], found["true"] if len(used) == count else None))
    print(f"{bench.RULES} rules, {count} events, {results[0][3] / count:.2f} rules true an event; processor time, one core\n")
    print("| tool | events | s | ns a condition | of assay's |\n|---|--:|--:|--:|--:|")
    base = results[0][2] / results[0][1]
    for name, number, seconds, true in results:
        print(f"| {name} | {number} | {seconds:.3f} | {seconds / number / bench.RULES * 1e9:.1f} | {seconds / number / base:.1f} |")
        if name[0] != "(" and true is not None and true != results[0][3]:
            sys.exit(f"{name} finds {true} conditions true, assay {results[0][3]}")


if __name__ == "__main__":
    main()
