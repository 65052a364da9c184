"""``docs/life-of-a-case.md``, run line by line on faxes of the letters it speaks of."""

from __future__ import annotations

import html
import json
import os
import re
import shlex
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pytest
from click.testing import CliRunner

from casework.cli import main
from sample_docs.render import to_fax, to_pdf

STORY = Path(__file__).parents[2] / "docs" / "life-of-a-case.md"
PAPERS = Path(__file__).parent / "life"
CHICAGO = ZoneInfo("America/Chicago")
ARRIVALS = {
    "2026-03-04 10:30": ("moss-denial", "2026-03-04 10:15"),
    "2026-03-10 10:10": ("moss-fax-report", "2026-03-10 10:06"),
    "2026-04-14 09:00": ("moss-upheld", "2026-04-14 08:50"),
    "2026-03-05 10:00": ("ortiz-denial", "2026-03-05 09:40"),
    "2026-03-13 09:00": ("ortiz-approval", "2026-03-13 08:45"),
}
PATIENTS = {"3f2a": "Moss", "91bc": "Ortiz"}
OWN_WORDS = "She cannot sit through a working day."
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\nBEGIN:VEVENT\r\nUID:theatre\r\n"
    "DTSTART;TZID=America/Chicago:20260302T080000\r\nDTEND;TZID=America/Chicago:20260302T120000\r\n"
    "RRULE:FREQ=DAILY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)

pytestmark = pytest.mark.slow


class Teller:
    """Runs the story's lines in one office's folder, its clock at the story's moments."""

    def __init__(self, home):
        self.home, self.now = home, None

    def at(self, told):
        self.now = told[:16]
        if self.now in ARRIVALS:
            self.arrive(*ARRIVALS[self.now])

    def arrive(self, name, received):
        words = html.escape((PAPERS / f"{name}.txt").read_text())
        page = f"<pre style='font: 11pt monospace; white-space: pre-wrap'>{words}</pre>"
        header = f"{received}  FROM 715-555-0160"
        path = self.home / "inbox" / f"{name}.tif"
        path.write_bytes(to_fax(to_pdf(page), resolution="fine", header=header, seed=7))
        moment = datetime.fromisoformat(received).replace(tzinfo=CHICAGO).timestamp()
        os.utime(path, (moment, moment))

    def run(self, line):
        for told, patient in PATIENTS.items():
            if told in line:
                line = line.replace(told, self.case_of(patient))
        words = [*shlex.split(line)[1:], "--now", self.now.replace(" ", "T")]
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, f"{line}: {done.output}"
        return done.output

    def case_of(self, patient):
        done = CliRunner().invoke(main, ["cases", "--patient", patient, "--json"])
        return json.loads(done.stdout.splitlines()[0])["id"]

    def write_into(self, told):
        case = self.case_of(PATIENTS["3f2a"])
        letter = docx.Document(self.home / told.replace("3f2a", case))
        letter.add_paragraph(OWN_WORDS)
        letter.save(self.home / told.replace("3f2a", case))


@pytest.fixture
def teller(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("moss", "ortiz"):
        folder = tmp_path / "charts" / name
        folder.mkdir(parents=True)
        (folder / "visit.txt").write_text((PAPERS / f"{name}-visit.txt").read_text())
    (tmp_path / "inbox").mkdir()
    (tmp_path / "hale.ics").write_text(CALENDAR)
    settings = STORY.read_text().partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "p2p.toml").write_text(settings)
    return Teller(tmp_path)


def test_the_story_is_true(teller):
    steps = re.findall(r"^(?:```(?:console)?|([#$] .*|<!-- a person .*|\S.*))$",
                       story_lines(), flags=re.MULTILINE)  # fmt: skip
    said = ""
    for step in filter(None, steps):
        if step.startswith("# "):
            teller.at(step[2:])
        elif step.startswith("$ "):
            said = plain(teller.run(step[2:]))
        elif step.startswith("<!-- "):
            teller.write_into(step.split()[-2])
        else:
            told = step
            for short, patient in PATIENTS.items():
                if short in told:
                    told = told.replace(short, teller.case_of(patient))
            assert plain(told) in said, f"{step!r} is not in: {said}"
    assert_the_letters_are_as_told(teller)


def story_lines():
    """The lines of the console blocks, and the places where a person does something."""
    text = STORY.read_text()
    blocks = re.findall(r"```console\n(.*?)```|(<!-- a person .*? -->)", text, flags=re.DOTALL)
    return "\n".join(block or aside for block, aside in blocks)


def plain(words):
    """Words without the lines of a table and the breaks within its cells."""
    return "".join(re.sub(r"[\s\u2500-\u257f]+", "", words).split())


def assert_the_letters_are_as_told(teller):
    folder = teller.home / "cases" / teller.case_of("Moss")
    texts = {
        path.name: docx.Document(str(path)).element.xpath("string(.)")
        for path in folder.glob("*.docx")
    }
    assert set(texts) == {"appeal.docx", "appeal-2.docx", "appeal-external_review.docx"}
    assert OWN_WORDS in texts["appeal.docx"]
    assert OWN_WORDS in texts["appeal-2.docx"]
    assert "ARH00447121" in texts["appeal-2.docx"]
    assert "ARH00447121" not in texts["appeal.docx"]
    assert "the therapy notes were not sent" in texts["appeal-2.docx"]
