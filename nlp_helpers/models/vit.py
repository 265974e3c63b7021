"""A Vision Transformer: patches are the words, an image is the sentence.

Legend: B batch, N patches, T = N or, with tokens before them, N + 1 or N + 2, H heads, D width.
"""

from dataclasses import dataclass

import keras
from keras import layers, ops

from nlp_helpers.arguments import check_sizes
from nlp_helpers.layers import LearnedPositions, LearnedVectors, TransformerBlock, to_patches
from nlp_helpers.layers.transformer import transformer_blocks

POOLINGS = ("class", "mean")


@dataclass(frozen=True)
class ViTConfig:
    """The hyperparameters of a Vision Transformer. Introduced in chapter 15, Vision transformers.

    Raises:
        ValueError: if a size is below 1, the pooling is unknown, or patches do not fill the image.
    """

    image_size: int  # pixels a side
    patch_size: int
    num_classes: int
    channels: int = 1
    width: int = 64  # D
    num_heads: int = 4
    hidden_size: int = 128
    num_blocks: int = 4
    pooling: str = "class"  # what is judged: a token of its own, or the mean of all patches
    distilled: bool = False  # a second token with a second head, which learns from a teacher
    dropout: float = 0.0
    seed: int = 0

    def __post_init__(self):
        check_sizes(self)
        if self.pooling not in POOLINGS or (self.distilled and self.pooling == "mean"):
            raise ValueError(
                f"pooling must be one of {', '.join(POOLINGS)}, and class where it is distilled, "
                f"not {self.pooling!r}"
            )
        if self.image_size % self.patch_size:
            raise ValueError(
                f"patches of {self.patch_size} do not fill an image of {self.image_size} pixels"
            )


def make_vit(config: ViTConfig) -> keras.Model:
    """Build patches, Dense, class token, positions, pre-norm blocks, Dense.

    Figure 1 of Dosovitskiy et al. 2021, and of Touvron et al. 2021 where it is distilled.
    Introduced in chapter 15, Vision transformers.

    Args:
        config: sizes and kind.

    Returns:
        A functional model, images (B, height, width, C) -> logits (B, classes); where it is
        distilled, two of them, as the class token and as the distillation token say.

    Example:
        >>> model = make_vit(ViTConfig(image_size=8, patch_size=2, num_classes=10))
        >>> model.predict_on_batch(np.ones((3, 8, 8, 1), "float32")).shape
        (3, 10)
    """
    x, images = _encoded(config)
    if config.pooling == "mean":
        x = ops.mean(x, axis=1)  # (B, D)
        return keras.Model(images, layers.Dense(config.num_classes, name="logits")(x), name="vit")
    logits = [layers.Dense(config.num_classes, name="logits")(x[:, 0])]
    if config.distilled:
        logits.append(layers.Dense(config.num_classes, name="teacher_logits")(x[:, 1]))
    return keras.Model(images, logits if config.distilled else logits[0], name="vit")


def _encoded(config: ViTConfig) -> tuple:
    """Return what the blocks make of patches and tokens, (B, T, D), and the input."""
    images = keras.Input((config.image_size, config.image_size, config.channels), name="images")
    x = layers.Dense(config.width, name="patch_embedding")(to_patches(images, config.patch_size))
    if tokens := (config.pooling == "class") + config.distilled:
        x = ops.concatenate([LearnedVectors(tokens, config.width, name="tokens")(x), x], axis=1)
    x = LearnedPositions(x.shape[1], name="positions")(x)
    for i in range(config.num_blocks):
        how = {"dropout": config.dropout, "seed": config.seed + i, "name": f"block_{i}"}
        x, _ = TransformerBlock(config.num_heads, config.hidden_size, norm="pre", **how)(x)
    return layers.LayerNormalization(epsilon=1e-6, name="norm")(x), images


def with_patch_attention(model: keras.Model) -> keras.Model:
    """Return the same layers and weights as a model that also tells where its patches look.

    Introduced in chapter 15, Vision transformers.

    Args:
        model: made by `make_vit`.

    Returns:
        Images -> what the model returns, and the weights of each block, (B, H, T, T).
    """
    weights = [block.output[1] for block in transformer_blocks(model)]  # Keras flattens the dict
    return keras.Model(model.input, [model.output, weights], name="vit_with_attention")
