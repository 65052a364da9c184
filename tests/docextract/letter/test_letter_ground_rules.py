"""The cues and vocabularies of services, grounds and citations are well formed."""

from __future__ import annotations

import re

import pytest

from docextract.facts import CriteriaSource, DenialCategory, ServiceStatus
from docextract.rules import load

FILES = ["codes", "tables", "diagnoses", "services", "unmet", "reason", "categories", "citations"]


def strings(node):
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)


@pytest.mark.parametrize("name", FILES)
def test_every_pattern_compiles(name):
    patterns = list(strings(load(name)))
    assert patterns
    for pattern in patterns:
        re.compile(pattern)


@pytest.mark.parametrize("name", FILES)
def test_keys_are_words(name):
    """YAML reads a bare ``no`` or ``yes`` as a truth value."""
    assert all(isinstance(key, str) for key in load(name))


def test_categories_and_sources_are_the_contracts():
    assert {row["category"] for row in load("categories")["cues"]} <= set(DenialCategory)
    sources = {row["source"] for row in load("citations")["sets"]}
    assert sources <= set(CriteriaSource)
    status = set(load("services")["status"]) - {"other"}
    assert status <= set(ServiceStatus)


def test_every_requirement_pattern_names_what_is_missing():
    for pattern in load("unmet")["prose"]:
        assert "what" in re.compile(pattern).groupindex


def test_no_code_is_listed():
    """Shapes only: no CPT code is shipped, and no ICD-10 or HCPCS code either."""
    for name in FILES:
        for pattern in strings(load(name)):
            assert not re.search(r"\b(?:[1-9][0-9]{4}|[A-Z][0-9]{4})\b", pattern)
