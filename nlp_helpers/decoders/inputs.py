"""What the two loops ask of their arguments, and the buffer that they write in."""

import math
from collections.abc import Callable
from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np
from keras import ops, tree

SMALLEST_BUFFER = 64

Step = Callable[[Any, Any], tuple[Any, Any]]


class Request(NamedTuple):
    """Checked arguments, ready for a compiled loop."""

    ids: np.ndarray  # (B, L) int32: the prompts, then zeros up to the bucket's length
    prompt_lengths: np.ndarray  # (B,) int32
    stops: np.ndarray  # (B,) int32: where each row ends at the latest
    state: Any  # nested tensors, first axis B
    end_id: int  # -1, which no symbol has, where there is none


def make_request(prompt, prompt_lengths, state, max_new_tokens, end_id) -> Request:
    """Check the arguments that `generate` and `beam_search` share and lay out the buffer.

    The buffer's length is rounded up to a power of two and the true end travels as a tensor, so
    that texts of similar length run the same compiled loop.
    """
    prompt = check_prompt(prompt)
    prompt_lengths = check_prompt_lengths(prompt_lengths, prompt)
    check_positive_integer("max_new_tokens", max_new_tokens, "ask for at least one new token")
    check_end_id(end_id)
    batch, time = prompt.shape
    ids = np.zeros((batch, buffer_length(time + max_new_tokens)), "int32")
    ids[:, :time] = prompt
    return Request(
        ids=ids,
        prompt_lengths=prompt_lengths,
        stops=prompt_lengths + np.int32(max_new_tokens),
        state=check_state(state, batch),
        end_id=-1 if end_id is None else int(end_id),
    )


def buffer_length(tokens: int) -> int:
    """The smallest power of two that holds `tokens` tokens, and no less than 64."""
    return max(SMALLEST_BUFFER, 1 << (tokens - 1).bit_length())


def read_column(rows: Any, position: Any) -> Any:
    """Column `position` of rows (N, L), as (N,)."""
    return ops.take(rows, position, axis=1)


def write_column(rows: Any, position: Any, values: Any) -> Any:
    """Rows (N, L) with `values` (N,) in column `position`.

    A comparison writes as fast as a slice update here, and TensorFlow needs XLA for the latter.
    """
    return ops.where(ops.arange(rows.shape[1]) == position, values[:, None], rows)


def is_number(value: Any) -> bool:
    """Whether `value` is a finite real number (a bool is none)."""
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def check_positive_integer(name: str, value: Any, remedy: str) -> None:
    """Raise a `ValueError` unless `value` is a whole number of 1 or more (a bool is none)."""
    if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{name} must be a positive integer, not {value!r}: {remedy}.")


def check_prompt(prompt) -> np.ndarray:
    """Return the prompt as (B, T) int32, or raise a `ValueError` that says what is wrong."""
    prompt = np.asarray(ops.convert_to_numpy(prompt))
    if prompt.ndim != 2:
        raise ValueError(
            f"prompt must have the shape (B, T), not {prompt.shape}: "
            "give a single prompt a batch axis with prompt[None, :]."
        )
    if prompt.size == 0:
        raise ValueError(
            f"prompt is empty (shape {prompt.shape}): give at least one token to start from, "
            "such as a start symbol or a space."
        )
    if prompt.dtype.kind not in "iu":
        raise ValueError(
            f"prompt must hold integer ids, not {prompt.dtype}: encode the text with a vocabulary."
        )
    if prompt.min() < 0:
        raise ValueError(f"prompt holds the negative id {prompt.min()}: ids start at 0.")
    return prompt.astype("int32")


def check_prompt_lengths(prompt_lengths, prompt: np.ndarray) -> np.ndarray:
    """Return the lengths as (B,) int32; without any, every row fills the prompt's T positions."""
    batch, time = prompt.shape
    if prompt_lengths is None:
        return np.full(batch, time, "int32")
    lengths = np.asarray(ops.convert_to_numpy(prompt_lengths))
    if lengths.shape != (batch,) or lengths.dtype.kind not in "iu":
        raise ValueError(
            f"prompt_lengths must be {batch} integers, one a row, not {prompt_lengths!r}."
        )
    if lengths.min() < 1 or lengths.max() > time:
        raise ValueError(
            f"prompt_lengths must lie between 1 and the prompt's {time} positions, "
            f"not {lengths.tolist()}."
        )
    return lengths.astype("int32")


def check_end_id(end_id: Any) -> None:
    """Raise a `ValueError` unless `end_id` is None or an id."""
    if end_id is None:
        return
    if not isinstance(end_id, Integral) or isinstance(end_id, bool) or end_id < 0:
        raise ValueError(
            f"end_id must be an id of 0 or more, not {end_id!r}: "
            "leave it out where no symbol ends a text."
        )


def check_state(state: Any, batch: int) -> Any:
    """Return the state as tensors, or raise a `ValueError` if a first axis is not the batch."""
    state = tree.map_structure(ops.convert_to_tensor, state)
    for leaf in tree.flatten(state):
        if leaf.shape[:1] != (batch,):
            raise ValueError(
                f"state holds a tensor of shape {tuple(leaf.shape)}, but its first axis must be "
                f"the prompt's {batch} rows: make the initial state for a batch of {batch}."
            )
    return state
