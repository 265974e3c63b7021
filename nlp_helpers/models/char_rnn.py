"""A recurrent language model over characters."""

from dataclasses import dataclass
from typing import Any

import keras
from keras import layers, ops, tree

from nlp_helpers.arguments import check_sizes
from nlp_helpers.layers import WeightDroppedGRU


@dataclass(frozen=True)
class CharRNNConfig:
    """The hyperparameters of a char-RNN. Introduced in chapter 01, Characters.

    The dropouts act in training only, so models that differ in nothing else can exchange weights.
    """

    vocab_size: int  # V
    embedding_size: int = 16
    units: int = 128  # D
    embedding_dropout: float = 0.0  # whole embedding features, for a window at a time
    weight_dropout: float = 0.0  # single recurrent weights, for a batch at a time
    output_dropout: float = 0.0  # whole features of the GRU's output, for a window at a time
    seed: int = 0

    def __post_init__(self):
        check_sizes(self)


def make_char_rnn(config: CharRNNConfig, *, stateful_batch_size: int | None = None) -> keras.Model:
    """Build Embedding, GRU, Dense: from characters to the logits of the next character.

    With `stateful_batch_size` the model keeps its state from batch to batch: chapter 03's
    stateful twin, which shares every weight's name and shape with the stateless one, so
    `twin.set_weights(model.get_weights())` carries a training over. Introduced in chapter 01,
    Characters.

    Args:
        config: sizes and dropouts.
        stateful_batch_size: B of the stateful twin; None for a stateless model.

    Returns:
        A functional model, ids (B, T) int32 -> logits (B, T, V).

    Example:
        >>> model = make_char_rnn(CharRNNConfig(vocab_size=39))
        >>> model.predict_on_batch(np.zeros((2, 5), "int32")).shape
        (2, 5, 39)
    """
    seed, dropout = config.seed, layers.SpatialDropout1D
    ids = keras.Input((None,), batch_size=stateful_batch_size, dtype="int32", name="ids")
    x = layers.Embedding(config.vocab_size, config.embedding_size, name="embedding")(ids)
    x = dropout(config.embedding_dropout, seed=seed + 1, name="embedding_dropout")(x)
    x = WeightDroppedGRU(
        config.units,
        weight_dropout=config.weight_dropout,
        return_sequences=True,
        stateful=stateful_batch_size is not None,
        seed=seed + 2,
        name="gru",
    )(x)
    x = dropout(config.output_dropout, seed=seed + 3, name="output_dropout")(x)
    return keras.Model(ids, layers.Dense(config.vocab_size, name="logits")(x), name="char_rnn")


def with_explicit_state(model: keras.Model) -> keras.Model:
    """Give a char-RNN's state an input and an output: the same layers, the same weights.

    A text can then be read chunk by chunk on every backend. (A layer with `stateful=True` hides
    its state, and Keras 3 on JAX forgets it at the end of each call.) Introduced in chapter 03,
    Stateful RNNs.

    Args:
        model: a stateless model made by `make_char_rnn`.

    Returns:
        A functional model, ids (B, T) and state (B, D) -> logits (B, T, V) and the state (B, D)
        after the last of them.
    """
    gru = model.get_layer("gru")
    ids = keras.Input((None,), dtype="int32", name="ids")
    state = keras.Input((gru.units,), name="state")
    outputs = gru(model.get_layer("embedding")(ids), initial_state=state)  # (B, T, D)
    return keras.Model([ids, state], [model.get_layer("logits")(outputs), outputs[:, -1]])


class CharRNNStep:
    """A char-RNN as a decoder, and as the plain step `step(ids, state) -> (logits, state)`.

    It reads the weights of the model it was made from. Introduced in chapter 02, Decoding.

    Args:
        model: made by `make_char_rnn`.

    Call arguments:
        ids: (B, 1) int32, the present characters.
        state: (B, D), the GRU's state before them.

    Returns:
        logits (B, V) of the next characters, and the state (B, D) after the present ones.

    Example:
        >>> step = CharRNNStep(make_char_rnn(CharRNNConfig(vocab_size=39)))
        >>> logits, state = step(np.array([[20]]), step.initial_state(1))
        >>> tuple(logits.shape), tuple(state.shape)
        ((1, 39), (1, 128))
    """

    def __init__(self, model: keras.Model):
        self._embedding = model.get_layer("embedding")
        self._cell = model.get_layer("gru").cell
        self._logits = model.get_layer("logits")
        self.vocab_size = self._logits.units
        self.variables = tuple(model.variables)

    def start(self, context: Any, rows: int, length: int) -> Any:
        """Start from the state that the caller gave, or from zeros for `()`."""
        [state] = tree.flatten(context) or [self.initial_state(rows)]
        return state

    def step(self, ids: Any, position: Any, carry: Any, context: Any) -> tuple[Any, Any]:
        """Read one character of each row."""
        _, [state] = self._cell(self._embedding(ids)[:, 0], [carry])
        return self._logits(state), state

    def __call__(self, ids: Any, state: Any) -> tuple[Any, Any]:
        return self.step(ids, None, state, ())

    def initial_state(self, batch_size: int) -> Any:
        """Return the state before anything was read: zeros, (B, D)."""
        return ops.zeros((batch_size, self._cell.units), dtype=self._cell.compute_dtype)
