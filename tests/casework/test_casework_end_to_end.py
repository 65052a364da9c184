"""The real rooms together, on the repository's own samples."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from casework.cli import main
from packet_builder.case import Case

SAMPLES = Path(__file__).parents[2] / "sample_docs"
LETTER = SAMPLES / "inbox" / "Crestline PA-77120934.pdf"
NOW = ("--now", "2026-03-12T08:30", "--timezone", "America/Chicago")

pytestmark = pytest.mark.slow


def run(*words):
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == 0, done.stderr
    return done


def test_read_gives_each_letter_of_a_fax_and_a_text():
    inbox = SAMPLES / "inbox"
    done = run("read", "--json", inbox / "portal_2603-HB-90412.txt", LETTER, *NOW)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(line["source"]["path"]).name for line in lines] == [
        "portal_2603-HB-90412.txt",
        LETTER.name,
    ]
    assert all(line["letter"]["document_type"]["value"] for line in lines)


def test_prepare_writes_a_whole_case(tmp_path):
    chart = SAMPLES / "charts" / "deshmukh"
    more = ("--policy", SAMPLES / "policies", "--appeal", "--received-at", "2026-03-06T10:02")
    run("prepare", LETTER, "--chart", chart, "--out", tmp_path / "out", *more, *NOW)
    case = Case.model_validate_json((tmp_path / "out" / "case.json").read_text())
    assert case.criteria
    assert {each.document for each in case.chart.documents} == {
        path.name for path in chart.iterdir()
    }
    heads = {path.suffix: path.read_bytes()[:4] for path in (tmp_path / "out").glob("?*.*")}
    assert heads[".pdf"] == b"%PDF"
    assert heads[".docx"] == b"PK\x03\x04"
    assert heads[".ics"] == b"BEGI"


def test_batch_finds_the_chart_and_is_resumable(tmp_path):
    inbox, charts, out = tmp_path / "inbox", tmp_path / "charts", tmp_path / "out"
    inbox.mkdir()
    shutil.copy2(LETTER, inbox)
    for name in ("deshmukh", "halloran"):
        shutil.copytree(SAMPLES / "charts" / name, charts / name)
    (line,) = summary(inbox, charts, out)
    assert (line["state"], line["chart"]) == ("prepared", "deshmukh")
    packet = out / line["folder"] / "packet.pdf"
    written = packet.stat().st_mtime_ns
    (line,) = summary(inbox, charts, out)
    assert (line["done_now"], packet.stat().st_mtime_ns) == (False, written)


def summary(inbox, charts, out):
    done = run("batch", inbox, "--charts", charts, "--out", out, "--json", *NOW)
    return json.loads(done.stdout)["cases"]
