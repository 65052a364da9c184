"""Compare what was read of a letter with its truth, leaf by leaf.

A truth is a mapping in the terms of ``letter.json`` with plain values; ``FIELD_also`` lists
readings that are accepted too. An entry of a list that was missed is silent unless the
letter's ``review`` names the list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Same = Callable[[Any, Any], bool]
Json = Mapping[str, Any]

_TITLES = frozenset("md do np pa pac dpm dds phd psyd pharmd rn dr mr mrs ms aprn fnp".split())
_KIND_WORDS = frozenset(
    "clinical medical coverage policy bulletin guideline guidelines cpb lcd ncd org number no "
    "document id section".split()
)


@dataclass(frozen=True)
class Result:
    """One judged leaf: what is true, what was said, whether it is right, whether it was marked."""

    field: str
    truth: Any
    said: Any
    right: bool
    marked: bool


def words(value: object) -> list[str]:
    """The lower-case words and numbers of a value."""
    return re.findall(r"[a-z0-9]+", str(value or "").lower())


def overlap(a: object, b: object) -> float:
    """F1 of the words of two values, 0..1."""
    left, right = Counter(words(a)), Counter(words(b))
    both = sum((left & right).values())
    return 2 * both / (sum(left.values()) + sum(right.values())) if both else 0.0


def _exact(truth: object, said: object) -> bool:
    return str(truth) == str(said)


def _identifier(truth: object, said: object) -> bool:
    return "".join(words(truth)) == "".join(words(said))


def _digits(truth: object, said: object) -> bool:
    def last_ten(value: object) -> str:
        return re.sub(r"\D", "", re.split(r"(?i)ext|x\d", str(value))[0])[-10:]

    return last_ten(truth) == last_ten(said)


def _person(truth: object, said: object) -> bool:
    def name(value: object) -> set[str]:
        return {w for w in words(value) if w not in _TITLES and len(w) > 1}

    a, b = name(truth), name(said)
    return bool(a) and (a == b or (len(a & b) >= 2 and (a <= b or b <= a)))


def _name(truth: object, said: object) -> bool:
    return overlap(truth, said) >= 0.7


def _text(truth: object, said: object) -> bool:
    return overlap(truth, said) >= 0.6


SCALARS: Mapping[str, Same] = {
    "document_type": _exact, "payer": _name, "um_vendor": _name,
    "patient.name": _person, "patient.dob": _exact, "patient.member_id": _identifier,
    "reference_number": _identifier, "letter_date": _exact, "review_type": _exact,
    "urgency": _exact, "plan_type": _exact, "denial_category": _exact, "route": _exact,
    "denial_reason": _text, "contacts.p2p_phone": _digits, "contacts.appeal_fax": _digits,
    "contacts.appeal_phone": _digits, "contacts.appeal_address": _text,
    "reviewer.name": _person, "reviewer.credentials": _identifier, "reviewer.specialty": _name,
    "ordering_provider.name": _person, "ordering_provider.npi": _identifier, "facility": _name,
    "authorization.number": _identifier, "authorization.valid_from": _exact,
    "authorization.valid_through": _exact,
}  # fmt: skip


def leaf(node: object) -> tuple[Any, bool]:
    """A leaf's value and whether it is marked for review."""
    if isinstance(node, dict) and "value" in node:
        return node["value"], bool(node.get("needs_review"))
    return node, False


def get(node: Json, path: str) -> tuple[Any, bool]:
    """Follow a dotted path to a leaf; (None, False) where it ends early."""
    here: Any = node
    for key in path.split("."):
        here = here.get(key) if isinstance(here, dict) else None
    return leaf(here)


def _marked(item: object) -> bool:
    if not isinstance(item, dict):
        return False
    own = bool(item.get("needs_review"))
    return own or any(isinstance(v, dict) and bool(v.get("needs_review")) for v in item.values())


def _alike_service(truth: Json, said: Json) -> float:
    same = _identifier(truth["code"], get(said, "code")[0])
    return float(same and truth["status"] == get(said, "status")[0])


def _alike_criterion(truth: Json, said: Json) -> float:
    if truth.get("identifier"):
        a, b = (
            "".join(w for w in words(v) if w not in _KIND_WORDS)
            for v in (truth["identifier"], get(said, "identifier")[0])
        )
        return float(a == b != "")
    if truth.get("title"):
        score = overlap(truth["title"], f"{get(said, 'title')[0]} {get(said, 'identifier')[0]}")
        return score if score >= 0.5 else 0.0
    return float(truth["source"] == get(said, "source")[0])


def same_moment(truth: str | None, said: str | None) -> bool:
    """Whether two due values name the same date or instant."""
    if truth is None or said is None or len(truth) == 10 or len(said) == 10:
        return truth == said
    return datetime.fromisoformat(truth) == datetime.fromisoformat(said)


def _alike_deadline(truth: Json, said: Json) -> float:
    if truth["kind"] != get(said, "kind")[0]:
        return 0.0
    return 2.0 if same_moment(truth["due"], get(said, "due")[0]) else 1.0


def _alike_code(truth: object, said: object) -> float:
    return float(_identifier(truth, leaf(said)[0]))


def _alike_words(truth: object, said: object) -> float:
    score = overlap(truth, leaf(said)[0])
    return score if score >= 0.6 else 0.0


LISTS: Mapping[str, Callable[[Any, Any], float]] = {
    "services": _alike_service,
    "diagnoses": _alike_code,
    "criteria": _alike_criterion,
    "unmet_criteria": _alike_words,
    "deadlines": _alike_deadline,
}


def _pair(
    truths: Sequence[Any], saids: Sequence[Any], alike: Callable[[Any, Any], float]
) -> list[tuple[Any, Any]]:
    """Greedy one-to-one pairs; (truth, None) for a missed entry, (None, said) for an extra one."""
    scored = sorted(
        ((alike(t, s), i, j) for i, t in enumerate(truths) for j, s in enumerate(saids)),
        key=lambda row: -row[0],
    )
    left, right = set(range(len(truths))), set(range(len(saids)))
    pairs: list[tuple[Any, Any]] = []
    for score, i, j in scored:
        if score > 0 and i in left and j in right:
            left.discard(i)
            right.discard(j)
            pairs.append((truths[i], saids[j]))
    pairs += [(truths[i], None) for i in sorted(left)]
    return pairs + [(None, saids[j]) for j in sorted(right)]


def compare(truth: Json, letter: Json) -> Iterator[Result]:
    """Every leaf and list entry that the truth or the letter has."""
    for field, same in SCALARS.items():
        true, said = get(truth, field)[0], get(letter, field)[0]
        if field == "plan_type":
            true, said = (None if v == "unknown" else v for v in (true, said))
        if true is None and said is None:
            continue
        accepted = [true, *(truth.get(f"{field}_also") or [])]
        right = true is not None and said is not None and any(same(t, said) for t in accepted)
        yield Result(field, true, said, right, get(letter, field)[1])
    incomplete = set(get(letter, "review")[0] or [])
    for field, alike in LISTS.items():
        saids = [s for s in letter.get(field) or [] if field != "services" or get(s, "code")[0]]
        for true, said in _pair(truth.get(field) or [], saids, alike):
            right = true is not None and said is not None
            if right and field == "deadlines":
                right = same_moment(true["due"], get(said, "due")[0])
            marked = _marked(said) if said is not None else field in incomplete
            yield Result(field, true, said, right, marked)
