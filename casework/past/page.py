"""The report as one HTML file: tables and plots, without script, image or anything from afar."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from casework.past.rates import FEW
from casework.past.report import Bar, Report, sections_of

_ROW = 22
_LEFT, _WIDTH, _RIGHT = 300, 340, 150
_MOST_BARS = 30


def report_html(report: Report, *, title: str, made_at: str) -> str:
    """The page; every word of a letter in it is text, never markup."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string((files("casework.past") / "report.html").read_text("utf-8"))
    plots = [(f"Overturned, by {by}", plot) for by, bars in report.rates.items()
             if (plot := _plot(bars))]  # fmt: skip
    return template.render(
        title=title,
        made_at=made_at,
        report=report,
        few=FEW,
        sections=sections_of(report),
        plots=plots,
        row=_ROW,
        left=_LEFT,
        wide=_WIDTH,
        total=_LEFT + _WIDTH + _RIGHT,
    )


def _plot(bars: list[Bar]) -> list[dict[str, object]]:
    """A line for each rate: its interval, and its point only where it stands on enough."""
    rows: list[dict[str, object]] = []
    for number, bar in enumerate(bars[:_MOST_BARS]):
        rate = bar.rate
        share = rate.share
        rows.append(
            {
                "y": number * _ROW + _ROW // 2,
                "name": f"{bar.name}, {bar.step}"[:48],
                "low": _LEFT + rate.low * _WIDTH,
                "high": _LEFT + rate.high * _WIDTH,
                "at": _LEFT + share * _WIDTH if share is not None and rate.known >= FEW else None,
                "words": f"{rate.overturned} of {rate.known}",
            }
        )
    return rows
