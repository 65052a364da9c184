"""The words that mark a name, a date of birth or a record number on a chart's page."""

from __future__ import annotations

import re

from docextract.rules import load

DOB_LABEL = re.compile(
    r"(?:(?<![A-Za-z])D\.?\s?[O0]\.?\s?[B8]\b\.?|date\s+of\s+birth|birth\s?-?(?:date|day|time)"
    r"|(?<![\w-])born(?:\s+on)?\b)\s*(?:/\s*(?:age|sex|gender))?(?:\s*\([^)\n]{0,14}\))?[\s:#.=|)-]*"
    r"(?:\d{1,3}\s?(?:y\w*\s?)?[/,(]\s?(?=\d{1,2}[/-]\d{1,2}[/-]))?",
    re.IGNORECASE,
)
RECORD = re.compile(
    r"(?:\bM\.?R\.?N\b\.?|\bmed(?:ical)?\.? rec(?:ord)?s?\b|\bchart\b|\bpt(?=\s?#)"
    r"|\bpatient (?:id|number|no)\b|\bpatient(?=\s?#)|\bacct\b|\baccount\b|\bHRN\b|\bEMPI\b)"
    r"\.?\s*(?:number|no\.?|num|id)?\s*[:#.]*\s*(?P<id>[A-Z]{0,4}-?\d[\dA-Z-]{2,})",
    re.IGNORECASE,
)


def words(group: str) -> re.Pattern[str]:
    """A group of ``chart_identity.yaml`` as one pattern."""
    return re.compile("|".join(load("chart_identity")[group]), re.IGNORECASE)
