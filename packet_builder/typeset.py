"""HTML templates to PDF, with nothing read from outside the package.

Texts of letters and charts enter as data: they are escaped, never compiled, and no address in
them is ever opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
import weasyprint
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from weasyprint.urls import URLFetcher

from packet_builder.labels import kind_words, label
from packet_builder.plain import breakable, clip, inner, sentence
from packet_builder.practice import fault
from packet_builder.shown import due_parts, service_words, show, term_words
from packet_builder.when import instant_words, short_date

_NOTHING = URLFetcher(allowed_protocols=())
"""Opens no address of any kind, ``file:`` and ``data:`` included."""


@cache
def environment(folder: Path | None = None) -> jinja2.Environment:
    """The templates of the packet: escaped, strict about names, data only.

    ``folder`` holds the practice's own, which override ours; all run in a sandbox.
    """
    ours = jinja2.PackageLoader("packet_builder", "templates")
    own = [jinja2.FileSystemLoader(folder)] if folder else []
    env = ImmutableSandboxedEnvironment(
        loader=jinja2.ChoiceLoader([*own, ours]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    helpers: Mapping[str, Callable[..., object]] = {
        "clip": clip,
        "inner": inner,
        "instant_words": instant_words,
        "due_parts": due_parts,
        "kind_words": kind_words,
        "label": label,
        "service_words": service_words,
        "sentence": sentence,
        "short_date": short_date,
        "show": show,
        "term_words": term_words,
    }
    env.globals.update(helpers)
    return env


def render(
    template: str, values: Mapping[str, Any], folder: Path | None = None
) -> weasyprint.Document:
    """Fill a template and lay it out.

    Raises:
        TemplateFaultError: a template of the practice's ``folder`` is broken.
    """
    if folder is None:
        html = environment().get_template(template).render(values)
    else:
        with fault(str(folder)):
            html = environment(folder).get_template(template).render(values)
    page = weasyprint.HTML(string=html, url_fetcher=_NOTHING)
    return page.render(stylesheets=[_stylesheet()], pdf_forms=True)


def to_pdf(document: weasyprint.Document) -> bytes:
    """The laid-out document as a tagged PDF; the same bytes for the same document."""
    pdf: bytes = document.write_pdf(pdf_tags=True, pdf_forms=True, pdf_identifier=b"p2p")
    return pdf


def _printable(value: object) -> object:
    """What a template prints: cleaned text that can be broken into lines.

    Raises:
        ValueError: for None, which a template must not print.
    """
    if value is None:
        raise ValueError("a template prints a value that is missing")
    if isinstance(value, str) and not isinstance(value, Markup):
        return breakable(value) if value.strip() else value
    return value


@cache
def _stylesheet() -> weasyprint.CSS:
    css = files("packet_builder").joinpath("assets", "packet.css").read_text(encoding="utf-8")
    return weasyprint.CSS(string=css, url_fetcher=_NOTHING)
