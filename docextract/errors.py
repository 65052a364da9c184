"""Typed errors: each message says what is wrong and names the command that mends it."""

from __future__ import annotations


class P2PError(Exception):
    """Base of all errors that a person is told about."""


class UnreadableFileError(P2PError):
    """The file is not a document we can read."""


class PasswordNeededError(UnreadableFileError):
    """An encrypted PDF without its password."""


class LimitExceededError(UnreadableFileError):
    """A file or page is over one of the limits; the message names the limit's setting."""


class MissingProgramError(P2PError):
    """A program outside Python is needed; the message names the command that installs it."""


class TemplateFaultError(P2PError):
    """A template of the practice cannot be used; the message names the file and the line."""


class UngroundedError(P2PError):
    """A paper says what its pages do not bear out; it is not written."""


class OutputError(P2PError):
    """Output or store cannot be written."""
