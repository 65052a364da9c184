"""A second reader for tests: it hears what a test says."""

from __future__ import annotations

import numpy as np

from docextract.letter.second import Heard
from docextract.pages.text import Text
from docextract.tagger import ROLES, TAGS, Tagged


def told_of(text: Text, *marks: tuple[str, str, float]) -> Heard:
    """A second reader that takes some words for what the marks say, each so surely."""
    tags = np.zeros((len(text.words), len(TAGS)), dtype=np.float32)
    tags[:, 0] = 1.0
    begins = np.zeros(len(text.words), dtype=np.float32)
    for words, tag, sure in marks:
        start = text.plain.index(words)
        at = [n for n, w in enumerate(text.words) if start <= w.start < start + len(words)]
        tags[at, 0] = 1.0 - sure
        tags[at, TAGS.index(tag)] = sure
        begins[at[0]] = 1.0
    roles = np.zeros((len(text.words), len(ROLES)), dtype=np.float32)
    return Heard(text, Tagged(tags, begins, roles))
