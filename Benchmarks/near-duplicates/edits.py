"""Planted edits: what people do to a text they copied, one function a kind. All draws come from the generator that is handed in."""
import itertools
import re

_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n")
_TOKENS = re.compile(r"\s+|\S+")
RING_MEMBERS = 5

LOOK_ALIKES = dict(zip("acehijopsxyABCEHIKMOPTX", "асеһіјорѕхуАВСЕНІКМОРТХ"))
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
SPACES = ["  ", "\t", "\n", "\u00a0", " \n ", "\u2003", "   "]
BOILERPLATE = [
    "This document is provided as is, without warranty of any kind, express or implied, and may be copied freely as long as this notice is kept.",
    "All rights reserved. No part of this text may be reproduced in any form without the written permission of the publisher named above.",
    "Thank you for reading. If you found this page useful, please subscribe to our newsletter and share it with your friends and colleagues.",
    "The opinions expressed in this article are those of the author and do not necessarily reflect the views of the organisation or its members.",
    "Disclaimer: the information in this article is for general purposes only and does not constitute professional advice of any kind.",
    "Originally published on our web site. For more articles like this one, tips and weekly news, follow us on all the usual channels.",
    "Permission is granted to copy, distribute and modify this document under the terms of the licence that accompanies the original work.",
    "We use cookies to improve your experience. By continuing to browse you agree to our privacy policy and to our terms of service.",
]


class Draws:
    """The generator, the originals to borrow words from, and texts that stand nowhere in the corpus."""

    def __init__(self, texts, reserve, random):
        self.texts, self.reserve, self.random = texts, reserve, random

    def word(self):
        while True:
            words = self.random.choice(self.texts).split()
            word = self.random.choice(words).strip(".,;:()\"'")
            if word.isalpha():
                return word

    def unseen(self, count):
        """About `count` words that no document of the corpus holds in this order."""
        if self.reserve:
            words = []
            while len(words) < count:
                words += self.random.choice(self.reserve).split(" ")
            return words[:count]
        words = [w for _ in range(3) for w in self.random.choice(self.texts).split()]
        self.random.shuffle(words)
        return words[:count]


def _map_words(text, edit):
    return "".join(t if t.isspace() else edit(t) for t in _TOKENS.findall(text))


def replace_words(share):
    def edit(text, draws):
        tokens = _TOKENS.findall(text)
        places = [i for i, t in enumerate(tokens) if not t.isspace()]
        for place in draws.random.sample(places, max(1, round(share * len(places)))):
            tokens[place] = draws.word()
        return "".join(tokens)

    return edit


def truncate(share):
    def edit(text, draws):
        tokens = _TOKENS.findall(text)
        return "".join(tokens[: int(len(tokens) * share)]).strip()

    return edit


def shuffle_sentences(text, draws):
    sentences = [s for s in _SENTENCE_END.split(text) if s.strip()]
    draws.random.shuffle(sentences)
    return " ".join(sentences)


def add_boilerplate(text, draws):
    front, back = draws.random.sample(BOILERPLATE, 2)
    return draws.random.choice([f"{front}\n{text}", f"{text}\n{back}", f"{front}\n{text}\n{back}"])


def change_punctuation(text, draws):
    def edit(word):
        kept = "".join(c for c in word if c.isalnum() or draws.random.random() < 0.5)
        return (kept or word) + (draws.random.choice(",;.!-") if draws.random.random() < 0.05 else "")

    return _map_words(text, edit)


def change_case(text, draws):
    style = draws.random.choice([str.upper, str.lower, str.title, None])
    return style(text) if style else "".join(c.upper() if draws.random.random() < 0.5 else c.lower() for c in text)


def change_white_space(text, draws):
    return "".join(draws.random.choice(SPACES) if t.isspace() and draws.random.random() < 0.3 else t for t in _TOKENS.findall(text))


def disguise(share, edit_letter):
    """One letter of `share` of the words."""

    def edit(text, draws):
        def word(token):
            places = [i for i, c in enumerate(token) if edit_letter(c, draws.random) is not None]
            if not places or draws.random.random() >= share:
                return token
            place = draws.random.choice(places)
            return token[:place] + edit_letter(token[place], draws.random) + token[place + 1 :]

        return _map_words(text, word)

    return edit


def _look_alike(letter, random):
    return LOOK_ALIKES.get(letter)


def _zero_width(letter, random):
    return letter + random.choice(INVISIBLE) if letter.isalpha() else None


def full_width(text, draws):
    def edit(word):
        if draws.random.random() >= 0.04:
            return word
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)

    return _map_words(text, edit)


def mosaic(share):
    """The first `share` of one source, then a part of another of the size that is missing."""

    def edit(text, draws, other):
        first, second = _TOKENS.findall(text), _TOKENS.findall(other)
        kept, wanted = int(len(first) * share), int(len(first) * (1 - share))
        start = draws.random.randint(0, max(0, len(second) - wanted))
        return ("".join(first[:kept]).strip() + " " + "".join(second[start : start + wanted])).strip()

    return edit


def bury(text, draws):
    """The whole source in the middle of text of one to two times its length that stands nowhere else."""
    words = draws.unseen(int((1 + draws.random.random()) * len(text.split())))
    middle = draws.random.randint(len(words) // 4, 3 * len(words) // 4)
    return " ".join(words[:middle]) + "\n" + text + "\n" + " ".join(words[middle:])


ONE_SOURCE = {
    **{f"rep{percent}": replace_words(percent / 100) for percent in (1, 2, 3, 5, 10, 20, 30)},
    **{f"trunc{percent}": truncate(percent / 100) for percent in (90, 75, 50)},
    "shuffle": shuffle_sentences,
    "boiler": add_boilerplate,
    "punct": change_punctuation,
    "case": change_case,
    "whitespace": change_white_space,
    "homoglyph": disguise(0.08, _look_alike),
    "zerowidth": disguise(0.07, _zero_width),
    "fullwidth": full_width,
    "buried": bury,
}
TWO_SOURCES = {"mosaic": mosaic(2 / 3), "mosaic50": mosaic(1 / 2)}
KINDS = [*ONE_SOURCE, "ring", *TWO_SOURCES]


def plant(texts, reserve, count, random):
    """`count` edited texts, equally of each kind: (text, kind, indices of its sources). A ring's member copies the member before it;
    its index counts on after the originals."""
    draws = Draws(texts, reserve, random)
    kinds = [KINDS[i % len(KINDS)] for i in range(count)]
    sources = itertools.cycle(random.sample(range(len(texts)), min(len(texts), count)))
    planted, previous, members = [], None, 0
    for kind in sorted(kinds, key=KINDS.index):
        if kind == "ring":
            if members % RING_MEMBERS == 0:
                previous = next(sources)
            before = texts[previous] if previous < len(texts) else planted[previous - len(texts)][0]
            planted.append((replace_words(0.014)(before, draws), kind, (previous,)))
            previous, members = len(texts) + len(planted) - 1, members + 1
        elif kind in TWO_SOURCES:
            first, second = next(sources), random.randrange(len(texts))
            planted.append((TWO_SOURCES[kind](texts[first], draws, texts[second]), kind, (first, second)))
        else:
            source = next(sources)
            planted.append((ONE_SOURCE[kind](texts[source], draws), kind, (source,)))
    return planted
