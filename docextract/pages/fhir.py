"""FHIR R4 bundles → rows of text, one table for each kind of resource.

Source: HL7 FHIR R4 (Bundle, Patient, Condition, Observation, MedicationRequest …).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Any

from docextract.errors import UnreadableFileError
from docextract.pages.ccda import us_date
from docextract.pages.encoding import decode

Json = dict[str, Any]
_DATES = (
    "recordedDate", "onsetDateTime", "effectiveDateTime", "authoredOn", "performedDateTime",
    "occurrenceDateTime", "date", "issued", "created", "started",
)  # fmt: skip
_PERIODS = ("period", "performedPeriod", "effectivePeriod", "onsetPeriod")
_SECTIONS = {
    "AllergyIntolerance": "Allergies",
    "Condition": "Problems",
    "MedicationRequest": "Medications",
    "MedicationStatement": "Medications taken",
    "MedicationAdministration": "Medications given",
    "Procedure": "Procedures",
    "Observation": "Results and vital signs",
    "DiagnosticReport": "Diagnostic reports",
    "ImagingStudy": "Imaging",
    "Immunization": "Immunizations",
    "Encounter": "Encounters",
    "CarePlan": "Care plans",
    "DocumentReference": "Notes",
}


def fhir_rows(data: bytes, name: str) -> list[str]:
    """The rows of a FHIR bundle or of one resource.

    Raises:
        UnreadableFileError: the JSON is damaged.
    """
    try:
        content = json.loads(decode(data) or "")
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(
            f"{name} is not a document we can read: the JSON is damaged. Export it again."
        ) from error
    entries = content.get("entry") if content.get("resourceType") == "Bundle" else None
    items = entries if isinstance(entries, list) else [{"resource": content}]
    resources = [r for r in (_dict(_dict(e).get("resource")) for e in items) if r]
    rows = [row for r in resources if r.get("resourceType") == "Patient" for row in _patient(r)]
    for kind, title in _SECTIONS.items():
        found = [r for r in resources if r.get("resourceType") == kind]
        if found:
            rows += ["", title, ""]
            rows += [row for r in sorted(found, key=_date) for row in _rows(r)]
    return rows


def _patient(resource: Json) -> Iterator[str]:
    names = _list(resource.get("name"))
    official = next((n for n in names if n.get("use") == "official"), names[0] if names else {})
    given = " ".join(str(g) for g in official.get("given", []))
    yield f"Patient: {given} {official.get('family', '')}".rstrip()
    yield f"Date of birth: {us_date(str(resource.get('birthDate', '')))}"
    if resource.get("gender"):
        yield f"Sex: {resource['gender']}"
    for number in _list(resource.get("identifier")):
        if number.get("value"):
            yield f"Patient ID: {number['value']}"


def _rows(resource: Json) -> Iterator[str]:
    """One row of a resource: date, what, value, status; its parts and text as rows below."""
    what = next(
        filter(None, (_concept(resource.get(k)) for k in ("code", "medicationCodeableConcept",
                      "vaccineCode", "type", "category"))), resource.get("resourceType", "")
    )  # fmt: skip
    cells = [_date(resource)[:10], what, _value(resource), _status(resource), _reason(resource)]
    cells[0] = us_date(cells[0])
    yield "\t".join(cell for cell in cells if cell)
    for part in _list(resource.get("component")):
        yield "\t".join(c for c in (cells[0], _concept(part.get("code")), _value(part)) if c)
    for dose in _list(resource.get("dosageInstruction")):
        if dose.get("text"):
            yield f"Directions: {dose['text']}"
    for note in _list(resource.get("note")):
        yield from str(note.get("text", "")).splitlines()
    for form in [*_list(resource.get("presentedForm")), *_list(resource.get("content"))]:
        yield from _attached(_dict(form.get("attachment")) or form)
    yield ""


def _attached(form: Json) -> Iterator[str]:
    """The rows of an attached note in plain text."""
    if not str(form.get("contentType", "")).startswith("text/") or not form.get("data"):
        return
    try:
        text = decode(base64.b64decode(str(form["data"]), validate=True))
    except (binascii.Error, ValueError):
        text = None
    yield from re.sub(r"<[^>]*>", " ", text or "This note could not be decoded.").splitlines()


def _value(resource: Json) -> str:
    quantity = _dict(resource.get("valueQuantity"))
    if quantity.get("value") is not None:
        number = quantity["value"]
        shown = f"{number:.2f}".rstrip("0").rstrip(".") if isinstance(number, float) else number
        return f"{shown} {quantity.get('unit', '')}".rstrip()
    return _concept(resource.get("valueCodeableConcept")) or str(resource.get("valueString", ""))


def _status(resource: Json) -> str:
    parts = [_concept(resource.get(k)) for k in ("clinicalStatus", "verificationStatus")]
    status = resource.get("status")
    return ", ".join(p for p in [*parts, status if isinstance(status, str) else ""] if p)


def _reason(resource: Json) -> str:
    texts = [_concept(c) for c in _list(resource.get("reasonCode"))]
    return f"Reason: {', '.join(t for t in texts if t)}" if any(texts) else ""


def _date(resource: Json) -> str:
    for key in _DATES:
        if isinstance(resource.get(key), str):
            return str(resource[key])
    for key in _PERIODS:
        start = _dict(resource.get(key)).get("start")
        if isinstance(start, str):
            return start
    return ""


def _concept(value: object) -> str:
    """The words of a CodeableConcept or Coding (of the first, where there are several)."""
    item = _list(value)[0] if _list(value) else _dict(value)
    codings = _list(item.get("coding"))
    first = codings[0] if codings else item
    return str(item.get("text") or first.get("display") or first.get("code") or "")


def _dict(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Json]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
