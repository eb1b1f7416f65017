#!/usr/bin/env python3
"""Turns a learned calibration into the Swift source that ships it.

    python3 scripts/calibration/embed-calibration.py calibration.json > Sources/Detectors/SyntheticText/ShippedCalibration.swift
"""
import hashlib
import json
import sys

WIDTH = 136

text = open(sys.argv[1], encoding="utf-8").read().strip()
english = json.loads(text)["languages"]["en"]["honest"]
assert "\\" not in text and '"""' not in text
print("// swift-format-ignore-file")
print("// Generated; do not edit. Made by:")
print("//   ASSAY_DATA=… python3 scripts/calibration/assemble-training.py > training.jsonl")
print("//   assay calibrate synthetic training.jsonl --out calibration.json")
print("//   python3 scripts/calibration/embed-calibration.py calibration.json > Sources/Detectors/SyntheticText/ShippedCalibration.swift")
print("// It holds statistics only: frequencies and weights by hash, and scores of honest texts "
      f"({', '.join(str(len(scores)) for scores in english['documents'])} by length bin) and of {len(english['contributors'])} honest writers.")
print(f"// SHA-256 of the JSON: {hashlib.sha256(text.encode()).hexdigest()}")
print()
print("extension SyntheticCalibration {")
print("    /// The calibration that comes with the program: English, learned from public labelled sets; see the head of this file.")
print("    public static let shipped = (try? SyntheticCalibration(decoding: Array(shippedText.utf8), file: \"shipped\")) ?? .empty")
print()
print('    private static let shippedText = """')
for start in range(0, len(text), WIDTH):
    piece = text[start : start + WIDTH]
    print("        " + piece + ("\\" if start + WIDTH < len(text) else ""))
print('        """')
print("}")
