"""What all decoders of a source have in common: they refuse what is none."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from keras import ops

from nlp_helpers.arguments import ids_below, rows_of_ids
from nlp_helpers.errors import ArgumentError


def source_ids(source: Any, vocab_size: int) -> Any:
    """Return source ids (B, S), padded with zeros at the end, as a tensor for an encoder.

    Raises:
        ValueError: they are something else, or one of them is outside the vocabulary.
    """
    ids = rows_of_ids("source", source, "on the right with zeros")
    ids_below(vocab_size, np.ravel(ids))
    return ops.convert_to_tensor(ids, "int32")


def given_context(context: Sequence) -> Sequence:
    """Return what an encoder has made of its sentences; raise a `ValueError` if it is missing."""
    if not context:
        raise ArgumentError("the decoder has nothing to write of: give it initial_state(source)")
    return context
