"""A criterion's text taken apart into a :class:`Requirement`."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache

from docextract.requirements.amounts import DAYS_IN, Amount, find_amounts
from docextract.requirements.concepts import Mention, lexicon, mentions, tokens_of, widest
from docextract.requirements.measures import find_measures, measures
from docextract.requirements.model import Demand, Kind, Requirement
from docextract.requirements.numbers import NUMBER, number
from docextract.requirements.thresholds import Comparison, Threshold, find_thresholds
from docextract.requirements.windows import Window, find_windows
from docextract.rules import load

_KEPT = 20_000
"""How many texts are remembered: a chart or two, not all that a long-lived process saw."""
STOP = frozenset(
    "a an and any are as at be been before being below but by can could do does during each for "
    "from had has have if in include including into is it its least less may member more most "
    "must no not of on one or other our out over patient per prior record recorded request "
    "required requested should show showing shown so some such than that the their them then "
    "there these they this those to two under unless until up use used was were when where "
    "which while who will with within without would you your documented documentation "
    "individual evidence criteria criterion medical medically necessary".split()
)
"""Words that say nothing about the subject of a criterion."""

_HOURS = 12
_TREATS = {"drug", "therapy", "procedure"}
_SHOWS = {"test", "score", "document", "grade"}
_COUNT = re.compile(
    rf"\b(?:at\s+least|minimum\s+of|any)\s+(?P<a>{NUMBER})(?![\d.])(?!\s*(?:%|percent|mm|mg|hours?|days?|"
    rf"weeks?|months?|years?|points?|degrees?|of\s+those|out\s+of|/))|\b(?P<b>{NUMBER})\s+or\s+more\s+"
    rf"(?!days?|weeks?|months?|years?|hours?|points?)[a-z]|\b(?P<c>two|three|four)\s+of\s+the\b|"
    rf"\bmore\s+than\s+one\b|^(?:trial|failure|use)?\s*(?:and\s+failure\s+)?(?:of\s+)?"
    rf"(?P<d>{NUMBER})\s+(?:(?:different|other|preferred|formulary|prior|oral|conventional|generic|separate)\s+)*"
    rf"(?!days?|weeks?|months?|years?|hours?|points?|units?|visits?|sessions?|consecutive|percent|"
    rf"degrees?|of\b|to\b|or\b|and\b)(?:[a-z][a-z-]+s\b|(?:[a-z-]+\s+){{1,3}}"
    r"(?:medications|drugs|agents|medicines|therapies|treatments|classes|antidepressants)\b)",
    re.IGNORECASE,
)
_PER = re.compile(r"\b(?:per|daily|a\s+day|a\s+week|each\s+day|every)\b", re.IGNORECASE)
_OTHER_SIDE = re.compile(r"\b(?:opposite|contralateral|other|unaffected)\s+(?:side|\w+)", re.I)


@cache
def _cues(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.IGNORECASE) for p in load("requirement_words")[name])


def _says(name: str, text: str) -> re.Match[str] | None:
    return next((m for p in _cues(name) if (m := p.search(text))), None)


@lru_cache(maxsize=_KEPT)
def parse_requirement(text: str) -> Requirement:
    """Take a single criterion apart; see :class:`Requirement`.

    >>> parse_requirement("Body mass index below 40").demands[0].threshold.words
    'below 40'
    """
    body, condition, exception, otherwise = _split(text)
    windows = _windows(body) or find_windows(exception or "")
    found = tuple(m for m in mentions(body) if not any(_inside(m, w) for w in find_windows(body)))
    concepts = tuple(dict.fromkeys(m.key for m in widest(found)))
    thresholds = _values(body, windows)
    kind = _kind(body, concepts, thresholds)
    content = _content(body) if kind in (Kind.RESULT, Kind.VALUE) else ()
    words = tuple(dict.fromkeys(t for t, _, _ in tokens_of(body) if t not in STOP and len(t) > 2))
    amounts = _amounts(body, windows)
    return Requirement(
        text=text,
        kind=kind,
        body=body,
        condition=condition,
        exception=exception,
        otherwise=otherwise,
        concepts=concepts,
        core=_core(body, concepts),
        content=content,
        words=words,
        window=windows[0] if windows else _stretch(kind, amounts),
        windows=_own_windows(found, windows),
        duration=next((a for a in amounts if _is_length(a, body)), None),
        sessions=next((a for a in amounts if a.unit == "session"), None),
        count=_count(body),
        demands=tuple(_demand(body, t, thresholds) for t in thresholds),
        any_value=_any_value(body, thresholds),
        alternatives=bool(re.search(r"\bor\b|;", body)),
        must_fail=bool(_says("failure", body)),
        negative_result=bool(_says("negative", body)),
        opposite_side=bool(_OTHER_SIDE.search(body)),
        parsed=bool(concepts or thresholds),
    )


_FOR = re.compile(r"\bfor\s+(?:at\s+least|a\s+minimum\s+of|more\s+than)\s*$", re.IGNORECASE)


def _windows(body: str) -> tuple[Window, ...]:
    """The windows of a demand; "for at least 48 hours before admission" is how long something
    lasts, unless it is an absence, which lasts as long as its window."""
    found = find_windows(body)
    if _says("absence", body):
        return found
    return tuple(w for w in found if not _FOR.search(body[: w.start]))


def _inside(mention: Mention, window: Window) -> bool:
    """Whether a concept only names the event that a window is counted from ("before admission")."""
    return window.start <= mention.start and mention.end <= window.end


def _split(text: str) -> tuple[str, str | None, str | None, str | None]:
    body = " ".join(text.split()).rstrip(" .;")
    condition = exception = otherwise = None
    match = _says("otherwise", body)
    if match and match.start() > 8:
        otherwise, body = match.group().strip(" ,;."), body[: match.start()]
    match = _says("exception", body)
    if match and match.start() > 8 and not _treats_only_there(body, match.start()):
        exception, body = match.group().strip(" ,;"), body[: match.start()]
    match = _says("condition", body)
    if match and match.end() - match.start() < len(body) - 8:
        condition = match.group().strip(" ,;:")
        body = (body[: match.start()] + body[match.end() :]).strip()
    lead = _says("lead_in", body)
    if lead and lead.end() < len(body) - 8:
        body = body[lead.end() :]
    return body.strip(), condition, exception, otherwise


def _treats_only_there(body: str, start: int) -> bool:
    """Whether the treatment stands in what looks like an exception ("or intolerance to …")."""
    table = lexicon().concepts

    def treats(words: str) -> bool:
        return any(table[m.key].kind in _TREATS for m in mentions(words) if m.role == "name")

    return treats(body[start:]) and not treats(body[:start])


def _stretch(kind: Kind, amounts: tuple[Amount, ...]) -> Window | None:
    """The time for which something must have been absent ("no tobacco use for 6 weeks")."""
    span = next((a for a in amounts if a.days and not a.often), None)
    if kind is not Kind.ABSENCE or span is None:
        return None
    return Window(span.value, span.unit, "request", span.start, span.end)


_OR = re.compile(r"\bor\b(?!\s+(?:more|less|above|below|high|low|great|few))", re.IGNORECASE)


def _any_value(body: str, thresholds: tuple[Threshold, ...]) -> bool:
    """Whether one of the demands is enough: an "or" between the bounds, or, beside a single
    bound, anywhere."""
    if len(thresholds) > 1:
        body = body[thresholds[0].end : thresholds[-1].start]
    return bool(_OR.search(body))


def _own_windows(
    found: tuple[Mention, ...], windows: tuple[Window, ...]
) -> tuple[tuple[str, Window], ...]:
    """Of several windows, the one that follows each concept."""
    if len(windows) < 2:
        return ()
    pairs = ((m.key, next((w for w in windows if w.start >= m.end), None)) for m in found)
    return tuple((key, window) for key, window in pairs if window)


def _values(body: str, windows: tuple[Window, ...]) -> tuple[Threshold, ...]:
    spans = [(w.start, w.end) for w in windows]
    return tuple(
        t for t in find_thresholds(body)
        if not any(t.start >= a and t.end <= b for a, b in spans)
    )  # fmt: skip


def _amounts(body: str, windows: tuple[Window, ...]) -> tuple[Amount, ...]:
    spans = [(w.start, w.end) for w in windows]
    return tuple(
        a for a in find_amounts(body)
        if not any(a.start < b and s < a.end for s, b in spans)
        and not re.match(r"\s*(?:apart|old|of\s+age|later|after)\b", body[a.end :], re.IGNORECASE)
    )  # fmt: skip


_CAUSES = re.compile(
    r"\b(?:other|known|secondary|alternative|reversible)\s+(?:\w+\s+)?causes?\b", re.I
)
"""What must not be there are causes that nobody names."""


def _kind(body: str, concepts: tuple[str, ...], thresholds: tuple[Threshold, ...]) -> Kind:
    table = lexicon().concepts
    kinds = [table[c].kind for c in concepts if table[c].kind != "response"]
    if _says("absence", body) and not _CAUSES.search(body):
        return Kind.ABSENCE
    if _says("need", body):
        return Kind.FINDING
    if paper_of(body):
        return Kind.RESULT
    if _says("place", body):
        return Kind.PLAN
    treats = any(k in _TREATS for k in kinds)
    cue = _says("treatment", body)
    if _measured(body, thresholds) and not (
        cue and cue.start() < thresholds[0].start and _treats_before(body, thresholds[0].start)
    ):
        return Kind.RESULT if kinds and kinds[0] == "test" else Kind.VALUE
    if kinds and kinds[0] in _SHOWS and not (cue and cue.start() < 12):
        return Kind.RESULT if kinds[0] == "test" or not thresholds else Kind.VALUE
    if cue and (treats or "device" in kinds):
        return Kind.TREATMENT
    if thresholds and not (kinds and kinds[0] == "test"):
        return Kind.VALUE
    if (kinds and kinds[0] == "plan") or (_says("plan", body) and not treats):
        return Kind.PLAN
    if kinds and (kinds[0] in _SHOWS or (kinds[0] == "value" and not thresholds)):
        return Kind.RESULT
    if treats and kinds[0] in _TREATS:
        return Kind.TREATMENT
    return Kind.FINDING


_WRITTEN = (
    r"^(?:(?:an?|the|written|signed|dated|current|documented|notarized|clinical|frontal)\s+)*"
)


@lru_cache(maxsize=_KEPT)
def paper_of(body: str) -> re.Pattern[str] | None:
    """The words of the paper that a requirement begins with, as charts have them: what it is
    about ("consent of the prescriber of any anticoagulant") is only its subject."""
    rows = zip(_cues("papers"), load("requirement_words")["paper_words"], strict=True)
    found = (w for shape, w in rows if re.match(_WRITTEN + shape.pattern, body, re.IGNORECASE))
    word = next(found, None)
    return re.compile(word, re.IGNORECASE) if word else None


_ASIDE = re.compile(
    r"[:(]|,?\s+(?:including|such\s+as|i\.e\.|e\.g\.|for\s+example|shown\s+by|as\s+shown|"
    r"documented\s+by|confirmed\s+(?:by|with)|verified\s+by|defined\s+as|so\s+that|(?:that\s+)?match(?:es|ing)?|consistent\s+with|concordant\s+with|"
    r"correspond\w*\s+(?:to|with)|correlat\w+\s+with)\b",
    re.IGNORECASE,
)


def _core(body: str, concepts: tuple[str, ...]) -> tuple[str, ...]:
    """The concepts before the first aside ("including …", a colon, a bracket)."""
    head = _ASIDE.split(body, maxsplit=1)[0]
    core = tuple(dict.fromkeys(m.key for m in mentions(head) if m.key in concepts))
    return core or concepts


def _measured(body: str, thresholds: tuple[Threshold, ...]) -> bool:
    """Whether a bound belongs to a measure of the vocabulary."""
    return any(_demand(body, t, thresholds).concepts for t in thresholds)


def _treats_before(body: str, end: int) -> bool:
    table = lexicon().concepts
    return any(table[m.key].kind in _TREATS for m in mentions(body[:end]) if m.role == "name")


def _content(body: str) -> tuple[str, ...]:
    match = _says("content", body)
    if not match:
        return ()
    return tuple(dict.fromkeys(m.key for m in mentions(body[match.end() :]) if m.role == "name"))


def _count(body: str) -> int:
    match = _COUNT.search(body)
    if not match or _PER.search(body[match.start() : match.end() + 30]):
        return 1
    raw = match["a"] or match["b"] or match["c"] or match["d"]
    value = number(raw) if raw else 2.0
    return int(value) if value and 1 <= value <= 10 and value == int(value) else 1


_GAINED = re.compile(
    r"\s*(?:or\s+(?:more|greater|better)\s+)?(?:of\s+)?(?:(?:the|pain|symptom\w*|sustained|lasting)\s+)*"
    r"(?P<what>relief|reduction|improvement|decrease|increase|loss)\b",
    re.IGNORECASE,
)
"""What a share is a share of, where it is named after the bound ("50% pain relief")."""


def _naming(clause: str) -> list[str]:
    """The words of a clause that name a measure: the last, those after an open bracket first."""
    vague = frozenset(_vague())
    inner = clause.rsplit("(", 1)[-1]
    for text in (inner, clause):
        words = [
            t for t, _, _ in tokens_of(text)
            if t not in STOP and t not in vague and not t.isdigit()
        ]  # fmt: skip
        if words:
            return words[-4:]
    return []


@cache
def _vague() -> tuple[str, ...]:
    return tuple(load("requirement_words")["vague"])


def _demand(body: str, threshold: Threshold, all_of_them: tuple[Threshold, ...]) -> Demand:
    """The measure that a bound belongs to: the nearest concept before it in its own clause,
    else after it, else the words before it."""
    start = max((t.end for t in all_of_them if t.end <= threshold.start), default=0)
    before = body[start : threshold.start]
    clause = re.split(r"[;:]|\bor\b|,\s+(?:or|and)\b", before)[-1]
    table = lexicon().concepts
    wanted = {"value", "score", "grade"}
    named = [m for m in mentions(clause) if m.role == "name" and table[m.key].kind in wanted]
    if not named:
        named = [m for m in mentions(before) if m.role == "name" and table[m.key].kind in wanted][
            -1:
        ]
    if not named:
        after = re.split(r"[;,]|\b(?:or|and)\b", body[threshold.end :])[0]
        named = [m for m in mentions(after) if m.role == "name" and table[m.key].kind in wanted][:1]
    if not named and _PER.search(threshold.unit):
        named = [
            m for m in mentions(body)
            if m.role == "name" and m.start < threshold.end and threshold.start < m.end
        ]  # fmt: skip
    if not named and threshold.comparison in ("in", "between") and start:
        previous = max((t for t in all_of_them if t.end <= threshold.start), key=lambda t: t.end)
        return replace(_demand(body, previous, all_of_them), threshold=threshold)
    if not named:
        tests = [m for m in mentions(clause) if m.role == "name" and table[m.key].kind == "test"]
        named = tests[-1:]
    gained = _GAINED.match(body, threshold.end)
    words = [gained["what"].lower()] if gained else _naming(clause)
    if not words:
        words = [t for t, _, _ in tokens_of(body[threshold.end :]) if t not in STOP][:3]
    change = bool(gained or _CHANGE.search(clause))
    behind = find_measures(body[gained.end() :] if gained else "")[:1]
    key = min(behind[0].keys) if behind else None
    key = key if gained else _measure(body, clause, before, threshold)
    made = Demand(
        threshold, tuple(dict.fromkeys(m.key for m in named)), tuple(words), key, change=change
    )
    made = made if change else _in_its_unit(made, body)
    return _below_the_mean(made, body)


_DEVIATIONS = re.compile(
    r"\s*(?:standard\s+deviations?|SDS?)\b(?P<below>\s+(?:below|under)\b)?", re.I
)
_OPPOSITE: dict[Comparison, Comparison] = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}


def _below_the_mean(made: Demand, body: str) -> Demand:
    """A bound in standard deviations as one of a score: two below the mean is -2 or less."""
    bound = made.threshold
    said = _DEVIATIONS.match(body, bound.end - len(bound.unit))
    if not said:
        return made
    if said["below"]:
        flipped = _OPPOSITE.get(bound.comparison, bound.comparison)
        bound = replace(bound, comparison=flipped, value=-abs(bound.value))
    return replace(made, threshold=bound, measure="deviation", change=False, limit="")


_LIMIT = re.compile(
    r"\s*(?:%|percent)?\s*(?:x|×|times)?\s*(?:of\s+)?(?:(?:the|laboratory(?:'s)?|lab(?:'s)?|local)\s+)*"
    r"(?:(?P<which>upper|lower)\s+limits?\s+of\s+(?:the\s+)?(?:normal|reference)|(?P<short>[UL])LN"
    r"|(?:(?:his|her|their|its|your|patient's|member's|own|known|prior|usual)\s+)*(?P<base>baseline))\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:improvement|increase|decrease|change|gain|reduction|decline|loss|drop|fall|rise|difference)\b|"
    r"\b(?:improved|reduced|fell|rose|decreased|increased)\b.*\b(?:by|from)\s*$",
    re.IGNORECASE,
)
_OF_TIME = re.compile(
    r"\s*-?\s*(?:consecutive\s+)?(?:days?|weeks?|months?|years?|hours?|nights?)\b", re.I
)


def _measure(body: str, clause: str, before: str, threshold: Threshold) -> str | None:
    """The key of the measure that a bound is set for; None where none is named, or a change of
    one is asked for, or the bound is in a unit that is not the measure's."""
    if threshold.comparison == "in" or threshold.unit.startswith(("sd", "standard", "percentile")):
        return None
    rate = re.search(r"\b(?:per|a|each|daily)\b", threshold.unit)
    if rate and not re.search(r"day|event", threshold.unit):
        return None
    after = re.split(r"[;,(]|\b(?:or|and|with)\b", body[threshold.end :])[0]
    spots = find_measures(clause)[-1:] or find_measures(before)[-1:] or find_measures(after)[:1]
    if not spots:
        return None
    table, rest = measures(), body[threshold.end - len(threshold.unit) :]
    share = rest.lstrip().startswith(("%", "percent"))
    if _CHANGE.search(clause):
        return min(spots[0].keys)
    if _LIMIT.match(rest):
        return min(spots[0].keys)
    fitting = [k for k in sorted(spots[0].keys) if table[k].takes_share() or not share]
    fitting = [k for k in fitting if table[k].value(threshold.value, rest) is not None]
    if _OF_TIME.match(rest) and not {"days", "s"} & {table[k].unit for k in fitting}:
        return None
    return fitting[0] if fitting else None


def _in_its_unit(made: Demand, body: str) -> Demand:
    """A demand whose bound is in its measure's unit; a multiple of a limit of normal, or
    of the patient's own baseline, stays one."""
    if made.measure is None:
        return made
    bound, rest = made.threshold, body[made.threshold.end - len(made.threshold.unit) :]
    limit = _LIMIT.match(rest)
    if limit:
        short = {"U": "upper", "L": "lower"}.get((limit["short"] or "").upper())
        which = (limit["which"] or short or limit["base"]).lower()
        share = 0.01 if rest.lstrip().startswith(("%", "percent")) else 1.0
        return replace(made, threshold=replace(bound, value=bound.value * share), limit=which)
    measure = measures()[made.measure]
    if measure.form and bound.pair and bound.upper:  # 20/50: the larger the worse
        better = re.search(r"\bbetter\b", body[bound.start : bound.end + 12])
        side: Comparison = "<=" if better else ">="
        return replace(made, threshold=replace(bound, comparison=side, value=bound.upper,
                                               upper=None, pair=False))  # fmt: skip
    if measure.signed and re.search(r"(?:-|−|minus\s|negative\s)$", body[: bound.start]):
        return replace(made, threshold=replace(bound, value=-bound.value))
    value = measure.value(bound.value, rest)
    upper = measure.value(bound.upper, rest) if bound.upper and not bound.pair else bound.upper
    if value is None or value == bound.value:
        return made
    return replace(made, threshold=replace(bound, value=value, upper=upper, unit=measure.unit))


_FRAME = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|ten|twelve)\b(?:\s+or\s+more)?\s+"
    r"(?:doses?|events?|episodes?|attacks?|exacerbations?|admissions?|hospitali[sz]ations?|courses|infections?)"
    r"\b[^.;]{0,60}?\b(?:in|within|per|during)\s+(?:any|an?|the|one)?\s*$",
    re.IGNORECASE,
)
"""A count before a span that it must fall into: "two doses in" 24 hours, which none has to last."""


def _is_length(amount: Amount, body: str) -> bool:
    """Whether a span is the length of something that is asked for."""
    long = bool(amount.days) and not amount.often and _lasts(amount)
    return long and _FRAME.search(body[: amount.start]) is None


def _lasts(amount: Amount) -> bool:
    """Whether a span is one that something must last: hours from half a day on."""
    return amount.unit != "hour" or amount.value >= _HOURS


def days(amount: Amount) -> float:
    """A span of time in days; 0 for sessions."""
    return amount.value * DAYS_IN.get(amount.unit, 0.0)
