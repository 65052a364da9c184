"""Tesseract behind its interface: a fake program for each way it can fail."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from docextract.limits import Limits
from docextract.pages import inspect_file, read_page
from docextract.pages.ocr import OcrError, Tesseract

PAGE = np.full((400, 600), 255, np.uint8)
HEADER = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)
TABLE = (
    f"{HEADER}\n1\t1\t0\t0\t0\t0\t0\t0\t600\t400\t-1\t\n"
    "5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t96.5\tDear\n"
    '5\t1\t1\t1\t1\t2\t50\t20\t30\t12\t41\t"Dr.\n'
    "5\t1\t1\t1\t2\t1\t10\t50\t30\t12\t0\t \n"
    "5\t1\t2\t1\t1\t1\t10\t80\t30\t12\t-1\tAdams\n"
)


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put a program named tesseract on PATH; ``body`` is shell, ``$2`` the output's stem."""

    def put(body: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / "tesseract"
        program.write_text(
            f"#!/bin/sh\ncase $1 in --version) echo 'tesseract 5.3.0'; exit;; esac\n{body}\n"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return put


def read(seconds: float = 20.0):
    return Tesseract().read(PAGE, dpi=300, seconds=seconds)


def test_words_with_boxes_confidence_and_lines(fake, tmp_path: Path):
    (tmp_path / "table").write_text(TABLE)
    fake(f"/bin/cat {tmp_path}/table > $2.tsv")
    words = read()
    assert [w.text for w in words] == ["Dear", '"Dr.', "Adams"]
    assert words[0].box == (10.0, 20.0, 40.0, 32.0)
    assert [w.confidence for w in words] == [0.965, 0.41, 0.0]
    assert words[0].line == words[1].line != words[2].line


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("kill -SEGV $$", "crashed"),
        ("exit 1", "exit code 1"),
        ("echo 'std::bad_alloc' >&2; exit 134", "exit code 134"),
        ("echo 'Error opening data file eng.traineddata' >&2; exit 1", "lacks its English model"),
        ("printf 'level\\ttext\\n5\\t\\377\\376\\n' > $2.tsv", "not UTF-8"),
        ("printf '\\377\\376' >&2; exit 1", "not UTF-8"),
        ("printf 'nothing of the kind\\n1\\n' > $2.tsv", "do not understand"),
        ("exit 0", "could not be run"),
    ],
)
def test_each_failure_is_told_with_what_mends_it(fake, body: str, says: str):
    fake(body)
    with pytest.raises(OcrError, match=says):
        read()


def test_a_hanging_program_is_stopped(fake):
    fake("exec /bin/sleep 60")
    with pytest.raises(OcrError, match=r"limits\.page_seconds"):
        read(seconds=0.5)


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OcrError, match="sudo apt-get install tesseract-ocr"):
        read()


@pytest.mark.parametrize(
    ("report", "turns"),
    [("Rotate: 90", 1), ("Rotate: 180", 2), ("Rotate: 0", 0), ("nonsense", 0)],
)
def test_quarter_turns(fake, report: str, turns: int):
    fake(f"echo '{report}' > $2.osd")
    assert Tesseract().quarter_turns(PAGE, dpi=300, seconds=20) == turns


def test_orientation_is_unsure_where_the_program_fails(fake):
    fake("exit 1")
    assert Tesseract().quarter_turns(PAGE, dpi=300, seconds=20) == 0


def test_a_page_that_cannot_be_read_keeps_its_place(
    fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("docextract.pages.best_engine", Tesseract)
    image = Image.new("L", (1700, 2200), 255)
    draw = ImageDraw.Draw(image)
    for i in range(20):
        draw.text((100, 100 + 60 * i), "Some words on a page", fill=0, font_size=40)
    path = tmp_path / "fax.png"
    image.save(path, dpi=(200, 200))
    fake("kill -SEGV $$")
    info = inspect_file(path, limits=Limits())
    page = read_page(path, info, 1, limits=Limits())
    assert (page.status, page.source, page.lines) == ("unread", "none", ())
    assert page.note is not None
    assert "sudo apt-get install" in page.note
    assert (page.width, page.height) == pytest.approx((612.0, 792.0), abs=0.1)
