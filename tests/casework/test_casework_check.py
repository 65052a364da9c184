"""``p2p check`` from files to the person's screen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from casework.cli import main
from casework.files import private_folder
from casework.store import open_store

POLICY = """# Medical policy MP-SUR-0417: Total hip arthroplasty
Effective 01/01/2026

## Criteria

All of the following must be met:

1. Body mass index below 40
2. At least 6 weeks of physical therapy within the last 6 months
"""
NOTE = """Harbor Orthopedics
Patient: Ann Lee   DOB: 07/09/1961
Visit date: 03/02/2026

BMI 31.4 today. Right hip pain.
"""


def _run(folder: Path, policy: str, note: str, *options: str) -> Result:
    (folder / "chart").mkdir()
    (folder / "chart" / "visit.txt").write_text(note, encoding="utf-8")
    (folder / "policy.md").write_text(policy, encoding="utf-8")
    return CliRunner().invoke(
        main,
        [
            "check", "--policy", str(folder / "policy.md"), "--chart", str(folder / "chart"),
            "--now", "2026-04-01T09:00", "--timezone", "America/New_York", "--jobs", "1", *options,
        ],
    )  # fmt: skip


def test_json_tells_what_is_documented_and_what_is_missing(tmp_path: Path) -> None:
    done = _run(tmp_path, POLICY, NOTE, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["identifier"] == "MP-SUR-0417"
    assert [c["verdict"] for c in told["criteria"]] == ["documented", "missing"]
    assert told["criteria"][1]["cure"]


def test_a_person_sees_a_table(tmp_path: Path) -> None:
    done = _run(tmp_path, POLICY, NOTE)
    assert done.exit_code == 0, done.output
    assert "1 of 2 are not documented" in done.stdout


def test_the_past_of_an_office_is_told(tmp_path: Path) -> None:
    with open_store(private_folder(tmp_path / "cases")):
        pass
    done = _run(tmp_path, POLICY, NOTE, "--out", str(tmp_path / "cases"), "--code", "27130")
    assert done.exit_code == 0, done.output
    assert "denied by this payer for 27130 before: 0" in done.stdout
    assert "if it is denied: " in done.stdout


@pytest.mark.parametrize(
    ("policy", "note", "said"),
    [
        ("Dear member, thank you.", NOTE, "no requirements were found"),
        (POLICY, "BMI 31.4 today, nobody's page.", "whose chart"),
    ],
)
def test_what_cannot_be_checked_is_a_usage_error(
    tmp_path: Path, policy: str, note: str, said: str
) -> None:
    done = _run(tmp_path, policy, note)
    assert done.exit_code == 2
    assert said in done.stderr
