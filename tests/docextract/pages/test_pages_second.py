"""Two readers of the same print: which words are believed, and how surely."""

from __future__ import annotations

import importlib.util
import math

import numpy as np
import pytest
from PIL import Image, ImageDraw

from docextract.errors import MissingProgramError
from docextract.pages import recogniser
from docextract.pages.agree import merged, pieces
from docextract.pages.likely import AGREED, DISPUTED_FIGURES, Reading, likelier, sense
from docextract.pages.ocr import OcrWord
from docextract.pages.recogniser import Strip, line_reader
from docextract.pages.second import look_again


def line(*texts: str, confidence: float = 0.9) -> list[OcrWord]:
    """Words of one line, 10 pixels a letter, 20 high."""
    words, x = [], 0.0
    for text in texts:
        words.append(OcrWord(text, (x, 0.0, x + 10 * len(text), 20.0), confidence, 3))
        x += 10 * (len(text) + 1)
    return words


def strip(text: str, confidence: float = 0.9) -> Strip:
    places = tuple((i + 0.5) / len(text) for i in range(len(text)))
    return Strip(text, (confidence,) * len(text), places)


@pytest.mark.parametrize(
    ("first", "second", "chosen"),
    [
        (("60015", 0.79), ("6001S", 1.0), "60015"),  # a ZIP code has no letter
        (("KS0.80", 0.9), ("K50.80", 0.8), "K50.80"),  # the shape of ICD-10-CM
        (("800-555-0161", 0.92), ("800-S55-0161", 0.77), "800-555-0161"),
        (("02/0/2026", 0.9), ("02/03/2026", 0.9), "02/03/2026"),
        (("than", 0.9), ("tban", 1.0), "than"),
        (("arecent", 0.9), ("a recent", 0.8), "a recent"),
        (("Requestreceived", 0.88), ("Request received", 0.7), "Request received"),
        (("the plan", 0.96), ("the.plan", 0.7), "the plan"),
        (("1222651329", 0.7), ("12261329", 0.9), "1222651329"),  # lost figures, not added ones
        (("Okonkwo", 0.93), ("Okonkvo", 0.9), "Okonkwo"),  # two unknown names: the first reader
        (("Okonkvo", 0.4), ("Okonkwo", 0.9), "Okonkwo"),
        (("ID 104888", 0.7), ("ID104888", 0.99), "ID 104888"),
        (("|", 0.6), ("1", 0.6), "|"),
        (("|", 0.6), ("1", 0.99), "1"),
    ],
)
def test_the_likelier_reading(first, second, chosen: str):
    choice = likelier(Reading(*first), Reading(*second))
    assert (second[0] if choice.second else first[0]) == chosen


@pytest.mark.parametrize(
    ("first", "second", "least", "most"),
    [
        (("March 3", 0.6), ("March 3", 0.5), AGREED, 1.0),
        (("180", 0.96), ("160", 0.99), 0.0, DISPUTED_FIGURES),
        (("XZM8201", 0.99), ("X2M8201", 0.99), 0.0, DISPUTED_FIGURES),
        (("2026.", 0.8), ("2026,", 0.8), 0.9, 0.96),
    ],
)
def test_two_readers_that_differ_in_a_figure_are_not_believed(first, second, least, most):
    assert least <= likelier(Reading(*first), Reading(*second)).confidence <= most


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("within 14 days", 1, 1),
        ("wlthln 14 dqys", 0, 0.5),
        ("|", 0, 0),
        ("", 0, 0),
        ("$1,200.00", 1, 1),
    ],
)
def test_sense(words: str, low: float, high: float):
    assert low <= sense(words) <= high


def test_readings_are_cut_where_both_have_a_space():
    first, second = "no laterthan 5 days", "no later than 5days"
    told = [(first[slice(*p.first)], second[slice(*p.second)]) for p in pieces(first, second)]
    assert told == [("no", "no"), ("laterthan", "later than"), ("5 days", "5days")]


def test_words_are_replaced_inside_the_boxes_of_the_words_they_stand_for():
    words = line("thana", "year", "ago")
    told = merged(words, strip("than a year ago"), left=0.0, width=140.0)
    assert [w.text for w in told] == ["than", "a", "year", "ago"]
    assert told[0].box[0] == words[0].box[0]
    assert told[1].box[2] == words[0].box[2]
    assert told[0].box[2] == told[1].box[0]
    assert {w.line for w in told} == {3}


@pytest.mark.parametrize("text", ["", " ", "   ", " x  y "])
def test_a_strip_that_was_not_made_out_leaves_the_words(text: str):
    words = line("within", "30", "days")
    assert merged(words, strip(text) if text else Strip("", (), ()), 0.0, 140.0)


class Remembering:
    """A second reader that reads nothing and keeps the widths of what it was shown."""

    def __init__(self) -> None:
        self.widths: list[int] = []

    def __call__(self, seen: np.ndarray) -> Strip:
        self.widths.append(seen.shape[1])
        return Strip("", (), ())


@pytest.mark.parametrize(
    ("confidence", "all_", "letters"),
    [
        (0.95, False, []),
        (0.90, False, [2]),
        (0.50, False, [34]),
        (0.95, True, [34]),
    ],
)
def test_a_good_page_is_read_again_at_its_unsure_figures_alone(confidence, all_, letters):
    words = line(*"You may call us within 30 days or so".split(), confidence=confidence)
    reader = Remembering()
    image = np.full((40, 500), 255, np.uint8)
    told = look_again(words, image, reader, all_=all_, soften=True, until=math.inf)
    assert told == words
    assert [width // 10 for width in reader.widths] == pytest.approx(letters, abs=3)


@pytest.mark.parametrize(
    ("texts", "kept"),
    [(("e", "a", "log"), "e"), (("«", "fever"), "«"), (("•", "fever"), "•"), (("a", "log"), "")],
)
def test_a_bullet_is_left_to_the_first_reader(texts: tuple[str, ...], kept: str):
    reader = Remembering()
    words = line(*texts, confidence=0.4)
    image = np.full((40, 200), 255, np.uint8)
    told = look_again(words, image, reader, all_=True, soften=False, until=math.inf)
    assert "".join(w.text for w in told) == kept, "the rest was seen by nobody"


def test_no_strip_is_read_when_the_time_is_over():
    reader = Remembering()
    image = np.full((40, 500), 255, np.uint8)
    words = line("within", "30", "days")
    assert look_again(words, image, reader, all_=True, soften=False, until=0.0) == words
    assert reader.widths == []


def test_a_strip_of_any_shape_stays_within_memory():
    told = line_reader()(np.full((5, 60_000), 255, np.uint8))
    assert told.text.strip() == ""


def test_print_is_read_by_the_recogniser():
    image = Image.new("L", (900, 70), 255)
    ImageDraw.Draw(image).text((12, 8), "no later than 04/09/2026", fill=0, font_size=44)
    told = line_reader()(np.asarray(image, dtype=np.uint8))
    assert told.text == "no later than 04/09/2026"
    assert min(told.confidences) > 0.5
    assert list(told.places) == sorted(told.places)
    assert line_reader()(np.full((2, 2), 255, np.uint8)).text == ""


def test_a_missing_model_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingProgramError, match="install peer-to-peer-prep again"):
        recogniser.line_reader.__wrapped__()
