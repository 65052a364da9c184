"""C-CDA documents → rows of text: who, when, and what each section says for people to read.

The coded entries are left alone: the narrative is what the author signed.
Source: HL7 CDA R2 (ClinicalDocument, sections with title and text) and HL7 C-CDA 2.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from docextract.errors import UnreadableFileError

_ROW = frozenset(("tr", "br", "caption", "paragraph", "item", "list", "table"))


def ccda_rows(data: bytes, name: str) -> list[str]:
    """The rows of a C-CDA document; no entity is expanded and nothing is fetched.

    Raises:
        UnreadableFileError: the XML is damaged.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFileError(
            f"{name} is not a document we can read: the XML is damaged ({error.msg}). "
            "Export it again."
        ) from error
    return [*_header(root), "", *_body(root)]


def _header(root: etree._Element) -> Iterator[str]:
    title = _text(_first(root, "title")) or "Clinical document"
    yield title
    yield ""
    role = _first(root, "recordTarget", "patientRole")
    patient = _first(role, "patient")
    if patient is not None:
        yield f"Patient: {_person(_first(patient, 'name'))}"
        yield f"Date of birth: {us_date(_value(_first(patient, 'birthTime')))}"
        gender = _first(patient, "administrativeGenderCode")
        if gender is not None and gender.get("displayName"):
            yield f"Sex: {gender.get('displayName')}"
    for number in _children(role, "id"):
        if number.get("extension"):
            yield f"Patient ID: {number.get('extension')}"
    written = us_date(_value(_first(root, "effectiveTime")))
    yield f"Document date: {written}"
    yield f"Date of service: {_encounter_date(root) or written}"
    for author in _children(root, "author"):
        who = _person(_first(author, "assignedAuthor", "assignedPerson", "name"))
        where = _text(_first(author, "assignedAuthor", "representedOrganization", "name"))
        if who or where:
            yield "Author: " + ", ".join(part for part in (who, where) if part)


def _encounter_date(root: etree._Element) -> str:
    time = _first(root, "componentOf", "encompassingEncounter", "effectiveTime")
    if time is None:
        return ""
    return us_date(_value(time) or _value(_first(time, "low")))


def _body(root: etree._Element) -> Iterator[str]:
    plain = _first(root, "component", "nonXMLBody", "text")
    if plain is not None and not plain.get("representation"):
        yield from (plain.text or "").splitlines()
    elif plain is not None:
        kind = plain.get("mediaType", "file")
        yield f"The body of this document is an embedded {kind}: export it as a file of its own."
    body = _first(root, "component", "structuredBody")
    for component in _children(body, "component"):
        yield from _section(_first(component, "section"))


def _section(section: etree._Element | None) -> Iterator[str]:
    if section is None:
        return
    title = _text(_first(section, "title"))
    narrative = _first(section, "text")
    if title:
        yield ""
        yield title
        yield ""
    if narrative is not None:
        yield from "".join(_narrative(narrative)).split("\n")
    for component in _children(section, "component"):
        yield from _section(_first(component, "section"))


def _narrative(node: etree._Element) -> Iterator[str]:
    if not isinstance(node.tag, str):
        yield _spaces(node.tail)
        return
    tag = etree.QName(node).localname
    if tag in ("paragraph", "table", "list"):
        yield "\n\n"
    elif tag == "item":
        yield "\n• "
    elif tag in ("td", "th"):
        yield "\t"
    elif tag in _ROW:
        yield "\n"
    cell = tag in ("td", "th")
    inner = "".join([_spaces(node.text), *(piece for child in node for piece in _narrative(child))])
    yield re.sub(r"\s+", " ", inner).strip() if cell else inner
    if tag in _ROW:
        yield "\n"
    yield _spaces(node.tail)


def _children(node: etree._Element | None, tag: str) -> list[etree._Element]:
    if node is None:
        return []
    return [c for c in node if isinstance(c.tag, str) and etree.QName(c).localname == tag]


def _first(node: etree._Element | None, *path: str) -> etree._Element | None:
    for tag in path:
        node = next(iter(_children(node, tag)), None)
    return node


def _person(name: etree._Element | None) -> str:
    if name is None:
        return ""
    parts = [_text(c) for tag in ("prefix", "given", "family") for c in _children(name, tag)]
    suffixes = [_text(c) for c in _children(name, "suffix")]
    return ", ".join(p for p in (" ".join(filter(None, parts)), *suffixes) if p) or _text(name)


def _text(node: etree._Element | None) -> str:
    return "" if node is None else _spaces("".join(node.itertext())).strip()


def _value(node: etree._Element | None) -> str:
    return "" if node is None else str(node.get("value") or "")


def _spaces(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def us_date(stamp: str) -> str:
    """An HL7 time stamp (``YYYYMMDD…``) or ISO date as ``MM/DD/YYYY``; what is less, as it is."""
    digits = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", stamp)
    return f"{digits[2]}/{digits[3]}/{digits[1]}" if digits else stamp
