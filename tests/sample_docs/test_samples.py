"""The samples against their truth: the whole way from the files of the inbox to the case."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
import yaml
from PIL import Image, ImageSequence

from benchmarks.compare import compare
from sample_docs import make as program
from sample_docs.demo import lay_out_inbox
from sample_docs.render import rasters

ROOT = Path(program.__file__).parent
LETTERS = yaml.safe_load((ROOT / "truth" / "letters.yaml").read_text())
CASES = yaml.safe_load((ROOT / "truth" / "cases.yaml").read_text())
P2P = Path(sys.executable).with_name("p2p")
ZONE = ("--timezone", "America/Chicago")


def test_truth_names_files_that_exist():
    assert (
        {p.name for p in (ROOT / "inbox").iterdir()}
        == set(LETTERS)
        == set(program.manifest()["inbox"])
    )
    for name, case in CASES.items():
        chart = {p.name for p in (ROOT / "charts" / name).iterdir()}
        assert len(chart) >= 8
        assert set(case["foreign"]) < chart


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Path]]:
    """Each file as the program makes it now, and as it is kept."""
    folder = tmp_path_factory.mktemp("made")
    return [(path, ROOT / path.relative_to(folder)) for path in program.make(folder)]


@pytest.mark.slow
def test_the_program_makes_the_same_bytes_again(tmp_path: Path, made):
    for path, (first, _) in zip(program.make(tmp_path), made, strict=True):
        assert digest(path) == digest(first), f"{path.name} differs from one run to the next"


@pytest.mark.slow
def test_the_samples_are_what_the_program_makes(made):
    """By content: another release of the fonts' libraries sets the same words in other bytes."""
    for path, kept in made:
        if path.suffix in {".txt", ".xml", ".docx"}:
            assert digest(path) == digest(kept), f"run `make samples`: {kept.name} differs"
        elif path.suffix != ".eml":
            assert alike(path, kept), f"run `make samples`: {kept.name} differs"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def alike(one: Path, other: Path) -> bool:
    """Whether two files have the same pages: their words, their size and about as much ink."""
    return words(one) == words(other) and all(
        a.size == b.size and abs(ink(a) - ink(b)) < 0.01
        for a, b in zip(pictures(one), pictures(other), strict=True)
    )


def words(path: Path) -> list[str]:
    """The words of a PDF's text layer; none for pictures."""
    if path.suffix != ".pdf":
        return []
    pages = pdfium.PdfDocument(path)
    return [word for page in pages for word in page.get_textpage().get_text_bounded().split()]


def ink(page: Image.Image) -> float:
    return float((np.asarray(page) < 140).mean())


def pictures(path: Path) -> list[Image.Image]:
    if path.suffix == ".pdf":
        return rasters(path.read_bytes(), 72)
    with Image.open(path) as image:
        return [frame.convert("L") for frame in ImageSequence.Iterator(image)]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict]]:
    inbox = tmp_path_factory.mktemp("samples")
    lay_out_inbox(inbox, program.manifest()["inbox"])
    done = subprocess.run(
        [P2P, "read", "--json", *ZONE, *sorted(inbox.iterdir())], capture_output=True, check=True
    )
    found: dict[str, list[dict]] = {}
    for line in done.stdout.decode().splitlines():
        result = json.loads(line)
        found.setdefault(Path(result["source"]["path"]).name, []).append(result)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_of_a_file_is_found(said, name: str):
    assert len(said[name]) == len(LETTERS[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", LETTERS)
def test_kind_patient_and_codes(said, name: str):
    for truth, result in zip(LETTERS[name], said[name], strict=True):
        for row in compare(truth, result["letter"]):
            if row.field in {"document_type", "patient.dob", "letter_date", "services"}:
                assert row.right or row.marked, f"{row.field}: {row.truth} read as {row.said}"


@pytest.mark.slow
@pytest.mark.parametrize("name", LETTERS)
def test_no_deadline_is_later_than_the_true_one_unmarked(said, name: str):
    for truth, result in zip(LETTERS[name], said[name], strict=True):
        for row in compare(truth, result["letter"]):
            if row.field == "deadlines" and row.truth and row.said and row.truth["due"]:
                due = row.said["due"]["value"]
                assert row.marked or (due is not None and due[:10] <= row.truth["due"][:10])


@pytest.mark.slow
def test_most_leaves_are_right(said):
    rows = [
        row
        for name, truths in LETTERS.items()
        for truth, result in zip(truths, said[name], strict=False)
        for row in compare(truth, result["letter"])
        if row.field != "denial_reason"  # the samples' truth does not quote it
    ]
    assert sum(row.right for row in rows) / len(rows) >= 0.85


@pytest.mark.slow
@pytest.mark.parametrize("name", ["oquist", "wolcott"])
def test_a_case_keeps_others_out_and_writes_its_files(tmp_path: Path, name: str):
    case, settings = CASES[name], program.manifest()
    lay_out_inbox(tmp_path / "inbox", settings["inbox"])
    out = tmp_path / "case"
    sources = ["--chart", ROOT / "charts" / name, "--policy", ROOT / "policies"]
    command = ["prepare", tmp_path / "inbox" / case["letter"], *sources, "--out", out, "--appeal"]
    subprocess.run(
        [P2P, *command, *ZONE, "--now", settings["now"]], check=True, capture_output=True
    )
    made = json.loads((out / "case.json").read_text())
    standing = {d["document"]: d["included"] for d in made["chart"]["documents"]}
    assert {n for n, included in standing.items() if included is False} == set(case["foreign"])
    shown = {p["document"] for c in made["criteria"] for p in c["evidence"]}
    assert shown
    assert not shown & set(case["foreign"])
    for file in ("packet.pdf", "appeal.docx", "p2p-window.ics"):
        assert (out / file).stat().st_size > 300
        assert (out / file).stat().st_mode & 0o077 == 0
