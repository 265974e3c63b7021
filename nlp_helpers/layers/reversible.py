"""One matrix for the words that are read and the words that are written."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="nlp_helpers")
class BiasedReversibleEmbedding(keras.layers.ReversibleEmbedding):
    """Keras's `ReversibleEmbedding` with a bias for each word that it may predict.

    An embedding's rows can score words, too: the logit of a word is the scalar product of what the
    model has to say with the word's own vector (Press and Wolf 2017; Inan et al. 2017). The bias
    holds how frequent each word is. Without it the model has to say that as well, all the time,
    and a tanh before it is driven to its ends. Introduced in chapter 07, Encoder and decoder.

    Args:
        input_dim: V.
        output_dim: E.
        tie_weights: with False the words written have a matrix of their own.
        **kwargs: as for `keras.layers.ReversibleEmbedding`.

    Call arguments:
        inputs: ids (..., ) to embed, or vectors (..., E) where `reverse` is True.
        reverse: whether to score words.

    Returns:
        Embeddings (..., E), or logits (..., V).
    """

    def build(self, inputs_shape: tuple | None = None) -> None:
        super().build(inputs_shape)
        self.bias = self.add_weight(shape=(self.input_dim,), initializer="zeros", name="bias")

    def call(self, inputs: Any, reverse: bool = False) -> Any:
        outputs = super().call(inputs, reverse=reverse)
        return outputs + self.bias if reverse else outputs

    @property
    def variable_serialization_spec(self) -> dict[str | None, list[str]]:
        """What Keras stores of the layer; variables that are not named here would be lost."""
        spec = super().variable_serialization_spec
        return {mode: [*names, "bias"] for mode, names in spec.items()}
