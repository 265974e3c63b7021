"""Tested models, datasets and decoders for the course *NLP with RNNs and Attention*.

Example:
    >>> import nlp_helpers
    >>> bard = nlp_helpers.load_checkpoint("char-rnn")
    >>> bard.generate("To be, or not to be", length=200, temperature=0.7)
"""

from importlib import import_module

__all__ = ["load_checkpoint"]


def __getattr__(name: str):
    # Keras takes seconds to import: a corpus or an error class alone does not wait for it.
    if name == "load_checkpoint":
        import_module("nlp_helpers.backend").quiet_import()
        return import_module("nlp_helpers.checkpoints").load_checkpoint
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
