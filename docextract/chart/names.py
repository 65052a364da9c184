"""Names of people as charts print them, and how two of them stand to each other."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz.distance import OSA

_SUFFIXES = {
    "jr": "jr",
    "sr": "sr",
    "ii": "ii",
    "iii": "iii",
    "iv": "iv",
    "2nd": "ii",
    "3rd": "iii",
}
_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr"}
_PARTICLES = {"de", "del", "della", "da", "di", "du", "la", "las", "los", "le", "van", "von", "der",
              "den", "ter", "st", "bin", "al", "el", "mac", "mc", "san", "dos", "das"}  # fmt: skip


class Name(NamedTuple):
    """A person's name in folded letters: ``last`` has a part for each of a double name."""

    first: str
    middle: tuple[str, ...]
    last: tuple[str, ...]
    suffix: str | None


class Likeness(StrEnum):
    """How a printed name stands to the patient's."""

    SAME = "same"
    INITIALS = "initials"
    PART = "a part of the last name"
    NEAR = "near"
    OTHER_MIDDLE = "another middle name"
    OTHER_SUFFIX = "another suffix"
    OTHER_LAST = "another last name"
    OTHER_FIRST = "another first name"
    OTHER = "another name"


def folded(text: str) -> str:
    """Lower case without accents, apostrophes and points."""
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"['’`.]", "", letters).lower()


def parse_name(printed: str) -> Name | None:
    """``Last, First M`` or ``First M. Last`` with suffix; None where it is no two-part name."""
    if "," in printed:
        head, _, tail = printed.partition(",")
        last, given = _tokens(head), _tokens(tail.replace(",", " "))
        suffix = _take_suffix(last) or _take_suffix(given)
    else:
        tokens = [t for t in _tokens(_without_letters(printed)) if t not in _TITLES]
        suffix = _take_suffix(tokens)
        cut = len(tokens) - 1
        while cut > 1 and tokens[cut - 1] in _PARTICLES:
            cut -= 1
        given, last = tokens[:cut], tokens[cut:]
    given = [t for t in given if t not in _TITLES]
    if not given or not last:
        return None
    parts = tuple(p for t in last for p in t.split("-") if p)
    return Name(given[0], tuple(given[1:]), parts, suffix)


def _without_letters(printed: str) -> str:
    """A name without the capitals after it, which are a title or the next label ("Ann Lee DOB")."""
    words = printed.split()
    if not any(c.islower() for c in printed):
        return printed
    while len(words) > 2 and re.fullmatch(r"[A-Z]{2,5}:?", words[-1]):
        if words[-1].lower() in _SUFFIXES:
            break
        words.pop()
    return " ".join(words)


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:-[^\W_]+)*", folded(text))


def _take_suffix(tokens: list[str]) -> str | None:
    for i in range(1, len(tokens)):
        if tokens[i] in _SUFFIXES:
            return _SUFFIXES[tokens.pop(i)]
    return None


def compare(patient: Name, printed: Name) -> Likeness:
    """How ``printed`` stands to ``patient``, the strongest statement that is true.

    NEAR means a letter or two apart, which a misreading could explain; nicknames are other
    first names.
    """
    first, last = _first(patient, printed), _last(patient, printed)
    if first == "same" and last == "same":
        return _finer(patient, printed)
    turned = _turned(printed)
    if turned and turned.first == patient.first and turned.last == patient.last:
        return _finer(patient, turned)
    if first in ("same", "initial") and last in ("same", "initial"):
        clash = _finer(patient, printed)
        return Likeness.INITIALS if clash is Likeness.SAME else clash
    if first == "same" and last == "part":
        clash = _finer(patient, printed)
        return Likeness.PART if clash is Likeness.SAME else clash
    if "other" not in (first, last):
        return Likeness.NEAR
    if first in ("same", "near"):
        return Likeness.OTHER_LAST
    if last in ("same", "near"):
        return Likeness.OTHER_FIRST
    return Likeness.OTHER


def _turned(printed: Name) -> Name | None:
    """A name as if the last name stood first without a comma, as devices print it
    ("LEE ANNA M")."""
    words = [printed.first, *printed.middle, "-".join(printed.last)]
    if len(words) > 3 or min(len(w) for w in words[:2]) < 2:
        return None
    return Name(words[1], tuple(words[2:]), tuple(words[0].split("-")), printed.suffix)


def runs_on(patient: Name, raw: str) -> bool:
    """Whether ``raw`` is the patient's whole name with more behind it: what stood beside it, drawn
    into it ("Ann Lee Brightwater" for the name and a physician's), or a name by marriage.

    In ``Last, First`` only where the letters change from capitals to mixed ones.
    """
    words = raw.replace(",", " , ").split()
    if "," not in words:
        starts = (parse_name(" ".join(words[:size])) for size in (2, 3) if size < len(words))
        return any(n is not None and compare(patient, n) is Likeness.SAME for n in starts)
    capitals = [w for w in words if w == "," or w.isupper()]
    name = parse_name(" ".join(capitals)) if words[: len(capitals)] == capitals else None
    return (
        len(capitals) < len(words) and name is not None and compare(patient, name) is Likeness.SAME
    )


def _first(patient: Name, printed: Name) -> str:
    if patient.first == printed.first:
        return "same"
    if patient.first.replace("-", "") == "".join((printed.first, *printed.middle)).replace("-", ""):
        return "same"
    if min(len(patient.first), len(printed.first)) == 1:
        return "initial" if patient.first[0] == printed.first[0] else "other"
    return "near" if _near(patient.first, printed.first) else "other"


def _last(patient: Name, printed: Name) -> str:
    mine, theirs = (
        [p for p in patient.last if p not in _PARTICLES] or list(patient.last),
        [p for p in printed.last if p not in _PARTICLES] or list(printed.last),
    )
    if mine == theirs or "".join(patient.last) == "".join(printed.last):
        return "same"
    if len("".join(theirs)) == 1:
        return "initial" if mine[0][0] == theirs[0] else "other"
    if len(mine) != len(theirs) and _part_of_double(mine, theirs, patient, printed):
        return "same"
    if _near(" ".join(mine), " ".join(theirs)):
        return "near"
    return "part" if len(mine) != len(theirs) and set(mine) & set(theirs) else "other"


def _part_of_double(mine: list[str], theirs: list[str], patient: Name, printed: Name) -> bool:
    """A double surname of which the other prints one part, the rest standing as a middle name."""
    long, short = (patient, theirs) if len(mine) > len(theirs) else (printed, mine)
    rest = [p for p in long.last if p not in short]
    other = printed if long is patient else patient
    return len(short) == 1 and long.last[-1] == short[0] and all(r in other.middle for r in rest)


def _near(one: str, other: str) -> bool:
    longest = max(len(one), len(other))
    return OSA.distance(one, other) <= (1 if longest < 8 else 2)


def same_but_for_a_misprint(patient: Name, printed: Name) -> bool:
    """Whether first or last name differs by a letter and the rest agrees.

    Twins may have like first names: there the middle name must speak for the same person.
    """
    if _finer(patient, printed) is not Likeness.SAME:
        return False
    if _first(patient, printed) == "same":
        return True
    return _last(patient, printed) == "same" and bool(patient.middle and printed.middle)


def _finer(patient: Name, printed: Name) -> Likeness:
    if patient.suffix and printed.suffix and patient.suffix != printed.suffix:
        return Likeness.OTHER_SUFFIX
    if patient.middle and printed.middle and not _middles_agree(patient.middle, printed.middle):
        return Likeness.OTHER_MIDDLE
    return Likeness.SAME


def _middles_agree(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """True where one's middle names begin with the other's, initials standing for names."""
    return any(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a in mine for b in theirs)
