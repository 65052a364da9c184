"""The case told where the packet shows each passage."""

from __future__ import annotations

from packet_builder.case import Case
from packet_builder.citations import AnyCited
from packet_builder.exhibits import ExhibitPlan, ExhibitSource, plan_exhibits


def place_exhibits(case: Case, source: ExhibitSource) -> Case:
    """The case with ``exhibit`` and ``exhibit_page`` filled in for every passage."""
    return with_spots(case, plan_exhibits(case, source))


def with_spots(case: Case, plan: ExhibitPlan) -> Case:
    """The case with everything that it cites told where the plan shows it."""
    update: dict[str, object] = {}
    for name in ("criteria", "lead_facts", "talking_points", "courses"):
        update[name] = tuple(
            row.model_copy(update={"evidence": tuple(_placed(p, plan) for p in row.evidence)})
            for row in getattr(case, name)
        )
    for name in ("functional_limitations", "failed_treatments"):
        update[name] = tuple(_placed(row, plan) for row in getattr(case, name))
    update["measures"] = tuple(
        row.model_copy(
            update={
                "points": tuple(
                    p.model_copy(update={"evidence": _placed(p.evidence, plan)}) for p in row.points
                )
            }
        )
        for row in case.measures
    )
    if case.ordering_specialty:
        told = tuple(_placed(p, plan) for p in case.ordering_specialty.evidence)
        update["ordering_specialty"] = case.ordering_specialty.model_copy(update={"evidence": told})
    return case.model_copy(update=update)


def _placed(cited: AnyCited, plan: ExhibitPlan) -> AnyCited:
    spot = plan.spot(cited)
    exhibit, page = (spot.exhibit, spot.page) if spot else (None, None)
    return cited.model_copy(update={"exhibit": exhibit, "exhibit_page": page})
