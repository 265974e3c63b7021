"""What a model has to do so that `generate` and `beam_search` can write with it."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import keras
import numpy as np
from keras import ops, tree

Step = Callable[[Any, Any], tuple[Any, Any]]

LOOPS_KEPT = 32
LOWEST = float(np.finfo("float32").min)


class Decoder(Protocol):
    """A model that writes one token after another. Introduced in chapter 02, Decoding.

    What it knows of a text is in two parts. The `carry` changes from token to token and belongs to
    one beam: an RNN's state, a key-value cache. The `context` is the caller's and stays as it is:
    what an encoder has made of a sentence. Beam search reorders the carry at every step and never
    touches the context: where a step has K beams for each row of it, row r // K is beam r's.

    A decoder that can read a whole prompt at once has a method
    `read(ids, lengths, carry, context) -> (logits, carry)`, with ids (B, P) padded on the right and
    the logits (B, V) after each row's last token. Of all others the prompt is read step by step.
    One that reads no more than so many tokens of a text has their number as `max_length`.
    """

    vocab_size: int
    variables: Sequence[keras.Variable]  # all that are read, frozen or not

    def start(self, context: Any, rows: int, length: int) -> Any:
        """Return the carry before the first token: tensors of first axis B, room for `length`."""

    def step(self, ids: Any, position: Any, carry: Any, context: Any) -> tuple[Any, Any]:
        """Read ids (R, 1), the tokens at `position` (R,); return logits (R, V) and the carry."""


class PlainStep:
    """A function `step(ids, state) -> (logits, state)` as a decoder that carries all it has.

    Its vocabulary is not known before it is called, so ids are not compared with it.
    """

    vocab_size = None

    def __init__(self, step: Step):
        self._step = step
        owner, _ = _bound(step)
        self.variables = tuple(getattr(step, "variables", getattr(owner, "variables", ())))

    def start(self, context: Any, rows: int, length: int) -> Any:
        return context

    def step(self, ids: Any, position: Any, carry: Any, context: Any) -> tuple[Any, Any]:
        return self._step(ids, carry)


def as_decoder(step: Decoder | Step) -> Decoder:
    """Return a decoder as it is, and a plain step function as a decoder."""
    return step if hasattr(step, "start") and hasattr(step, "step") else PlainStep(step)


def take_step(
    decoder: Decoder, ids: Any, position: Any, carry: Any, context: Any
) -> tuple[Any, Any]:
    """Step a decoder: the logits in float32, -inf as the lowest number, the carry's dtypes kept."""
    logits, new = decoder.step(ids, position, carry, context)
    kept = tree.map_structure(lambda old, each: ops.cast(each, old.dtype), carry, new)
    return _in_float32(logits), kept


def read_prompt(
    decoder: Decoder, ids: Any, lengths: Any, carry: Any, context: Any
) -> tuple[Any, Any]:
    """Read prompts (B, P) of `lengths` (B,); return the logits (B, V) after them and the carry."""
    if hasattr(decoder, "read"):
        logits, carry = decoder.read(ids, lengths, carry, context)
        return _in_float32(logits), carry
    last = lengths - 1  # (B,)

    def unread(place, carry):
        return place < ops.max(last)

    def advance(place, carry):
        position = ops.zeros_like(last) + place
        _, new = take_step(decoder, pick(ids, position[:, None]), position, carry, context)
        return place + 1, _where_rows(place < last, new, carry)

    if ids.shape[1] > 1:
        _, carry = ops.while_loop(unread, advance, (ops.zeros((), "int32"), carry))
    return take_step(decoder, pick(ids, last[:, None]), last, carry, context)


def pick(rows: Any, places: Any) -> Any:
    """Take along axis 1 of (B, M, ...) the places (B, N): (B, N, ...), in few operations."""
    batch, width = rows.shape[:2]
    places = places + width * ops.arange(batch, dtype="int32")[:, None]
    return ops.take(ops.reshape(rows, (batch * width, *rows.shape[2:])), places, axis=0)


def write_places(rows: Any, places: Any, values: Any) -> Any:
    """Rows (N, L) with `values` (N,) at the places (N,).

    A comparison writes as fast as a scattered update here, and is compiled on every backend.
    """
    is_place = ops.arange(rows.shape[1], dtype="int32") == places[:, None]  # (N, L)
    return ops.where(is_place, values[:, None], rows)


def kept_loop(step: Decoder | Step, key: tuple, make: Callable[[], Any]) -> Any:
    """Return what `make` compiles for a decoder, made once and living as long as the decoder.

    A bound method is a new object at every access: what it is bound to keeps its loops.
    """
    owner, function = _bound(step)
    keeper = function if inspect.isclass(owner) else owner  # a class lets nobody write to its dict
    loops = getattr(keeper, "__dict__", {}).setdefault("_compiled_loops", _Loops())
    key = (id(owner), function, *key)  # a copy of the owner must not run the original's loops
    if key not in loops:
        if len(loops) == LOOPS_KEPT:
            del loops[next(iter(loops))]
        loops[key] = make()
    return loops[key]


def _bound(step: Decoder | Step) -> tuple[Any, Any]:
    """Return what a bound method is bound to and its function; a step of another kind and None."""
    return (step.__self__, step.__func__) if inspect.ismethod(step) else (step, None)


class _Loops(dict):
    """Compiled loops, which are left behind when their decoder is copied or pickled."""

    def __reduce__(self) -> tuple:
        return _Loops, ()


def _in_float32(logits: Any) -> Any:
    return ops.maximum(ops.cast(logits, "float32"), LOWEST)  # NaN stays NaN


def _where_rows(rows: Any, new: Any, old: Any) -> Any:
    """Take the new leaves in the rows (B,) that are True, the old ones elsewhere."""

    def choose(new, old):
        return ops.where(ops.reshape(rows, (-1,) + (1,) * (len(old.shape) - 1)), new, old)

    return tree.map_structure(choose, new, old)
