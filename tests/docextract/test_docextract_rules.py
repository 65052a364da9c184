"""The rule files say each thing once: YAML keeps silent about a key that is given twice."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import docextract.rules

FILES = sorted(Path(docextract.rules.__path__[0]).glob("*.yaml"))


def _twice(node: yaml.Node | None, path: str = "") -> list[str]:
    """The keys, at any depth, that a mapping has more than once."""
    found: list[str] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            at = f"{path}/{key.value}"
            if key.value in seen:
                found.append(f"{at} (line {key.start_mark.line + 1})")
            seen.add(key.value)
            found += _twice(value, at)
    elif isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            found += _twice(item, f"{path}/{place}")
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_key_is_given_twice(file: Path) -> None:
    assert _twice(yaml.compose(file.read_text(encoding="utf-8"))) == []


def test_a_key_given_twice_is_seen_at_any_depth() -> None:
    told = _twice(yaml.compose("a: 1\nb: [{c: 1, d: 2, c: 3}]\na: 2\n"))
    assert told == ["/b/0/c (line 2)", "/a (line 3)"]
