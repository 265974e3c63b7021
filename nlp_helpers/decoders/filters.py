"""Filters reshape the distribution of the next token: logits (B, V) in, logits (B, V) out.

Some also look at the text so far. They compose in a list and are applied in its order. The usual
one is temperature, top-k, top-p. The temperature comes first because top-p sums probabilities, and
they should be those that are drawn from; top-k comes before top-p because the tail that it cuts off
should not count in that sum.

A removed token gets the dtype's finite minimum rather than minus infinity, so that no difference
or average of logits can turn into NaN later; its probability is exactly 0 all the same, and stays
so whatever filters come after.
"""

import dataclasses
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import ml_dtypes
import numpy as np
from keras import backend, ops, tree

from nlp_helpers.decoders.inputs import MOST_TOKENS, check_id, check_positive_integer, is_number
from nlp_helpers.errors import ArgumentError

# What rounding to float32 may change: a sum of a thousand probabilities, relative to itself; p.
SUM_ROUNDING, P_ROUNDING = 2.0**-18, 2.0**-24


class Text(NamedTuple):
    """The texts so far, for filters that look at them. Chapter 02, Decoding."""

    ids: Any  # (B, L) int32: a row's tokens, its prompt among them, then anything
    lengths: Any  # (B,) int32: how many of them count
    prompt_lengths: Any  # (B,) int32: how many of these are the prompt's


class Filter:
    """A change of logits with parameters. Introduced in chapter 02, Decoding.

    A new filter is a frozen dataclass with a static `apply(logits, *parameters)`, or one with
    `reads_text = True` and `apply(logits, text, *parameters)`. The parameters reach `apply` as
    tensors, so that sweeping them never recompiles the loop that uses the filter.

    Example:
        >>> @dataclass(frozen=True)
        ... class Shift(Filter):
        ...     amount: float
        ...
        ...     @staticmethod
        ...     def apply(logits, amount):
        ...         return logits + amount
    """

    reads_text = False

    @property
    def parameters(self) -> tuple:
        """The values of the dataclass's fields, in order."""
        return dataclasses.astuple(self)

    def __call__(self, logits: Any, text: Text | None = None) -> Any:
        """Return the changed logits, (B, V) as given; whole numbers become float32."""
        logits, text = ops.convert_to_tensor(logits), text or ()
        if not backend.is_float_dtype(logits.dtype):
            logits = ops.cast(logits, "float32")
        text = tree.map_structure(ops.convert_to_tensor, text)
        return apply_filters((type(self),), (self.parameters,), text, logits)


@dataclass(frozen=True)
class Temperature(Filter):
    """Divide the logits by `t`: below 1 the likely becomes likelier, above 1 rarer tokens catch up.

    Near 0 only the most probable token is left, which is what `greedy` chooses at `t` = 0.
    Introduced in chapter 02, Decoding. Any other `t` than a number above 0 raises a ValueError.
    """

    t: float

    def __post_init__(self):
        # Beyond these, logits overflow in float32 or every difference between them vanishes.
        if not is_number(self.t, 1e-30, 1e30):
            raise ArgumentError(
                f"temperature must be a number above 0 (1e-30 to 1e+30), not {self.t!r}: "
                "use greedy to choose the most probable token always."
            )
        object.__setattr__(self, "t", float(self.t))

    @staticmethod
    def apply(logits: Any, t: Any) -> Any:
        """Return logits / t, kept finite; a removed token stays removed."""
        quotients = ops.cast(logits, "float32") / t
        lowest = finite_minimum(logits)
        finite = ops.cast(ops.clip(quotients, lowest, -lowest), logits.dtype)
        return _without(finite, logits <= lowest)


@dataclass(frozen=True)
class TopK(Filter):
    """Keep the `k` most probable tokens, and those that tie with the last of them.

    Introduced in chapter 02, Decoding. See Fan et al. (2018), section 5. More than there are keeps
    them all; any other `k` than a whole number of 1 or more raises a ValueError.
    """

    k: int

    def __post_init__(self):
        check_positive_integer("k", self.k, "keep at least one token, or leave the filter out")
        # More than int32 holds means the same as "all of them".
        object.__setattr__(self, "k", min(int(self.k), 2**31 - 1))

    @staticmethod
    def apply(logits: Any, k: Any) -> Any:
        vocabulary = logits.shape[-1]
        kth = vocabulary - ops.minimum(k, vocabulary)
        threshold = ops.take(ops.sort(logits, axis=-1), kth, axis=-1)  # (B,)
        return _without(logits, logits < threshold[..., None])


@dataclass(frozen=True)
class TopP(Filter):
    """Keep the nucleus: the fewest most probable tokens whose probabilities sum to `p` or more.

    Of tokens that tie at its border, those with higher ids are kept; `transformers` keeps as many,
    in the order in which torch happens to sort them. 1 keeps every token; any other `p` than a
    number in (0, 1] raises a ValueError. Introduced in chapter 02, Decoding. See Holtzman et al.
    (2020), section 3.1.
    """

    p: float

    def __post_init__(self):
        if not is_number(self.p, 0, 1) or self.p == 0:
            raise ArgumentError(
                f"p must be a number above 0 and at most 1, not {self.p!r}: "
                "1 keeps every token, values such as 0.9 cut off the unlikely tail."
            )
        object.__setattr__(self, "p", float(self.p))

    @staticmethod
    def apply(logits: Any, p: Any) -> Any:
        # In float32, since half precision loses the tail of a sum.
        ascending = ops.argsort(logits, axis=-1)
        rank = ops.argsort(ascending, axis=-1)  # where each token stands in ascending order
        in_order = ops.cast(ops.take_along_axis(logits, ascending, axis=-1), "float32")
        sums = _running_sums(ops.softmax(in_order))
        # The tail: tokens that, with all that are less probable, hold no more than 1 - p. Backends
        # round differently; a sum that hits 1 - p but for rounding is in the tail on all of them.
        limit = (1 - p) * (1 + SUM_ROUNDING) + P_ROUNDING
        in_tail = ops.take_along_axis(sums <= limit, rank, axis=-1) & (p < 1)
        # The most probable token always stays: rounding must not empty the nucleus.
        removed = in_tail & (rank < logits.shape[-1] - 1)
        return _without(logits, removed)


@dataclass(frozen=True)
class Forbid(Filter):
    """Remove some tokens, such as padding, which no text should have. Chapter 09, Beam search.

    Raises:
        ValueError: if there are no ids, or one is none.
    """

    ids: tuple[int, ...]

    def __post_init__(self):
        object.__setattr__(self, "ids", tuple(self.ids))
        if not self.ids:
            raise ArgumentError(
                "ids must hold at least one id: leave the filter out to forbid none."
            )
        for each in self.ids:
            check_id("ids", each)

    @property
    def parameters(self) -> tuple[np.ndarray]:
        return (np.array(self.ids, "int32"),)

    @staticmethod
    def apply(logits: Any, ids: Any) -> Any:
        size = logits.shape[-1]
        places = ops.minimum(ids, size)[:, None]  # (N, 1): a foreign id stands behind the others
        counts = ops.scatter(places, ops.ones_like(ids), (size + 1,))
        return _without(logits, counts[:-1] > 0)


@dataclass(frozen=True)
class MinLength(Filter):
    """Remove the end symbol until a text has enough new tokens. Chapter 09, Beam search.

    Raises:
        ValueError: if one of the numbers is out of range.
    """

    length: int  # the end symbol not counted
    end_id: int

    reads_text = True

    def __post_init__(self):
        check_positive_integer("length", self.length, "leave the filter out to allow empty texts")
        check_id("end_id", self.end_id)
        object.__setattr__(self, "length", min(int(self.length), MOST_TOKENS))

    @staticmethod
    def apply(logits: Any, text: Text, length: Any, end_id: Any) -> Any:
        is_short = text.lengths - text.prompt_lengths < length  # (B,)
        return _without(logits, is_short[:, None] & _is_id(logits, end_id))


@dataclass(frozen=True)
class RepetitionPenalty(Filter):
    """Make tokens that the text has, its prompt among it, less probable.

    Positive logits are divided by `penalty` and negative ones multiplied by it (Keskar et al. 2019,
    section 4.1). At 1 nothing changes, below 1 repetitions are favoured; another penalty than a
    number from 0.001 to 1000 raises a ValueError. Introduced in chapter 02, Decoding.
    """

    penalty: float

    reads_text = True

    def __post_init__(self):
        if not is_number(self.penalty, 1e-3, 1e3):
            raise ArgumentError(
                f"penalty must be a number from 0.001 to 1000, not {self.penalty!r}"
            )
        object.__setattr__(self, "penalty", float(self.penalty))

    @staticmethod
    def apply(logits: Any, text: Text, penalty: Any) -> Any:
        rows, length = text.ids.shape
        row = ops.repeat(ops.arange(rows, dtype="int32")[:, None], length, axis=1)
        places = ops.reshape(ops.stack([row, text.ids], axis=-1), (-1, 2))
        counts = ops.arange(length, dtype="int32") < text.lengths[:, None]  # (B, L)
        counts = ops.cast(ops.reshape(counts, (-1,)), "int32")
        seen = ops.scatter(places, counts, logits.shape) > 0  # (B, V)
        penalty = ops.cast(penalty, logits.dtype)
        moved = ops.where(logits > 0, logits / penalty, logits * penalty)
        lowest = finite_minimum(logits)
        return ops.where(seen & (logits > lowest), ops.maximum(moved, lowest), logits)


def check_filters(filters: Iterable[Filter]) -> tuple[tuple[type[Filter], ...], tuple]:
    """Return the filters' kinds, which shape a loop's code, and their parameters, which do not."""
    if isinstance(filters, Filter):
        raise TypeError(f"filters must be a list of filters: put {filters!r} into a list.")
    filters = tuple(filters)
    for each in filters:
        if not isinstance(each, Filter):
            raise TypeError(
                f"filters must hold filters such as Temperature(0.8), not {each!r}: "
                "derive your own from nlp_helpers.decoders.Filter."
            )
    return tuple(type(each) for each in filters), tuple(each.parameters for each in filters)


def apply_filters(kinds: Sequence[type[Filter]], parameters: tuple, text: Text, logits: Any) -> Any:
    """Apply filters, as `check_filters` returns them, to the logits that stand after a text."""
    for kind, values in zip(kinds, parameters, strict=True):
        logits = kind.apply(logits, *((text, *values) if kind.reads_text else values))
    return logits


def _running_sums(numbers: Any) -> Any:
    """Sum up (B, V) in blocks: one by one, as TensorFlow's cumsum does it, 5,000 round too much."""
    size = numbers.shape[-1]
    block = math.isqrt(size)
    numbers = ops.pad(numbers, ((0, 0), (0, -size % block)))
    within = ops.cumsum(ops.reshape(numbers, (-1, numbers.shape[-1] // block, block)), axis=-1)
    totals = within[..., -1]
    before = ops.cumsum(totals, axis=-1) - totals  # of all blocks before each
    return ops.reshape(within + before[..., None], (-1, numbers.shape[-1]))[:, :size]


def finite_minimum(logits: Any) -> float:
    """The lowest finite number of the logits' dtype."""
    return float(ml_dtypes.finfo(backend.standardize_dtype(logits.dtype)).min)


def _is_id(logits: Any, token: Any) -> Any:
    """True where a token is the id, (V,)."""
    return ops.arange(logits.shape[-1], dtype="int32") == token


def _without(logits: Any, removed: Any) -> Any:
    return ops.where(removed, ops.convert_to_tensor(finite_minimum(logits), logits.dtype), logits)
