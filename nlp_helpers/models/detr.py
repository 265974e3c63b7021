"""A detector of objects that predicts a set: DETR in small.

Legend: B batch, N patches, Q queries, K classes, D width.
"""

from dataclasses import dataclass

import keras
from keras import layers

from nlp_helpers.arguments import check_sizes
from nlp_helpers.layers import LearnedPositions, LearnedVectors, TransformerBlock, to_patches


@dataclass(frozen=True)
class DETRConfig:
    """The hyperparameters of a detector. Introduced in chapter 15, Vision transformers.

    Raises:
        ValueError: if a size is below 1.
    """

    image_size: int  # pixels a side
    patch_size: int
    num_classes: int  # K, without "nothing"
    queries: int  # Q, as many objects as can be found at most
    width: int = 64  # D
    num_heads: int = 4
    hidden_size: int = 128
    num_blocks: int = 2  # of the encoder, and of the decoder

    def __post_init__(self):
        check_sizes(self)


def make_detr(config: DETRConfig) -> keras.Model:
    """Build patches, encoder, queries, decoder, two heads (Carion et al. 2020, figure 2).

    The paper's patches come from a ResNet; ours are pixels. Introduced in chapter 15, Vision
    transformers.

    Args:
        config: sizes.

    Returns:
        A functional model, images (B, height, width, 1) -> logits (B, Q, K + 1), the last class
        being "nothing", and boxes (B, Q, 4): centre, width and height as shares of the image's.

    Example:
        >>> model = make_detr(DETRConfig(8, patch_size=4, num_classes=3, queries=5))
        >>> [each.shape for each in model.predict_on_batch(np.ones((2, 8, 8, 1), "float32"))]
        [(2, 5, 4), (2, 5, 4)]
    """
    images = keras.Input((config.image_size, config.image_size, 1), name="images")
    x = layers.Dense(config.width, name="patch_embedding")(to_patches(images, config.patch_size))
    x = LearnedPositions(x.shape[1], name="positions")(x)
    for i in range(config.num_blocks):
        x, _ = _block(config, f"encoder_{i}")(x)
    memory = layers.LayerNormalization(epsilon=1e-6, name="memory")(x)  # (B, N, D)
    x = LearnedVectors(config.queries, config.width, stddev=1.0, name="queries")(images)
    for i in range(config.num_blocks):
        x, _ = _block(config, f"decoder_{i}", cross=True)(x, memory=memory)
    x = layers.LayerNormalization(epsilon=1e-6, name="found")(x)  # (B, Q, D)
    logits = layers.Dense(config.num_classes + 1, name="logits")(x)
    hidden = layers.Dense(config.width, activation="relu", name="box_hidden")(x)
    boxes = layers.Dense(4, activation="sigmoid", name="boxes")(hidden)
    return keras.Model(images, [logits, boxes], name="detr")


def _block(config: DETRConfig, name: str, **kind: bool) -> TransformerBlock:
    return TransformerBlock(config.num_heads, config.hidden_size, norm="pre", name=name, **kind)
