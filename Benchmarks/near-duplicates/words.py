"""What a word is, said twice: as the peers say it, and as a reader sees it. Written from the Unicode standard, not from Assay's code.

plain   lower case, then runs of `\\w`
folded  NFKC and casefold, default-ignorable characters dropped, runs of letters, digits and marks; in a word that mixes Latin with Cyrillic
        or Greek, letters become the Latin ones they look like (the look-alikes that the planted edits use, and their small forms);
        a character of a script written without spaces is a word
"""
import re
import unicodedata

import edits

plain = re.compile(r"\w+").findall
_ASCII = re.compile(r"[a-z0-9]+").findall
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8]"
)
_NO_SPACES = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007"
    "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
_LATIN = re.compile("[a-z\u00df-\u024f]")
_OTHER = re.compile("[\u0370-\u052f]")
_OTHER_SCRIPTS = (re.compile("[\u0370-\u03ff]"), re.compile("[\u0400-\u052f]"))
_LOOK_ALIKE = {ord(other.casefold()): latin.casefold() for latin, other in edits.LOOK_ALIKES.items() if len(other.casefold()) == 1}
_LOOK_ALIKE[ord("к")] = "k"  # small forms of capitals that look alike
_LOOK_ALIKE[ord("м")] = "m"
_LOOK_ALIKE[ord("т")] = "t"
_LOOK_ALIKE[ord("в")] = "b"
_LOOK_ALIKE[ord("н")] = "h"


def plain_words(text):
    return plain(text.lower())


def _marked_runs(text):
    """Runs of letters, digits and the marks that follow them."""
    words, word = [], []
    for c in text:
        if unicodedata.category(c)[0] in "LN" or (word and unicodedata.category(c)[0] == "M"):
            word.append(c)
        elif word:
            words.append("".join(word))
            word = []
    words += ["".join(word)] if word else []
    return [part for w in words for part in _NO_SPACES.split(w) if part]


def _looks_latin(word):
    return all(ord(c) in _LOOK_ALIKE for c in word if c.isalpha())


def _unmixed(words):
    mixed = [bool(_LATIN.search(w) and _OTHER.search(w)) for w in words]
    if not any(mixed):
        return words
    # A word wholly of look-alikes is a disguise too, where Latin words mix with its script and the text holds no true word of it.
    disguised = [
        script
        for script in _OTHER_SCRIPTS
        if any(m and script.search(w) for w, m in zip(words, mixed))
        and all(m or not script.search(w) or _looks_latin(w) for w, m in zip(words, mixed))
    ]
    return [w.translate(_LOOK_ALIKE) if m or any(script.search(w) for script in disguised) else w for w, m in zip(words, mixed)]


def folded_words(text):
    if text.isascii():
        return _ASCII(text.lower())
    text = _IGNORABLE.sub("", unicodedata.normalize("NFKC", _IGNORABLE.sub("", text)).casefold())
    text = unicodedata.normalize("NFKC", text)
    return _unmixed(_marked_runs(text))


DEFINITIONS = {"plain": plain_words, "folded": folded_words}
