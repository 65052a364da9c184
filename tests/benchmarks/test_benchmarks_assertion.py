from __future__ import annotations

import json

import pytest

from benchmarks.assertion import judged, place_of

ROWS = [
    ("1", "effusion", "There is no EFFUSION today.", "Negated", "Recent"),
    ("2", "asthma", "PAST MEDICAL HISTORY: gout and ASTHMA.", "Affirmed", "Historical"),
    ("3", "fever", "Return if FEVER develops.", "Affirmed", "Not particular"),
    ("4", "limp", "He has a LIMP.", "Affirmed", "Recent"),
]


def test_answers_line_by_line(tmp_path):
    path = tmp_path / "sentences.jsonl"
    lines = [json.dumps({"id": i, "concept": c, "sentence": s}) for i, c, s, _, _ in ROWS]
    path.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    found = [(a["id"], a["negation"], a["temporality"]) for a in judged(path)]
    assert found == [(i, n, t) for i, _, _, n, t in ROWS]


@pytest.mark.parametrize(
    ("concept", "sentence", "place"),
    [
        ("joint  space", "Joint space and JOINT SPACE.", (16, 27)),
        ("limp", "a limp", (2, 6)),
        ("gait", "a limp", (0, 6)),
    ],
)
def test_place_of_the_concept(concept, sentence, place):
    assert place_of(concept, sentence) == place
