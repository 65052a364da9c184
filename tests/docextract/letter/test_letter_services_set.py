"""The lines of ``tests/letters/services``, read from PDF: letters that print them in many ways."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.compare import Result
from benchmarks.letters import figures, judge
from benchmarks.reading import read_folder
from sample_docs.render import to_pdf

LETTERS = Path(__file__).parents[2] / "letters" / "services"
LEAST = {"services": 0.83, "document_type": 0.9}
"""The F1 that was reached (.85 and .93), less what one more letter may cost."""
MOST_SILENT = 0.035


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Result]:
    folder = tmp_path_factory.mktemp("services")
    truths = {path.stem: json.loads(path.read_text()) for path in sorted(LETTERS.glob("*.json"))}
    for name in truths:
        html = (LETTERS / f"{name}.html").read_text(encoding="utf-8")
        (folder / f"{name}.pdf").write_bytes(to_pdf(html))
    said = read_folder(folder, truths)
    return [row for name, truth in truths.items() for row in judge(truth, said[name].letters)]


@pytest.mark.slow
@pytest.mark.parametrize("field", LEAST)
def test_as_many_lines_are_right_as_were(results: list[Result], field: str) -> None:
    rows = [row for row in results if row.field == field]
    assert len(rows) >= 50
    assert figures(rows)[2] >= LEAST[field]


@pytest.mark.slow
def test_hardly_a_wrong_line_is_silent(results: list[Result]) -> None:
    rows = [row for row in results if row.field == "services"]
    assert figures(rows)[3] <= MOST_SILENT
