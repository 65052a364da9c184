"""Advice: a line that only tells the patient what to do is no record that it was done."""

from __future__ import annotations

import re

from packet_builder.match_notes import Note

_LEAFLET = re.compile(
    r"\b(?:instructions?|after[- ]visit|avs|handouts?|leaflets?|education(?:al)?|"
    r"information\s+for|at\s+home)\b",
    re.IGNORECASE,
)
_TELLS_TO = re.compile(
    r"^\W*(?:\d[.)]\s*)?(?:please\s+|always\s+)?(?:"
    r"(?:walk|drink|elevate|bring|write|practice|sleep|weigh|wash|soak|track|record)\s+(?!\w+ed\b)|"
    r"(?:do\s+not|don'?t|make\s+sure|be\s+sure|remember)\s|(?:keep|wear|take|eat|use|log|count|get|call|start)\s+"
    r"(?:your|an?\b|the\b|them|it|all|each|every|these|this|plenty|off|only|\w+s\b\s+(?:on|for|at|when|if|only|every|no)))",
    re.IGNORECASE,
)
"""How a line begins that tells the patient what to do."""
_COMMAND = re.compile(
    r"^\W*(?:\d[.)]\s*)?(?:please\s+)?(?:keep|wear|take|eat|use|log|count|get|call|start|stop|continue|avoid|try|check|"
    r"apply|limit|rest|exercise|return|see|ask|tell|follow|schedule|complete|stay|watch|measure|monitor|"
    r"stretch|ice|quit|work\s+on|increase|reduce|cut|stand|lie|sit|move|perform|repeat)\s+(?=\w)",
    re.IGNORECASE,
)
"""How it may begin besides on a leaflet."""


def instructs(note: Note) -> bool:
    """Whether a note only tells the patient what to do, as leaflets and instructions at a visit's
    end do: that it was advised is no record that it was done."""
    if _TELLS_TO.match(note.text):
        return True
    where = f"{note.statement.section or ''} {re.sub(r'[-_.]', ' ', note.statement.document)}"
    return bool(_LEAFLET.search(where) and _COMMAND.match(note.text))
