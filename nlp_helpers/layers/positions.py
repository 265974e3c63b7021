"""Telling a model where in a text a word stands."""

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="nlp_helpers")
class LearnedPositions(keras.layers.Layer):
    """Adds to every position a vector of its own, learned like a word's.

    As in BERT (Devlin et al. 2019, figure 2). Introduced in chapter 05, Pretrained embeddings.

    Args:
        max_length: the longest text that there are vectors for.

    Call arguments:
        x: (B, T, D), T at most max_length.

    Returns:
        (B, T, D).

    Raises:
        ValueError: if max_length is below 1, or a text is longer.
    """

    def __init__(self, max_length: int, **kwargs):
        super().__init__(**kwargs)
        if max_length < 1:
            raise ValueError(f"max_length must be at least 1, not {max_length}")
        self.max_length = max_length

    def build(self, input_shape: tuple) -> None:
        """Make a vector for each of the positions."""
        self.vectors = self.add_weight(
            shape=(self.max_length, input_shape[-1]), initializer="normal", name="vectors"
        )

    def call(self, x: Any) -> Any:
        """Add the first T vectors."""
        length = x.shape[1]  # None where a model is built for texts of any length
        if length is not None and length > self.max_length:
            raise ValueError(
                f"a text of {length} positions is too long, there are vectors for at most "
                f"{self.max_length}: shorten it first, with head_and_tail for example"
            )
        return x + self.vectors[: ops.shape(x)[1]]

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """As many vectors come out as went in."""
        return input_shape

    def get_config(self) -> dict:
        """Return what the layer is rebuilt from."""
        return {**super().get_config(), "max_length": self.max_length}
