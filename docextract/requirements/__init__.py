"""A criterion's text as data: concept, amount, window, threshold, exception."""

from docextract.requirements.model import Demand, Kind, Requirement
from docextract.requirements.parse import parse_requirement

__all__ = ["Demand", "Kind", "Requirement", "parse_requirement"]
