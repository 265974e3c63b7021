"""A recipe: everything that makes a model what it is, as frozen data.

`nlp_helpers/recipes/NAME.py` holds one recipe each. What is a field here is on the card of the
model that was made, and in the fingerprint that guards a training that is resumed.
"""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import keras

from nlp_helpers.backend import gpu_name
from nlp_helpers.datasets import DatasetCard
from nlp_helpers.training.loop import train_on_batch
from nlp_helpers.training.optimization import Optimization


@dataclass(frozen=True)
class Corpus:
    """What a model is trained and scored on."""

    cards: tuple[DatasetCard, ...]
    load: Callable[[], tuple]  # a named tuple of splits: the first to train on, the second to watch
    split: str  # the same in words; "{train:,}" stands for the number of rows
    scored_on: str = "valid"  # the split of the card's figures


@dataclass(frozen=True)
class Tokenization:
    """How texts become ids."""

    kind: str  # one of checkpoints.tokenizers; "none" where there are no texts
    vocab_size: int | None = None  # as many ids at most; None where it was trained elsewhere
    limit: int | None = None  # the longest text, in ids, that the model is trained on
    head: int | None = None  # how many of them are from a longer text's beginning, where it is cut
    checkpoint: str | None = None  # whose tokenizer is taken, in place of training one


class Objective(ABC):
    """What a model learns from which examples, and how well it did. One class a kind of training.

    Its fields, as a frozen dataclass, are the numbers that belong to the loss and the batches.
    """

    task: ClassVar[str]  # one of checkpoints.loading.TASKS
    curves: ClassVar[Mapping[str, str]]  # what the history's losses measure, in words

    @abstractmethod
    def loss(self) -> Any:
        """Return the loss of the model's logits, one or a list, for `compile`."""

    def compile(self, model: keras.Model, optimizer: keras.optimizers.Optimizer) -> None:
        """Compile the model with its loss."""
        model.compile(loss=self.loss(), optimizer=optimizer, jit_compile=_whether_xla(model))

    @abstractmethod
    def examples(self, trained: Any, split: Any, *, training: bool) -> Any:
        """Turn a split into ids, by the tokenizers of the model that is being trained."""

    @abstractmethod
    def batches(self, examples: Any, optimization: Optimization) -> Sequence:
        """Return the batches of all steps."""

    @abstractmethod
    def evaluate(self, model: keras.Model, examples: Any) -> dict[str, float]:
        """Score held-out examples; "valid" is the loss in nats."""

    @abstractmethod
    def scores(self, trained: Any, split: Any) -> dict:
        """Return what the card says of the finished model: "metrics", and what else there is."""

    def train_step(self, model: keras.Model, batch: Any) -> float:
        """Train on one batch and return its loss. For others than Keras's own."""
        return train_on_batch(model, batch)


@dataclass(frozen=True)
class Recipe:
    """How a model is made.

    Introduced in chapter 01, Characters.
    """

    name: str
    title: str
    corpus: Corpus
    tokenization: Tokenization
    architecture: str  # one of checkpoints.architectures
    config: Any  # the architecture's; sizes of vocabularies get smaller where the corpus is small
    objective: Objective
    optimization: Optimization
    half: tuple[str, ...] = ()  # paths of matrices to store in half precision, not in eight bits
    initialize: Callable[[Any, Any], None] | None = None  # of a model and the training split

    def described(self) -> dict:
        """Return all that changes the result, besides the data, as JSON can hold it."""
        described = {
            "tokenization": asdict(self.tokenization),
            "architecture": self.architecture,
            "config": asdict(self.config),
            "objective": {"kind": type(self.objective).__name__, **asdict(self.objective)},
            "optimization": asdict(self.optimization),
            "initialize": self.initialize and self.initialize.__qualname__,
        }
        return json.loads(json.dumps(described))


def _whether_xla(model: keras.Model) -> bool | str:
    """What to pass as `jit_compile`; on GPUs, Keras knows where there is no XLA.

    On CPUs XLA joins the thousand small operations of a recurrence. A Transformer's few large
    products are as fast without it, and need not wait while every shape is compiled (measured:
    nmt-transformer 1.37 s a step and 1.48 with XLA). PyTorch's compiler is not worth its wait.
    """
    backend = keras.backend.backend()
    if backend == "torch":
        return False
    if gpu_name():
        return "auto"
    return backend == "jax" or any("recurrent" in weight.path for weight in model.weights)


def digest(data: Any) -> str:
    """Return a sha256 of splits, tokenizers' bytes or whatever else JSON and NumPy can hold."""

    def plain(value: Any) -> Any:
        return value.tolist() if hasattr(value, "tolist") else vars(value)

    if not isinstance(data, bytes):
        data = json.dumps(data, default=plain).encode()
    return hashlib.sha256(data).hexdigest()
