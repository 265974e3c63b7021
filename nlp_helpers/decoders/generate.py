"""The loop that writes: step, filter, choose, again, compiled as a whole."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from keras import ops, tree

from nlp_helpers.backend import compiled
from nlp_helpers.decoders.choosing import draw_uniforms, greedy
from nlp_helpers.decoders.filters import Filter
from nlp_helpers.decoders.inputs import Step, make_request, read_column, write_column


def generate(
    step: Step,
    prompt: Any,
    state: Any,
    *,
    max_new_tokens: int,
    prompt_lengths: Any = None,
    filters: Sequence[Filter] = (),
    choose: Callable[[Any, Any], Any] = greedy,
    end_id: int | None = None,
    seed: int = 0,
) -> list[np.ndarray]:
    """Continue every row of a prompt, token by token, with the state carried along.

    The prompt is read through the same step that writes, so nothing is ever encoded twice, and
    rows may have prompts of different length. The loop is compiled once for a step, a kind of
    filters, a chooser and a bucket of lengths; temperature, k and p may change freely. Introduced
    in chapter 02, Decoding.

    Args:
        step: `step(ids, state) -> (logits, state)` with ids (B, 1) int32 and logits (B, V). It
            must be the same object from call to call to be compiled once. A step that reads Keras
            variables lists them in an attribute `variables`, or JAX keeps their first values.
        prompt: ids, (B, T).
        state: what the step carries: nested tensors whose first axis is B; `()` for none.
        max_new_tokens: how many tokens a row gets at most.
        prompt_lengths: (B,), where rows are shorter than T and padded on the right.
        filters: applied to the logits in the order given.
        choose: `greedy`, `sample` or any function of logits (B, V) and uniform numbers (B,).
        end_id: the symbol that ends a row. Rows stop one by one; the loop, when all have.
        seed: for `sample`: the same seed gives the same text on every backend.

    Returns:
        For each row its new tokens, without the prompt and without the end symbol. So a row
        shorter than `max_new_tokens` has ended by itself.

    Raises:
        TypeError: if a filter is not a `Filter`.
        ValueError: if an argument has a wrong value; the message says which and what to do.

    Example:
        >>> alphabet = lambda ids, state: (ops.one_hot(ids[:, 0] + 1, 26), state)
        >>> generate(alphabet, [[0]], (), max_new_tokens=3)
        [array([1, 2, 3], dtype=int32)]
    """
    request = make_request(prompt, prompt_lengths, state, max_new_tokens, end_id)
    _check_filters(filters)
    loop = _compiled_loop(step, tuple(type(each) for each in filters), choose)
    uniforms = draw_uniforms(seed, *request.ids.shape)
    arguments = (request, uniforms, tuple(each.parameters for each in filters))
    ids, stops = loop(*tree.map_structure(ops.convert_to_tensor, arguments))
    return _cut_rows(ids, request.prompt_lengths, stops)


# The cache holds its steps strongly on purpose. A bound method is a new object at every access,
# so a weak reference would forget it at once and compile at every call; the size bounds what
# is kept alive instead.
@functools.lru_cache(maxsize=32)
def _compiled_loop(step: Step, filter_kinds: tuple[type[Filter], ...], choose: Callable):
    """Compile the loop for what shapes its code; all that is only a value is an argument."""

    def run(request, uniforms, filter_parameters):
        ids, prompt_lengths, stops, state, end_id = request

        def unfinished(position, ids, stops, state):
            return ops.any(position + 1 < stops)

        def advance(position, ids, stops, state):
            logits, state = step(read_column(ids, position)[:, None], state)
            logits = ops.cast(logits, "float32")
            for kind, parameters in zip(filter_kinds, filter_parameters, strict=True):
                logits = kind.apply(logits, *parameters)
            chosen = choose(logits, read_column(uniforms, position))
            # Inside the prompt the next token is the prompt's own.
            in_prompt = position + 1 < prompt_lengths
            token = ops.where(in_prompt, read_column(ids, position + 1), chosen)
            # An end symbol moves the row's stop to where it stands. What a stopped row goes on
            # writing while others run lies behind its stop and is cut off.
            ends = (token == end_id) & ~in_prompt & (position + 1 < stops)
            stops = ops.where(ends, position + 1, stops)
            ids = write_column(ids, position + 1, token)
            return position + 1, ids, stops, state

        start = ops.zeros((), "int32")
        _, ids, stops, _ = ops.while_loop(unfinished, advance, (start, ids, stops, state))
        return ids, stops

    return compiled(run, variables=tuple(getattr(step, "variables", ())))


def _cut_rows(ids: Any, starts: Any, stops: Any) -> list[np.ndarray]:
    """Cut rows of ids (N, L) to what stands from `starts` (N,) up to `stops` (N,)."""
    columns = (ops.convert_to_numpy(each) for each in (ids, starts, stops))
    return [row[start:stop].copy() for row, start, stop in zip(*columns, strict=True)]


def _check_filters(filters: Sequence[Filter]) -> None:
    for each in filters:
        if not isinstance(each, Filter):
            raise TypeError(
                f"filters must hold filters such as Temperature(0.8), not {each!r}: "
                "derive your own from nlp_helpers.decoders.Filter."
            )
