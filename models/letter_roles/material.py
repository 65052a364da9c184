"""The training material: units of our own letters, labelled by program from their truths."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from docextract.letter.role_words import Unit, units
from docextract.letter.spans import Span
from docextract.letter.zones import zone_at, zones
from docextract.pages import read_document
from docextract.pages.page import Document
from docextract.pages.text import Text, text_of
from sample_docs.render import to_pdf

HERE = Path(__file__).parent
TESTS = HERE.parents[1] / "tests"
LETTERS = TESTS / "letters" / "develop"
RATIONALES = TESTS / "docextract" / "letter" / "rationales" / "develop.yaml"
LEARNT = "[abcd]*"
"""The letters that the model learns from: more of them made it worse, as the card tells."""
FIRST = 70
"""It learns from so many rationales, the first of their file, for the same reason."""
PHRASES = HERE / "phrases.txt"
ROLES = ("reason", "unmet", "right", "p2p", "other")
_TAGS = {"R": "reason", "U": "unmet", "A": "right", "P": "p2p"}
_TAG = re.compile(r"\{([RUAP])\|([^}]*)\}")
_ABOVE = "Dear Provider:\n\nWe have completed our review of the request named above.\n\n"
_BELOW = (
    "\n\nYou may appeal this decision within 180 days.\n\nSincerely,\n\nUtilization Management\n"
)
_HALF = 0.5
"""A label belongs to a unit where this share of the one lies in the other."""
Places = Mapping[str, Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with its units and the roles of each; letters of one ``group`` stay together.

    ``told`` are the roles that its labels tell of; of the others nothing is known.
    """

    name: str
    group: str
    truth: Mapping[str, Any]
    document: Document
    units: tuple[Unit, ...]
    roles: tuple[frozenset[str], ...]
    told: tuple[str, ...] = ROLES


def letters() -> list[Letter]:
    """The letters of ``tests/letters/develop`` that are learnt from, as their digital PDF reads."""
    found = []
    for path in sorted(LETTERS.glob(f"{LEARNT}.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        pdf = to_pdf(path.with_suffix(".html").read_text(encoding="utf-8"))
        document, text = _read(pdf, ".pdf")
        places = _of_truth(truth, text.plain)
        found.append(_letter(path.stem, truth["payer"] or path.stem, truth, document, text, places))
    return found


def phrases() -> list[Letter]:
    """The letters of ``phrases.txt``."""
    found = []
    parts = re.split(r"^====\n", PHRASES.read_text(encoding="utf-8"), flags=re.M)[1:]
    for number, part in enumerate(parts, start=1):
        lines = _TAG.sub(r"\2", part).replace("## ", "").strip().splitlines()
        body = "\n\n".join(textwrap.fill(line, 90) for line in lines).replace("\n\n- ", "\n- ")
        document, text = _read(f"{body}\n".encode(), ".txt")
        places: dict[str, list[Span]] = {}
        for tag, quote in _TAG.findall(part):
            places.setdefault(_TAGS[tag], []).extend(located(text.plain, quote))
        name = f"phrases {number}"
        found.append(_letter(name, name, {}, document, text, places))
    return found


def rationales() -> list[Letter]:
    """The first rationales of ``RATIONALES``, of which only the unmet requirements are known.

    Each stands in the frame of a letter, of which nothing is learnt. Those of one specialty
    are a group: they are by one hand, and of like wording.
    """
    found = []
    for row in yaml.safe_load(RATIONALES.read_text(encoding="utf-8"))[:FIRST]:
        lines = [x for x in row["text"].splitlines() if x.strip() not in row.get("furniture", [])]
        said = "\n\n".join(lines).strip().replace(" | ", "\t")
        said = re.sub(r"(?m)^(.*\t.*)\n\n(?=.*\t)", r"\1\n", said)
        document, text = _read(f"{_ABOVE}{said}{_BELOW}".encode(), ".txt")
        quotes = [*row["unmet"], *(again["words"] for again in row.get("again", []))]
        places = {"unmet": [span for quote in quotes for span in located(text.plain, quote)]}
        whole = _letter(row["id"], row["id"].split("-")[0], row, document, text, places)
        start, end = text.plain.index(_ABOVE.split()[-1]), text.plain.rindex(_BELOW.split()[0])
        kept = [k for k, unit in enumerate(whole.units) if start < unit.span.start < end]
        some = tuple(whole.units[k] for k in kept), tuple(whole.roles[k] for k in kept)
        found.append(replace(whole, units=some[0], roles=some[1], told=("unmet",)))
    return found


def digest() -> str:
    """SHA-256 over the names and bytes of all that the model is trained on."""
    total = hashlib.sha256()
    for path in (
        *sorted(LETTERS.glob(f"{LEARNT}.html")),
        *sorted(LETTERS.glob(f"{LEARNT}.json")),
        PHRASES,
        RATIONALES,
    ):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def located(plain: str, quote: str) -> list[Span]:
    """Every place of a quote in a text, whatever the marks and spaces between its words."""
    places = [k for k, c in enumerate(plain) if c.isascii() and c.isalnum()]
    letters_only = "".join(plain[k] for k in places).lower()
    wanted = "".join(c for c in quote.lower() if c.isascii() and c.isalnum())
    found, at = [], letters_only.find(wanted) if len(wanted) >= 5 else -1
    while at >= 0:
        found.append(Span(places[at], places[at + len(wanted) - 1] + 1))
        at = letters_only.find(wanted, at + 1)
    return found


def _read(data: bytes, suffix: str) -> tuple[Document, Text]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"letter{suffix}"
        path.write_bytes(data)
        document = read_document(path)
    return document, text_of(document.pages)


def _of_truth(truth: Mapping[str, Any], plain: str) -> Places:
    """Where the words that a truth quotes stand."""
    contacts = truth.get("contacts") or {}
    quotes: list[tuple[str, str | None]] = [("reason", truth.get("denial_reason"))]
    quotes += [("unmet", item) for item in truth.get("unmet_criteria") or []]
    for limit in truth.get("deadlines") or []:
        quotes.append(("p2p" if limit["kind"] == "p2p" else "right", limit.get("quote")))
    quotes += [("p2p", contacts.get(f"p2p_{what}")) for what in ("phone", "hours", "who")]
    quotes.append(("other", contacts.get("appeal_address")))
    places: dict[str, list[Span]] = {}
    for role, quote in quotes:
        places.setdefault(role, []).extend(located(plain, quote) if quote else [])
    return places


def _letter(
    name: str, group: str, truth: Mapping[str, Any], document: Document, text: Text, places: Places
) -> Letter:
    found = units(text)
    zoned = zones(text)
    roles = [_roles(unit.span, zone_at(zoned, unit.span.start), places) for unit in found]
    return Letter(name, group, truth, document, found, tuple(roles))


def _roles(span: Span, zone: str, places: Places) -> frozenset[str]:
    told = {role for role, spans in places.items() if any(_belongs(span, s) for s in spans)}
    if zone == "rights" and not told & {"p2p", "other"}:
        told.add("right")
    return frozenset(told or {"other"})


def _belongs(unit: Span, label: Span) -> bool:
    shared = min(unit.end, label.end) - max(unit.start, label.start)
    return shared > 0 and shared >= _HALF * min(unit.end - unit.start, label.end - label.start)


def folds(found: Sequence[Letter], count: int) -> Iterator[tuple[list[Letter], list[Letter]]]:
    """Pairs of letters to learn from and letters to judge; no payer is in both."""
    groups = sorted({letter.group for letter in found}, key=_shuffled)
    for k in range(count):
        judged = set(groups[k::count])
        yield (
            [letter for letter in found if letter.group not in judged],
            [letter for letter in found if letter.group in judged],
        )


def _shuffled(group: str) -> str:
    return hashlib.sha256(group.encode()).hexdigest()


def count_units(found: Iterable[Letter]) -> dict[str, int]:
    """How many units have each role."""
    every = [(letter.told, roles) for letter in found for roles in letter.roles]
    return {role: sum(role in told and role in roles for told, roles in every) for role in ROLES}
