"""What a company's name tells: whether a plan, a reviewer, a department or a provider bears it.

A name on the list of known plans and vendors only adds to what its words say.
"""

from __future__ import annotations

import re
from functools import cache

from docextract.letter.names import generic_words, person_name
from docextract.letter.spans import Span
from docextract.rules import load

_WORD = r"(?:[A-Z0-9]|[a-z]{2,4}[A-Z])[\w&'/®™-]*(?:\.[\w&'/®-]+)*(?:(?<=\b[A-Z])\.|(?<=\bSt)\.)?"
_LINK = r"(?:[ \n](?:of|and|the|for|&|at))*"
_LEGAL = r"(?:,?[ \n](?:Inc\.?|LLC|L\.L\.C\.|P\.C\.|Ltd\.?|Corp\.?|Co\.))?"
ORG = rf"{_WORD}(?:{_LINK}[ \n](?:\([A-Z][\w -]*\)|{_WORD})){{0,9}}(?:[ ]health(?:care)?)?{_LEGAL}"
ADDRESS = re.compile(
    r"\b(?:p\.?\s?o\.?\s+box|suite|ste\.?|street|avenue|road|drive|boulevard|blvd|parkway|pkwy)\b"
    r"|\b\d{5}(?:-\d{4})?\b|\bfax\b|\bphone\b|\d{3}[-.]\d{4}|\bpage\b|www\.|\.com\b|\b(?:street|way|plaza|lane|floor)\b",
    re.IGNORECASE,
)


_LED = re.compile(r"^(?:\w+\s+){1,3}by\s+(?=[A-Z])")
_DESK = re.compile(r"(?:['’]s|,?\s+Prior\s+Auth(?:orization)?s?(?:\s+\w+)?)$")


def bare_name(name: str) -> str:
    """A company's name without what leads to it ("Serviced by") or the desk behind it."""
    return _DESK.sub("", _LED.sub("", name)) or name


def governs(name: str) -> bool:
    """True for a state or a department: it regulates plans and reviews for none."""
    words = name.lower()
    state = re.match(r"(?:state|commonwealth) of\b|department of\b", words)
    return state is not None or re.search(load("payers")["regulators"], words) is not None


def administers(name: str) -> bool:
    """True for a third-party administrator: it decides for an employer's plan in its own name."""
    return re.search(load("payers")["administrators"], name, re.IGNORECASE) is not None


def sounds_like_plan(name: str) -> bool:
    """True for names that only a plan bears."""
    return re.search(load("payers")["surely_plans"], name.lower()) is not None


def is_unit(name: str) -> bool:
    """True for the name of a department, all of whose words are such as departments have."""
    words = re.sub(load("payers")["department_words"], " ", name.lower())
    return not re.search(r"[a-z]{3}", re.sub(r"\b(?:and|of|the|for)\b", " ", words))


def is_clean(name: str) -> bool:
    """True for a name that is neither a department's nor holds figures."""
    is_unit = re.search(load("payers")["department_words"], name.lower()) is not None
    return not is_unit and not re.search(r"\d", name)


def may_pay(name: str) -> bool:
    """True for names that a plan, an employer or a programme may bear; not for a regulator."""
    if re.search(load("payers")["regulators"], name.lower()):
        return False
    plan_like = re.search(load("payers")["plan_words"], name.lower()) is not None
    return plan_like or administers(name) or is_known(name, "payers") or len(name.split()) == 1


def respaced(name: str) -> str:
    """A name whose letters were set apart ("K AISER P ERMANENTE") as the list spells it."""
    if not re.search(r"\b[A-Z] [A-Z]", name.upper()):
        return name
    packed = re.sub(r"\W", "", name.lower())
    return next((n for n in load("payers")["payers"] if _packed(n) == packed), name)


def _packed(name: str) -> str:
    return re.sub(r"\W", "", name.lower())


def kind_weight(name: str) -> float:
    """How much a name sounds like a plan's (up to 1.5), or like a department's (below 0)."""
    rules = load("payers")
    words = name.lower()
    weight = 0.0
    if re.search(rules["agencies"], words):
        return 1.0
    if re.search(rules["plan_words"], words):
        weight += 1.0
    if is_known(name, "payers"):
        weight += 0.8
    if is_known(name, "vendors"):
        weight -= 1.5
    if is_unit(re.sub(rules["unit_adjectives"], " ", words)):
        weight -= 2.5
    elif re.search(rules["department_words"], words):
        weight -= 1.2 if has_own_name(name) else 2.5
    if re.search(rules["provider_words"], words) and not is_known(name, "payers"):
        weight -= 2.0
    if re.search(rules["jobs"], words):
        weight -= 2.5
    if re.search(rules["program_words"], words):
        weight -= 0.8
    return weight


def has_own_name(name: str) -> bool:
    """True for a company that a word of its own names before words such as departments have."""
    words = [w.lower().strip(".,&") for w in name.split()]
    unit = re.search(load("payers")["units"], name, re.IGNORECASE)
    own = words[:1] and words[0] not in generic_words() and not is_unit(words[0])
    return bool(own) and unit is None and len(words) > 1


def looks_like_org(name: str, *, on_top: bool = False) -> bool:
    """True where words can name a company; on top of a letter also such as a person may bear."""
    words = name.split()
    if not 1 <= len(words) <= 12 or not re.search(r"[A-Za-z]{3}", name) or ADDRESS.search(name):
        return False
    if re.search(load("payers")["not_names"], name, re.IGNORECASE):
        return False
    if is_known(name, "payers") or is_known(name, "vendors"):
        return True
    if not {w.lower().strip(".,") for w in words} - generic_words():
        return False
    is_person = person_name(name) is not None and kind_weight(name) <= 0 and not on_top
    return not is_person and not re.search(r"\d{3}", name)


def trim(plain: str, start: int, end: int) -> Span:
    """The span without blanks, marks and little words around a name, and without its owning s."""
    words = plain[start:end]
    lead = re.match(r"(?:\s|the\s|of\s|[-,.:;|•·*#=_~])*", words, re.IGNORECASE)
    start += lead.end() if lead else 0
    tail = re.search(r"(?:\s|\s(?:of|and|the|for|at|&)|['’]s|[-,.:;|•·*#=_~])*$", plain[start:end])
    cut = tail.start() if tail else end - start
    if re.search(r"\s(?:inc|co|corp|ltd)$", plain[start : start + cut], re.IGNORECASE):
        cut += plain[start + cut : start + cut + 1] == "."
    return Span(start, start + cut)


def unshouted(name: str) -> str:
    """Names in capitals as a letter would print them; short ones are abbreviations."""
    if is_mixed(name):
        return name.title()
    if not name.isupper() or len(name) < 6:
        return name
    small = {"of", "and", "the", "for", "in"}
    keep = {"HMO", "PPO", "PDP", "UPMC", "SCAN", "IPA", "CVS", "BCBS", "PBM", "LLC", "USA"}
    keep.add("".join(w[0] for w in name.split() if w[0].isalpha() and w.lower() not in small))
    told = [
        w if w.strip("()") in keep else w.lower() if w.lower() in small else w.capitalize()
        for w in name.split()
    ]
    return " ".join(re.sub(r"^\(\w", lambda m: m.group().upper(), w) for w in told)


def name_key(name: str) -> str:
    """What two spellings of one company's name have in common."""
    words = re.sub(
        r"\b(?:the|inc|llc|of|and|company|corp|corporation)\b|[^a-z0-9 ]", " ", name.lower()
    )
    return "".join(words.split())


def is_known(name: str, kind: str) -> bool:
    """True where a name holds one of the list (``payers``, ``vendors`` or ``programs``)."""
    return list_pattern(kind).search(name) is not None


def is_listed(name: str) -> bool:
    """True for a name that stands on the list of payers as it is."""
    return list_pattern("payers").fullmatch(name) is not None


def without_unit(name: str) -> str:
    """A plan's name without its department behind it ("Larkfield Health Appeals Unit")."""
    match = re.fullmatch(load("payers")["unit_tail"], name, re.IGNORECASE)
    if match is None or not re.search(load("payers")["plan_ending"], match["name"], re.IGNORECASE):
        return name
    return match["name"]


def calmed(plain: str) -> str:
    """A text of the same length in which lines of capitals are spelled as names are.

    Sentences that tell who reviews for whom have small words, which capitals hide.
    """
    return "".join(
        _calmed_line(line.upper()) if line.isupper() or is_mixed(line) else line
        for line in plain.splitlines(keepends=True)
    )


def is_mixed(words: str) -> bool:
    """True for small capitals whose text layer mixes the cases ("AmberleA PsychiAtric")."""
    odd = re.findall(r"\b[A-Za-z]*[a-z][A-Z][A-Za-z]*", words)
    ends = re.search(r"\b[A-Za-z]{2,}[a-z][A-Z]\b", words)
    return len(odd) > 1 and ends is not None


def _calmed_line(line: str) -> str:
    small = load("payers")["small_words"]
    return re.sub(
        r"[A-Z][A-Z']*",
        lambda m: m[0].lower() if m[0].lower() in small else m[0][:1] + m[0][1:].lower(),
        line,
    )


@cache
def list_pattern(kind: str) -> re.Pattern[str]:
    """A pattern that finds the names of a list, the longest first."""
    names = sorted(load("payers")[kind], key=len, reverse=True)
    parts = [re.escape(n).replace(r"\ ", r"\s+") for n in names]
    any_name = "|".join(parts) or "(?!)"  # a list without a name finds none
    return re.compile(rf"(?<![\w])(?:{any_name})(?![\w])", re.IGNORECASE)
