"""What the readers know, as data: YAML files, each row with its source and date."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load(name: str) -> Any:  # noqa: ANN401 - the shape is the caller's; tests check every file
    """The rows of ``docextract/rules/NAME.yaml``."""
    text = files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)
