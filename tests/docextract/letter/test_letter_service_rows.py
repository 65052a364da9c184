"""Requested lines in many wordings and layouts: code, modifiers, decision and count of each."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from docextract.facts import DocumentType, Service
from docextract.letter.services import read_services
from docextract.letter.view import view_of
from docextract.pages import read_document
from docextract.pages.text import Text, text_of
from sample_docs.render import to_pdf

HERE = Path(__file__).parent
STYLE = (
    "<style>td,th{padding:3pt 6pt;text-align:left;vertical-align:top}"
    "table{border-collapse:collapse}</style>"
)


def rows_of(name: str) -> list[dict[str, object]]:
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def told(service: Service) -> str:
    modifiers = "".join(f"-{m}" for m in service.modifiers.value or ())
    count = service.units.value
    return (
        f"{service.code.value}{modifiers} {service.status.value} {'-' if count is None else count}"
    )


def alike(one: str, other: str) -> float:
    a, b = (Counter(re.findall(r"[a-z0-9]+", words.lower())) for words in (one, other))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


def check(text: Text, row: dict[str, object]) -> None:
    found = read_services(text, document_type=DocumentType(row["type"])).services
    assert sorted(told(s) for s in found if s.code.value) == sorted(row.get("lines", []))
    wordy = [s for s in found if not s.code.value]
    assert len(wordy) == len(row.get("words", []))
    for service, expected in zip(wordy, row.get("words", []), strict=True):
        match = re.fullmatch(r"(.*) (denied|approved|modified)(?: (\d+))?", expected)
        assert alike(match[1], service.description.value or "") >= 0.5
        assert service.status.value == match[2]
        assert match[3] is None or str(service.units.value) == match[3]


@pytest.mark.parametrize("row", rows_of("service_wordings"), ids=lambda row: row["name"])
def test_lines_are_read_in_every_wording(row, typed, placed):
    in_columns = row.get("layout") == "placed"
    check(text_of(placed(row["letter"]).pages) if in_columns else typed(row["letter"]), row)


@pytest.mark.slow
@pytest.mark.parametrize("row", rows_of("service_layouts"), ids=lambda row: row["name"])
def test_lines_are_read_in_every_layout(row, tmp_path):
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(to_pdf(f"<html>{STYLE}<body>{row['html']}</body></html>"))
    check(view_of(read_document(letter).pages).text, row)
