"""People's names: finding them by their shape, and telling them as First M. Last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from docextract.rules import load

_WORD = r"(?:[A-ZÀ-ÞĀ-Ž]\.|[A-ZÀ-ÞĀ-Ž][A-Za-zÀ-ỹ'`]*(?:-\n?[A-ZÀ-ÞĀ-Ž][A-Za-zÀ-ỹ']*)*)"
_PARTICLE = r"(?:de|del|de la|la|van|van der|van den|von|der|da|dos|di|du|le|el|al|bin|ibn|st\.?)"
_GAP = r"(?:[ \t]+|\n)"
_NAME = rf"{_WORD}(?:{_GAP}(?:{_PARTICLE}{_GAP})?{_WORD}){{1,4}}"


class Person(NamedTuple):
    """A name in the text: its span, First M. Last, and the credentials printed with it."""

    start: int
    end: int
    name: str
    credentials: str | None


def people(plain: str, start: int = 0, end: int | None = None) -> Iterator[Person]:
    """People named with credentials or a doctor's title in ``plain[start:end]``."""
    stop = len(plain) if end is None else end
    for match in _credentialled().finditer(plain, start, stop):
        told = _across_lines(match["name"])
        if told is not None:
            name, skipped = told
            swallowed = _swallowed().search(match["name"])
            creds = f"{swallowed[1]}, {match['creds']}" if swallowed else match["creds"]
            yield Person(match.start("name") + skipped, match.end(), name, _creds(creds))
    for match in _titled().finditer(plain, start, stop):
        titled = person_name(match["name"])
        if titled is not None:
            yield Person(match.start("name"), match.end("name"), titled, None)


def _across_lines(words: str) -> tuple[str, int] | None:
    """The name in words that may start on the line before it, and what stands before it."""
    cut = words.rfind("\n") + 1
    tail = person_name(words[cut:]) if cut else None
    if tail is not None:
        return tail, cut
    whole = person_name(words)
    return (whole, 0) if whole is not None else _behind_words(words)


def _behind_words(words: str) -> tuple[str, int] | None:
    """The name behind words that are none: "REVIEWED BY JAN ROE", "the Director, Jan Roe"."""
    for start in [m.end() for m in re.finditer(r"[ \t\n]+", words)]:
        before = words[:start].split()[-1]
        name = person_name(words[start:])
        if name is not None and (_bare(before) in _never() or before.endswith(",")):
            return name, start
    return None


def person_name(words: str) -> str | None:
    """``PRUITT, DESMOND A, MD`` → ``Desmond A. Pruitt``; None where the words are no name."""
    words = " ".join(re.sub(r"-\n", "-", words).replace("\t", " ").split())
    words = re.sub(r"\([^)]*\)", " ", words).strip(" .,;:|*")
    words, suffix = _without_suffix(words)
    parts = [p.strip() for p in words.split(",")]
    parts = [p for p in parts if p and not _is_credentials(p)]
    if not parts or len(parts) > 2:
        return None
    if re.fullmatch(r"\S.*\s[A-Za-z]", parts[0]) and " " not in parts[-1]:
        parts.reverse()  # "Jane S, Roe": the point of an initial was read as a comma
    tokens = [t for part in reversed(parts) for t in _without_titles(part.split())]
    while len(tokens) > 2 and _is_credentials(tokens[-1]):
        tokens = tokens[:-1]
    if not _plausible(tokens):
        return None
    shout = " ".join(tokens).isupper()
    return " ".join([_cased(t, shout=shout) for t in tokens] + ([suffix] if suffix else []))


def _without_suffix(words: str) -> tuple[str, str | None]:
    """The words without Jr, Sr or a generation's number, and that suffix."""
    match = re.search(r",?\s+(?:(Jr|Sr)|(II|III|IV))\.?(?=,|$)", words, re.IGNORECASE)
    if match is None:
        return words, None
    suffix = match[1].title() if match[1] else match[2].upper()
    return words[: match.start()] + words[match.end() :], suffix


def _without_titles(tokens: list[str]) -> list[str]:
    while tokens and _bare(tokens[0]) in _titles():
        tokens = tokens[1:]
    return tokens


def last_name(name: str) -> str:
    """The family name of a name in the order First M. Last."""
    tokens = [
        t for t in name.split() if t.lower().rstrip(".") not in ("jr", "sr", "ii", "iii", "iv")
    ]
    return tokens[-1].lower() if tokens else ""


def is_organization(words: str) -> bool:
    """True where words name a company, a department or a place rather than a person."""
    tokens = {_bare(t) for t in re.split(r"[\s/-]+", words)}
    return bool(tokens & _organization_words())


def _plausible(tokens: list[str]) -> bool:
    """Two to five words, spelled like names, none of them a word that names never have."""
    if not 2 <= len(tokens) <= 6 or any(re.search(r"\d", t) for t in tokens):
        return False
    long = sum(len(_bare(t)) > 1 for t in tokens)
    if long < 1 or (long == 1 and not re.fullmatch(r"[A-Z]\.", tokens[0])):
        return False
    if not all(re.fullmatch(rf"{_WORD}|{_PARTICLE}", t) for t in tokens):
        return False
    return not any(_bare(t) in _never() for t in tokens) and not is_organization(" ".join(tokens))


def _cased(token: str, *, shout: bool) -> str:
    if len(token.rstrip(".")) == 1:
        return token.rstrip(".").upper() + "."
    if not shout:
        return token
    told = re.sub(r"[A-Za-zÀ-ỹ]+", lambda m: m.group().capitalize(), token)
    told = re.sub(r"\bMc([a-z])", lambda m: "Mc" + m.group(1).upper(), told)
    return re.sub(r"'S$", "'s", told)


def _bare(token: str) -> str:
    return token.lower().strip(".,;:()'\"")


def _creds(words: str) -> str:
    return ", ".join(
        w.replace(".", "").strip() for w in re.split(r"[,\s]+", words) if w.strip(" ,")
    )


@cache
def _credential_pattern() -> str:
    words = sorted(load("people")["credentials"], key=len, reverse=True)
    dotted = [r"\.?".join(re.escape(c) for c in w) + r"\.?" for w in words]
    return "(?:" + "|".join(dotted) + ")"


@cache
def _credentialled() -> re.Pattern[str]:
    one = _credential_pattern()
    tail = rf"(?P<creds>{one}(?:(?:[ \t]*,[ \t]*|[ \t]+){one})*)(?![\w-])"
    last_first = rf"{_WORD}(?:[ \t]{_WORD})?,[ \t]*{_WORD}(?:[ \t]{_WORD})?"
    return re.compile(rf"(?<![\w-])(?P<name>{last_first}|{_NAME})(?:[ \t]*,\s*|[ \t]+){tail}")


@cache
def _swallowed() -> re.Pattern[str]:
    """Credentials that a name of the form Last, First took in ("Jan Roe, MD" before "FACS")."""
    return re.compile(rf",[ \t]*({_credential_pattern()})$")


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(rf"\b(?:Dr|DR|Doctor)\.?[ \t\n]+(?P<name>{_NAME})")


def _is_credentials(words: str) -> bool:
    return re.fullmatch(rf"(?:{_credential_pattern()}[\s,]*)+", words) is not None


@cache
def _titles() -> frozenset[str]:
    return frozenset(load("people")["titles"])


@cache
def _never() -> frozenset[str]:
    return frozenset(load("people")["never_names"])


@cache
def generic_words() -> frozenset[str]:
    """Words that name no company by themselves, however many stand together."""
    return _organization_words() | _never()


@cache
def _organization_words() -> frozenset[str]:
    return frozenset(load("people")["organization_words"])
