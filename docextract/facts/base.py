"""What every fact is made of: a value, the words it came from and the place where they stand."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")

Box = tuple[float, float, float, float]


class Frozen(BaseModel):
    """Base of all values: immutable, and closed to unknown members."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Frozen):
    """Words on a page that a fact rests on.

    ``page`` counts from 1 in the source file. ``bbox`` is None in files without pages of
    their own (DOCX, TXT, e-mail). ``lines`` has one box for each printed line of the words,
    for highlighting; ``bbox`` is their union.
    """

    page: int
    bbox: Box | None
    text: str
    lines: tuple[Box, ...] = ()


class Reading(Frozen):
    """A reading that lost against the chosen one, kept for the reviewer."""

    value: str
    raw: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


class Fact(Frozen, Generic[T]):
    """One leaf: a normalised value with the words it was derived from.

    ``value`` is None where the letter does not say it. A null leaf with ``needs_review``
    could not be read; a null leaf without it is not in the letter. ``confidence`` is in 0..1.
    """

    value: T | None = None
    raw: str | None = None
    confidence: float = Field(default=1.0, ge=0.0, le=1.0)
    needs_review: bool = False
    evidence: tuple[Evidence, ...] = ()
    others: tuple[Reading, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by the type's parameter: worker processes know ``Fact[str]`` by no name."""
        kinds = type(self).__pydantic_generic_metadata__["args"]
        return _unpickled, (kinds[0] if kinds else None, dict(self.__dict__))


def _unpickled(kind: Any, members: dict[str, Any]) -> Fact[Any]:  # noqa: ANN401 - any type
    """A fact as it was pickled; its members were checked when it was made."""
    form = Fact if kind is None else Fact[kind]
    return form.model_construct(**members)
