"""Prose out of documentation files: HTML, man pages, info, pod and plain text become paragraphs, paragraphs become documents.

Standard library only, so that the self-test needs nothing installed. Deterministic: the cut depends on the seed and the file's name.
"""
import gzip
import html
import random
import re

WORDS_MIN, WORDS_MAX = 100, 400
PARAGRAPH_WORDS_MIN = 8
ENGLISH_SHARE_MIN = 0.20
ENGLISH = frozenset(
    "the of and to a in is it that for be as with are this on by or an not from can if will at which have has you when was but all"
    " its may one used use only must they should been were there their then than so such other these into each more no any he his".split()
)

_BOXES = re.compile(r"<!--.*?-->|<(script|style|pre|nav|head|select|svg|math|footer|header)\b.*?</\1\s*>", re.S | re.I)
_BLOCKS = re.compile(r"</?(?:p|div|li|ul|ol|dl|dt|dd|td|th|tr|table|h[1-6]|hr|blockquote|section|article|title|body|item|note)\b[^>]*>", re.I)
_TAGS = re.compile(r"<[^>]*>")
_ROFF_TEXT = re.compile(r"^\.(?:B|I|BR|RB|IR|RI|BI|IB|SM|SB|Nm|Fl|Ar|Pa|Fn|Em|Sy)\s+(.*)$")
_ROFF_FONT = re.compile(r"\\[f*](?:\[[^]]*\]|\(..|.)|\\s[-+]?\d|\\&|\\:|\\/|\\,|\\c$")
_POD = re.compile(r"[A-Z]<+\s?([^<>|]*)(?:\|[^<>]*)?\s?>+")
_OTHER_LANGUAGE = re.compile(
    r"(?:/|\.)(?:ar|bg|ca|cs|da|de|el|eo|es|et|eu|fa|fi|fr|gl|he|hr|hu|id|it|ja|ko|lt|lv|nb|nl|nn|no|pl|pt|pt[-_]BR|ro|ru|sk|sl|sr|sv|ta|th|tr|uk|vi"
    r"|zh|zh[-_]CN|zh[-_]TW|[a-z]{2}-[A-Z]{2}(?<!en-US))(?:/|\.(?:html?|txt|utf8)(?:\.|$))"
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def _from_html(text):
    text = _BOXES.sub(" ", text).replace("\n", " ").replace("\r", " ")
    return html.unescape(_TAGS.sub("", _BLOCKS.sub("\n", text))).split("\n")


def _from_plain(text):
    return re.split(r"\n\s*\n", text.replace("\r", ""))


def _from_man(text):
    lines = []
    for line in text.split("\n"):
        if line.startswith((".\\\"", "'")):
            continue
        if line.startswith("."):
            found = _ROFF_TEXT.match(line)
            lines.append(found.group(1).replace('"', "") if found else "\n")
            continue
        lines.append(line)
    text = _ROFF_FONT.sub("", "\n".join(lines)).replace("\\-", "-").replace("\\(aq", "'").replace("\\e", "\\")
    return _from_plain(text)


def _from_pod(text):
    blocks = [b for b in _from_plain(text) if not b.startswith(("=", " ", "\t"))]
    return [_POD.sub(r"\1", b) for b in blocks]


_PLAIN_NAMES = (".txt", ".text", ".rst", ".md", ".dict")


def reader_of(path):
    """The function that turns this file's text into paragraphs, or None where the file is no English prose."""
    name = path.lower()
    for packed in (".gz", ".dz"):
        name = name.removesuffix(packed)
    if _OTHER_LANGUAGE.search(path) or "/_sources/" in path or name.endswith(("/copyright", "changelog.txt", "changelog.html")):
        return None
    if name.endswith((".html", ".htm", ".xhtml", ".page")):
        return None if name.endswith(".page") and "/C/" not in path else _from_html
    if re.search(r"\.info(-\d+)?$", name) or name.endswith(_PLAIN_NAMES):
        return _from_plain
    if name.endswith(".pod"):
        return _from_pod
    if re.search(r"/man/man\d/[^/]+\.\d\w*$", name):
        return _from_man
    return None


def decode(path, data):
    if path.endswith((".gz", ".dz")):
        data = gzip.decompress(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def paragraphs(path, data):
    reader = reader_of(path)
    if reader is None:
        return []
    found = (" ".join(block.split()) for block in reader(decode(path, data)))
    return [p for p in found if p.count(" ") + 1 >= PARAGRAPH_WORDS_MIN]


def is_english(words):
    return sum(w.lower() in ENGLISH for w in words) >= ENGLISH_SHARE_MIN * len(words)


def _pieces(paragraph):
    """A long paragraph in pieces of at most WORDS_MAX words, at sentence ends where there are any."""
    words = paragraph.split(" ")
    if len(words) <= WORDS_MAX:
        return [paragraph]
    pieces, held = [], []
    for sentence in _SENTENCE_END.split(paragraph):
        words = sentence.split(" ")
        for start in range(0, len(words), WORDS_MAX):
            part = words[start : start + WORDS_MAX]
            if len(held) + len(part) > WORDS_MAX:
                pieces.append(" ".join(held))
                held = []
            held += part
    return pieces + [" ".join(held)] if held else pieces


def cut(paragraph_list, key):
    """Documents of WORDS_MIN to WORDS_MAX words, cut at paragraph boundaries; `key` seeds the target lengths. A short tail is dropped."""
    draw = random.Random(key)
    held, count, target = [], 0, draw.randint(120, WORDS_MAX)

    def close():
        nonlocal held, count, target
        words = [w for p in held for w in p.split(" ")]
        text = "\n".join(held)
        held, count, target = [], 0, draw.randint(120, WORDS_MAX)
        return text if len(words) >= WORDS_MIN and is_english(words) else None

    for paragraph in paragraph_list:
        for piece in _pieces(paragraph):
            size = piece.count(" ") + 1
            if count + size > WORDS_MAX and (text := close()):
                yield text
            held.append(piece)
            count += size
            if count >= target and (text := close()):
                yield text
    if text := close():
        yield text
