"""What the trained models of all tasks have in common."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import keras

from nlp_helpers.checkpoints.architectures import ARCHITECTURES, Architecture


@dataclass(frozen=True)
class TrainedModel(ABC):
    """A model with its tokenizers, its card and the verbs of its task.

    Attributes:
        model: what the architecture makes of its configuration.
        config: the architecture's hyperparameters.
        tokenizers: one for each of the task's `sides`.
        card: data, recipe, training, metrics and history, as a nested dict.
    """

    model: keras.Model
    config: Any
    tokenizers: tuple
    card: dict

    sides: ClassVar[tuple[str, ...]] = ("vocabulary",)
    sizes: ClassVar[tuple[str, ...]] = ("vocab_size",)  # what configurations call their lengths

    @staticmethod
    @abstractmethod
    def texts(split: Any) -> tuple:
        """Return what the tokenizers are trained on: for each side, a split's texts."""

    @staticmethod
    @abstractmethod
    def read(path: Path) -> Any:
        """Read a file of the reader's own into what `evaluate` takes.

        Raises:
            ValueError: it holds nothing of the kind.
            OSError: it cannot be read.
        """

    @abstractmethod
    def evaluate(self, data: Any, *, progress: Callable = iter) -> dict:
        """Score data of the task, such as a split of a corpus or what `read` returns.

        Args:
            data: a text, reviews, pairs.
            progress: wraps the iteration over batches, such as `tqdm`.

        Raises:
            ValueError: there is nothing to score.
        """

    @classmethod
    def lengths(cls, config: Any, tokenizers: tuple) -> Mapping[str, int]:
        """Return how many ids the tokenizers have, by those names that the configuration has."""
        named = zip(cls.sizes, tokenizers, strict=True)
        return {name: len(tokenizer) for name, tokenizer in named if hasattr(config, name)}

    @property
    def architecture(self) -> Architecture:
        """What kind of network it is."""
        return ARCHITECTURES[self.card["architecture"]]

    @property
    def stored(self) -> keras.Model:
        """The part of the model that is trained, and stored."""
        return self.architecture.stored(self.model)

    @property
    def limit(self) -> int | None:
        """The longest text, in ids, that the model was trained on; None for any."""
        return self.card["tokenizer"].get("limit")

    @cached_property
    def step(self) -> Any:
        """The model as the decoders want it; one object, so that they compile it once."""
        return self.architecture.decoder(self.model)
