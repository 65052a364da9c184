"""The valid codes of ICD-10-CM, as a set.

The table is the code list (public domain, CDC/NCHS) that ``simple_icd_10_cm`` ships. Its file is
read without importing that package, which would build the whole tree of chapters: two seconds
of each worker process.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from docextract.errors import MissingProgramError

_CODE = re.compile(r"[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}")


def is_icd10cm(code: str) -> bool:
    """True for a category or code of the table, with or without its point."""
    return code.replace(".", "", 1) in icd10cm_codes()


def is_billable(code: str) -> bool:
    """True where no longer code begins with this one: a category alone is seldom what was printed,
    more often a code whose end OCR lost."""
    return code.replace(".", "", 1) not in _categories()


@cache
def _categories() -> frozenset[str]:
    return frozenset(code[:n] for code in icd10cm_codes() for n in range(3, len(code)))


@cache
def icd10cm_codes() -> frozenset[str]:
    """Every category and code, without points.

    Raises:
        MissingProgramError: where the table is not installed.
    """
    spec = find_spec("simple_icd_10_cm")
    for folder in spec.submodule_search_locations or () if spec is not None else ():
        for path in sorted(Path(folder, "data").glob("code-list*.txt")):
            words = (line.split(" ", 1)[0] for line in path.read_text("utf-8").splitlines())
            return frozenset(word for word in words if _CODE.fullmatch(word))
    raise MissingProgramError(
        "The table of ICD-10-CM codes is missing. Install it: pip install simple-icd-10-cm"
    )
