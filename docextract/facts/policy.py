"""What a payer's policy asks for."""

from __future__ import annotations

from docextract.facts.base import Evidence, Frozen


class PolicyGroup(Frozen):
    """A list of a policy, of which ``need`` parts are enough; None: all of them are needed.

    ``number`` is its own in the policy, ``label`` as printed or the words that open it.
    """

    number: int
    label: str
    need: int | None


class PolicyCriterion(Frozen):
    """One requirement of a payer's policy, with the label it is cited by (``B2``).

    ``groups`` are the lists that it stands in, outermost first.
    """

    label: str
    text: str
    heading: str | None
    evidence: tuple[Evidence, ...]
    groups: tuple[PolicyGroup, ...] = ()

    @property
    def any_of(self) -> str | None:
        """The innermost list around it of which not all parts are needed."""
        some = [group.label for group in self.groups if group.need is not None]
        return some[-1] if some else None


class Policy(Frozen):
    """A payer's policy as it was read from the folder of policies."""

    document: str
    sha256: str
    payer: str | None
    identifier: str | None
    title: str | None
    edition: str | None
    criteria: tuple[PolicyCriterion, ...]
