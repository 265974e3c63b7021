"""The package's own exceptions: each names what went wrong and what to do about it."""


class NlpHelpersError(Exception):
    """Base of everything this package raises on purpose, besides ValueError and TypeError."""


class ArgumentError(ValueError):
    """An argument, or a file of the reader's own, is not what is asked for."""


class DataUnavailableError(NlpHelpersError):
    """A corpus is not in the cache and none of its sources could be reached."""


class CorruptDataError(NlpHelpersError):
    """A file's sha256 is not the one its card states, and no source could replace it."""


class CheckpointError(NlpHelpersError):
    """A checkpoint is missing, damaged, or made for another model."""
