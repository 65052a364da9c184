"""Cross-validation over whole payers and layouts: the roles, and what they change in reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from material import ROLES, Letter, folds
from spacy.language import Language

from benchmarks.compare import Result, compare
from docextract.facts import Source
from docextract.letter import read_letters, roles
from docextract.letter.received import moment_of_receipt
from docextract.office import Office

FOLDS = 6
SURE = 0.5
FIELDS = ("denial_reason", "unmet_criteria")


def print_scores(found: Sequence[Letter], train: Callable[[Sequence[Letter]], Language]) -> None:
    """Print each role's precision, recall and F1, then both fields with the model and without."""
    counts: Counter[tuple[str, str]] = Counter()
    with_model: list[Result] = []
    alone: list[Result] = []
    for known, judged in folds(found, FOLDS):
        nlp = train(known)
        roles.load_model = lambda _, nlp=nlp: nlp
        for letter in judged:
            _count(letter, nlp, counts)
            with_model.extend(_results(letter))
        weight, missed, proposed = roles.GROUND_WEIGHT, roles.MISSED, roles.PROPOSED
        roles.GROUND_WEIGHT, roles.MISSED, roles.PROPOSED = 0.0, 2.0, 2.0
        for letter in judged:
            alone.extend(_results(letter))
        roles.GROUND_WEIGHT, roles.MISSED, roles.PROPOSED = weight, missed, proposed
    print(f"\n{'role':10}{'units':>7}{'P':>7}{'R':>7}{'F1':>7}   at {SURE}, {FOLDS} folds")
    for role in ROLES:
        true, said, both = (counts[role, what] for what in ("true", "said", "both"))
        precision, recall = both / max(1, said), both / max(1, true)
        f1 = 2 * both / max(1, said + true)
        print(f"{role:10}{true:7}{precision:7.3f}{recall:7.3f}{f1:7.3f}")
    first = counts["ground", "right"], counts["ground", "letters"]
    print(f"the likeliest sentence tells the ground in {first[0]} of {first[1]} letters")
    print(f"\n{'field':16}{'':14}{'P':>7}{'R':>7}{'F1':>7}{'wrong':>7}{'silent':>8}")
    for field in FIELDS:
        for name, rows in (("rules alone", alone), ("with model", with_model)):
            print(f"{field:16}{name:14}" + _row([r for r in rows if r.field == field]))


def print_rationales(
    found: Sequence[Letter], known: Sequence[Letter], train: Callable[[Sequence[Letter]], Language]
) -> None:
    """Print how unmet requirements of rationales are told: their writer unknown, then in folds."""
    parts = {"writer unknown": [([], list(found))], "specialty unknown": list(folds(found, FOLDS))}
    for name, pairs in parts.items():
        counts: Counter[tuple[str, str]] = Counter()
        for others, judged in pairs:
            nlp = train([*known, *others])
            for letter in judged:
                _count(letter, nlp, counts)
        true, said, both = (counts["unmet", what] for what in ("true", "said", "both"))
        shares = f"P {both / max(1, said):.3f}  R {both / max(1, true):.3f}"
        print(f"unmet in rationales, {name}: {true} units, {shares}")


def _count(letter: Letter, nlp: Language, counts: Counter[tuple[str, str]]) -> None:
    scores = roles.probabilities(nlp, letter.units)
    for true, said in zip(letter.roles, scores, strict=True):
        for role in ROLES:
            counts[role, "true"] += role in true
            counts[role, "said"] += said[role] >= SURE
            counts[role, "both"] += role in true and said[role] >= SURE
    if any("reason" in true for true in letter.roles):
        likeliest = max(range(len(scores)), key=lambda k: scores[k]["reason"])
        counts["ground", "letters"] += 1
        counts["ground", "right"] += "reason" in letter.roles[likeliest]


def _results(letter: Letter) -> list[Result]:
    office = Office(zone=letter.truth["timezone"])
    moment = datetime.fromisoformat(letter.truth["received_at"]).astimezone(office.tz)
    received = moment_of_receipt(
        letter.document, option=moment, inbox=None, file_time=moment, office=office
    )
    source = Source(
        path=letter.name,
        sha256=letter.document.sha256,
        pages=len(letter.document.pages),
        received_at=moment.isoformat(timespec="seconds"),
        received_from=received.source,
    )
    read = read_letters(letter.document, source=source, received=received, office=office)
    said = [one.model_dump(mode="json")["letter"] for one in read]
    denials = [x for x in said if x["document_type"]["value"] in ("denial", "partial_denial")]
    return [r for r in compare(letter.truth, (denials or said)[0]) if r.field in FIELDS]


def _row(rows: Sequence[Result]) -> str:
    right = sum(r.right for r in rows)
    said = sum(r.said is not None for r in rows)
    true = sum(r.truth is not None for r in rows)
    silent = sum(not r.right and not r.marked for r in rows)
    f1 = 2 * right / max(1, said + true)
    shares = f"{right / max(1, said):7.3f}{right / max(1, true):7.3f}{f1:7.3f}"
    return f"{shares}{len(rows) - right:7}{silent:8}"
