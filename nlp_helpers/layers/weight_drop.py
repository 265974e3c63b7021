"""Dropout on the weights that connect a recurrent layer to itself."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="nlp_helpers")
class WeightDroppedGRU(keras.layers.GRU):
    """A GRU whose recurrent kernel loses some of its weights in every training batch.

    Dropping activations from step to step wipes out what a recurrent layer should remember. This
    layer drops connections instead, the same ones for all the steps of a batch, so the network
    must not lean on any single one of them and its memory stays whole (Wan et al., Regularization
    of Neural Networks using DropConnect, 2013; on recurrent weights, Merity et al., Regularizing
    and Optimizing LSTM Language Models, 2018, section 2). It costs one mask a batch. Outside
    training it is a plain `keras.layers.GRU`. Introduced in chapter 01, Characters.

    Args:
        units: D, the width of the state.
        weight_dropout: the share of recurrent weights dropped, in [0, 1).
        seed: of the masks; a layer that goes backwards has others than one that goes forwards.
        **kwargs: as for `keras.layers.GRU`.

    Call arguments:
        sequences: (B, T, features).
        initial_state, mask, training: as for `keras.layers.GRU`.

    Raises:
        ValueError: if `weight_dropout` is outside [0, 1).
    """

    def __init__(self, units: int, weight_dropout: float = 0.0, seed: int | None = None, **kwargs):
        if not 0 <= weight_dropout < 1:
            raise ValueError(f"weight_dropout must be in [0, 1), not {weight_dropout!r}")
        super().__init__(units, seed=seed, **kwargs)
        self.weight_dropout = weight_dropout
        # Bidirectional makes the backward layer of the forward one's configuration, seed included.
        own = seed if seed is None else seed + self.go_backwards
        self.weight_seed_generator = keras.random.SeedGenerator(own)

    def inner_loop(self, sequences: Any, initial_state: Any, mask: Any, training: bool = False):
        """Run the GRU over all steps, in training with a thinned recurrent kernel."""
        # A stateful layer overwrites its state; PyTorch's gradient needs the one it began with.
        initial_state = keras.tree.map_structure(keras.ops.copy, initial_state)
        arguments = (sequences, initial_state, mask)
        if not training or not self.weight_dropout:
            return super().inner_loop(*arguments, training=training)
        kernel = self.cell.recurrent_kernel
        self.cell.recurrent_kernel = keras.random.dropout(
            kernel.value, self.weight_dropout, seed=self.weight_seed_generator
        )
        try:
            return super().inner_loop(*arguments, training=training)
        finally:
            self.cell.recurrent_kernel = kernel

    def get_config(self) -> dict:
        return {**super().get_config(), "weight_dropout": self.weight_dropout}
