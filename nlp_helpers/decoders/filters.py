"""Filters reshape the distribution of the next token: logits (B, V) in, logits (B, V) out.

They compose in a list and are applied in its order. The usual one is temperature, top-k, top-p.
The temperature comes first because top-p sums probabilities, and they should be those that are
drawn from; top-k comes before top-p because the tail that it cuts off should not count in that sum.

A removed token gets the dtype's finite minimum rather than minus infinity, so that no difference
or average of logits can turn into NaN later; its probability is exactly 0 all the same.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar

import ml_dtypes
from keras import backend, ops

from nlp_helpers.decoders.inputs import check_positive_integer, is_number


def finite_minimum(logits: Any) -> float:
    """The lowest finite number of the logits' dtype."""
    return float(ml_dtypes.finfo(backend.standardize_dtype(logits.dtype)).min)


class Filter:
    """A change of logits with parameters. Introduced in chapter 02, Decoding.

    A new filter is a frozen dataclass with a static `apply(logits, *parameters)`. The parameters
    reach `apply` as tensors, so that sweeping them never recompiles the loop that uses the filter.

    Example:
        >>> @dataclass(frozen=True)
        ... class Shift(Filter):
        ...     amount: float
        ...
        ...     @staticmethod
        ...     def apply(logits, amount):
        ...         return logits + amount
    """

    @property
    def parameters(self) -> tuple[float | int, ...]:
        """The values of the dataclass's fields, in order."""
        return dataclasses.astuple(self)

    def __call__(self, logits: Any) -> Any:
        """Return the changed logits, (B, V) as given."""
        return self.apply(ops.convert_to_tensor(logits), *self.parameters)


@dataclass(frozen=True)
class Temperature(Filter):
    """Divide the logits by `t`: below 1 the likely becomes likelier, above 1 rarer tokens catch up.

    Near 0 only the most probable token is left, which is what `greedy` chooses at `t` = 0.
    Introduced in chapter 02, Decoding.

    Args:
        t: the temperature, above 0.

    Raises:
        ValueError: if `t` is not a number above 0 (or beyond 1e-30 to 1e30, where float32 ends).
    """

    t: float

    # Beyond these, logits overflow in float32 or every difference between them vanishes.
    bounds: ClassVar[tuple[float, float]] = (1e-30, 1e30)

    def __post_init__(self):
        low, high = self.bounds
        if not is_number(self.t) or not low <= self.t <= high:
            raise ValueError(
                f"temperature must be a number above 0 ({low:g} to {high:g}), not {self.t!r}: "
                "use greedy to choose the most probable token always."
            )
        object.__setattr__(self, "t", float(self.t))

    @staticmethod
    def apply(logits: Any, t: Any) -> Any:
        """Return logits / t, kept finite where a removed token is divided by less than 1."""
        return ops.maximum(logits / ops.cast(t, logits.dtype), finite_minimum(logits))


@dataclass(frozen=True)
class TopK(Filter):
    """Keep the `k` most probable tokens, and those that tie with the last of them.

    Introduced in chapter 02, Decoding. See Fan et al. (2018), section 5.

    Args:
        k: how many to keep, at least 1; more than there are keeps them all.

    Raises:
        ValueError: if `k` is not a whole number of 1 or more.
    """

    k: int

    def __post_init__(self):
        check_positive_integer("k", self.k, "keep at least one token, or leave the filter out")
        # More than int32 holds means the same as "all of them".
        object.__setattr__(self, "k", min(int(self.k), 2**31 - 1))

    @staticmethod
    def apply(logits: Any, k: Any) -> Any:
        """Return the logits with all below the k-th highest of their row removed."""
        vocabulary = logits.shape[-1]
        kth = vocabulary - ops.minimum(k, vocabulary)
        threshold = ops.take(ops.sort(logits, axis=-1), kth, axis=-1)  # (B,)
        return ops.where(logits < threshold[..., None], finite_minimum(logits), logits)


@dataclass(frozen=True)
class TopP(Filter):
    """Keep the nucleus: the fewest most probable tokens whose probabilities sum to `p` or more.

    Of tokens that tie at its border, those with higher ids are kept; `transformers` keeps as many,
    in the order in which torch happens to sort them.
    Introduced in chapter 02, Decoding. See Holtzman et al. (2020), section 3.1.

    Args:
        p: the probability that the nucleus reaches, in (0, 1]; 1 keeps every token.

    Raises:
        ValueError: if `p` is not a number in (0, 1].
    """

    p: float

    def __post_init__(self):
        if not is_number(self.p) or not 0 < self.p <= 1:
            raise ValueError(
                f"p must be a number above 0 and at most 1, not {self.p!r}: "
                "1 keeps every token, values such as 0.9 cut off the unlikely tail."
            )
        object.__setattr__(self, "p", float(self.p))

    @staticmethod
    def apply(logits: Any, p: Any) -> Any:
        """Return the logits with every token outside the nucleus removed."""
        ascending = ops.argsort(logits, axis=-1)
        rank = ops.argsort(ascending, axis=-1)  # where each token stands in ascending order
        probabilities = ops.softmax(ops.take_along_axis(logits, ascending, axis=-1))
        # The tail: tokens that, with all that are less probable, hold no more than 1 - p.
        in_tail = ops.cumsum(probabilities, axis=-1) <= 1 - p
        in_tail = ops.logical_and(ops.take_along_axis(in_tail, rank, axis=-1), p < 1)
        # The most probable token always stays: rounding must not empty the nucleus.
        removed = ops.logical_and(in_tail, rank < logits.shape[-1] - 1)
        return ops.where(removed, finite_minimum(logits), logits)
