"""What a Transformer needs to read images: pieces of them in a row, and vectors of its own.

Legend: B batch, N patches, P side of a patch, C channels, K vectors, D width.
"""

from typing import Any

import keras
from keras import ops


def to_patches(images: Any, size: int) -> Any:
    """Cut images into square patches, row by row, each flattened (Dosovitskiy et al. 2021, 3.1).

    Images (B, height, width, C) become (B, N, P * P * C) with N = height * width / P². A side that
    is no multiple of P, the size in pixels, is a ValueError. Introduced in chapter 15, Vision
    transformers.

    Example:
        >>> to_patches(np.arange(16).reshape(1, 4, 4, 1), 2)[0, 1]  # the upper right one
        [2, 3, 6, 7]
    """
    _, height, width, channels = images.shape
    if size < 1 or height % size or width % size:
        raise ValueError(f"images of {height} x {width} cannot be cut into patches of {size}")
    grid = (height // size, size, width // size, size, channels)
    x = ops.transpose(ops.reshape(images, (-1, *grid)), (0, 1, 3, 2, 4, 5))
    return ops.reshape(x, (-1, grid[0] * grid[2], size * size * channels))


@keras.saving.register_keras_serializable(package="nlp_helpers")
class LearnedVectors(keras.layers.Layer):
    """A few learned vectors, the same for every row of a batch: (B, K, D) for any x of B rows.

    A ViT's class token is one of them (Dosovitskiy et al. 2021, equation 1), DETR's object queries
    (Carion et al. 2020, 3.2) and Perceiver's latent array (Jaegle et al. 2021, 3.1) are several.
    The larger `stddev`, the more they differ at first. A count K or a width D below 1 is a
    ValueError. Introduced in chapter 15, Vision transformers.
    """

    def __init__(self, count: int, width: int, *, stddev: float = 0.02, **kwargs):
        super().__init__(**kwargs)
        if count < 1 or width < 1:
            raise ValueError(f"there must be at least 1 vector of width 1, not {count} of {width}")
        self.count, self.width, self.stddev = count, width, stddev

    def build(self, input_shape: tuple) -> None:
        initializer = keras.initializers.RandomNormal(stddev=self.stddev)
        shape = (self.count, self.width)
        self.vectors = self.add_weight(shape=shape, initializer=initializer, name="vectors")

    def call(self, x: Any) -> Any:
        vectors = ops.cast(self.vectors, self.compute_dtype)
        return ops.broadcast_to(vectors, (ops.shape(x)[0], self.count, self.width))

    def get_config(self) -> dict:
        config = {"count": self.count, "width": self.width, "stddev": self.stddev}
        return {**super().get_config(), **config}
