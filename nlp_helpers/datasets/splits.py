"""A corpus cut into parts that share nothing."""

from typing import Generic, NamedTuple, TypeVar

Part = TypeVar("Part")


class Splits(NamedTuple, Generic[Part]):
    """What to train on, to validate on, and to test on."""

    train: Part
    valid: Part
    test: Part


class TwoSplits(NamedTuple, Generic[Part]):
    """What to train on, and to validate on."""

    train: Part
    valid: Part
