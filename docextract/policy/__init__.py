"""A payer's policy: its pages as requirements, and which of them a letter is about."""

from docextract.policy.find import applying, find_policy
from docextract.policy.read import read_policy
from docextract.policy.tree import not_needed

__all__ = ["applying", "find_policy", "not_needed", "read_policy"]
