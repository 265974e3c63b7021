"""What the two loops ask of their arguments, and how they lay them out."""

from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np
from keras import ops, tree

from nlp_helpers.arguments import as_array, rows_of_ids
from nlp_helpers.errors import ArgumentError

SHORTEST_PROMPT = FEWEST_TOKENS = 8  # smallest buckets, so that few shapes are compiled
LARGEST_ID = 2**31 - 1
MOST_TOKENS = 2**20  # of one text
MOST_CELLS = 2**26  # of the loop's largest tensors, which take 256 MB each then


class Request(NamedTuple):
    """Checked arguments, ready for a compiled loop."""

    prompt: np.ndarray  # (B, P) int32: the prompts, then zeros up to a bucket's length
    prompt_lengths: np.ndarray  # (B,) int32
    ids: np.ndarray  # (B, L) int32: the prompts, then zeros where the new tokens will stand
    max_new_tokens: np.int32
    end_id: np.int32  # -1, which no symbol has, where there is none
    context: Any  # nested tensors, first axis B


def make_request(
    prompt, prompt_lengths, context, max_new_tokens, end_id, decoder, num_beams=1
) -> Request:
    """Check the arguments that `generate` and `beam_search` share and lay out the buffers.

    Their lengths are rounded up and the true ends travel as tensors, so that texts of similar
    length run the same compiled loop.
    """
    vocab_size, most = decoder.vocab_size, longest_text(decoder)
    prompt = check_prompt(prompt, vocab_size, most)
    remedy, left = "ask for at least one new token", most - prompt.shape[1]
    check_positive_integer("max_new_tokens", max_new_tokens, remedy, left + 1)  # the last is unread
    if end_id is not None:
        check_id("end_id", end_id, vocab_size)
    batch, time = prompt.shape
    read = 1 if time == 1 else min(bucket(time, SHORTEST_PROMPT), most)
    length = read + room(max_new_tokens)
    check_size(batch, num_beams, max(length, vocab_size or 0))
    ids = np.zeros((batch, length), "int32")
    ids[:, :time] = prompt
    return Request(
        prompt=ids[:, :read],
        prompt_lengths=check_prompt_lengths(prompt_lengths, prompt),
        ids=ids,
        max_new_tokens=np.int32(max_new_tokens),
        end_id=np.int32(-1 if end_id is None else end_id),
        context=check_context(context, batch),
    )


def longest_text(decoder: Any) -> int:
    """Return how many tokens of a text a decoder reads at most."""
    return getattr(decoder, "max_length", MOST_TOKENS)


def bucket(count: int, least: int) -> int:
    """The smallest power of two that is at least `count`, and no less than `least`."""
    return max(least, 1 << (int(count) - 1).bit_length())


def room(count: int) -> int:
    """Round up to one of four lengths between two powers of two.

    Attention looks at all the places of a cache, so few are to be there in vain: fewer than eight,
    or than a fifth.
    """
    step = max(FEWEST_TOKENS, bucket(count, 1) // 8)
    return -(-int(count) // step) * step


def check_size(rows: int, num_beams: int, width: int) -> None:
    """Raise a `ValueError` if all beams' ids or logits, `width` each, are too much for memory."""
    most = MOST_CELLS // (rows * width)
    if most == 0:
        raise ArgumentError(
            f"{rows:,} rows of {width:,} ids or logits each are too many: give fewer at a time."
        )
    if num_beams > most:
        raise ArgumentError(f"num_beams must be at most {most:,} here, not {num_beams:,}.")


def is_number(value: Any, low: float, high: float) -> bool:
    """Whether `value` is a real number from `low` to `high` (a bool is none)."""
    return isinstance(value, Real) and not isinstance(value, bool) and low <= value <= high


def check_positive_integer(name: str, value: Any, remedy: str, most: int | None = None) -> None:
    """Raise a `ValueError` unless `value` is a whole number from 1 to `most` (a bool is none)."""
    if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
        raise ArgumentError(f"{name} must be a positive integer, not {value!r}: {remedy}.")
    if most is not None and value > most:
        raise ArgumentError(f"{name} must be at most {most:,}, not {value:,}.")


def check_prompt(prompt, vocab_size: int | None, most: int) -> np.ndarray:
    """Return the prompt as (B, T) int32, or raise a `ValueError` that says what is wrong."""
    prompt = rows_of_ids("prompt", prompt, "on the right and give prompt_lengths")
    if (time := prompt.shape[1]) > most:
        raise ArgumentError(f"prompt must have at most {most:,} tokens, not {time}.")
    if prompt.min() < 0:
        raise ArgumentError(f"prompt holds the negative id {prompt.min()}: ids start at 0.")
    check_id("prompt", prompt.max(), vocab_size)
    return prompt.astype("int32")


def check_id(name: str, value: Any, vocab_size: int | None = None) -> None:
    """Raise a `ValueError` unless a value is an id of the vocabulary, where that is known."""
    if not isinstance(value, Integral) or isinstance(value, bool) or value < 0:
        raise ArgumentError(f"{name} must be an id of 0 or more, not {value!r}.")
    largest = LARGEST_ID if vocab_size is None else vocab_size - 1
    if value > largest:
        raise ArgumentError(
            f"{name} holds the id {value}, but ids go from 0 to {largest}: "
            "take them from the model's own vocabulary."
        )


def check_prompt_lengths(prompt_lengths, prompt: np.ndarray) -> np.ndarray:
    """Return the lengths as (B,) int32; without any, every row fills the prompt's T positions."""
    batch, time = prompt.shape
    if prompt_lengths is None:
        return np.full(batch, time, "int32")
    lengths = as_array(prompt_lengths)
    if lengths.shape != (batch,) or lengths.dtype.kind not in "iu":
        raise ArgumentError(
            f"prompt_lengths must be {batch} integers, one a row, not {prompt_lengths!r}."
        )
    if lengths.min() < 1 or lengths.max() > time:
        raise ArgumentError(
            f"prompt_lengths must lie between 1 and the prompt's {time} positions, "
            f"not {lengths.tolist()}."
        )
    return lengths.astype("int32")


def check_context(context: Any, batch: int) -> Any:
    """Return the context as tensors; raise a `ValueError` if a first axis is not the batch."""
    context = tree.map_structure(ops.convert_to_tensor, context)
    for leaf in tree.flatten(context):
        if leaf.shape[:1] != (batch,):
            raise ArgumentError(
                f"the state holds a tensor of shape {tuple(leaf.shape)}, but its first axis must "
                f"be the prompt's {batch} rows: make it for a batch of {batch}."
            )
    return context
