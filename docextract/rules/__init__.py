"""What the readers know, as data: YAML files, each row with its source and date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's safe loader where it is built in: all files in .04 s in place of .4 s."""


@cache
def load(name: str) -> Any:  # noqa: ANN401 - the shape is the caller's; tests check every file
    """The rows of ``docextract/rules/NAME.yaml``."""
    text = files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, _LOADER)  # noqa: S506 - both are safe loaders


def filled(pattern: str, words: Mapping[str, Any]) -> str:
    """A pattern of the rules with the rows that it names by ``{NAME}``."""
    return re.sub(r"\{([a-z_]\w+)\}", lambda m: str(words[m[1]]), pattern)
