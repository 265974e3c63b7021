"""A Vision Transformer, with a processor of its images."""

import numpy as np
from transformers import ViTConfig, ViTForImageClassification
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

from nlp_helpers.checkpoints import ImageClassifier
from nlp_helpers.errors import ArgumentError
from nlp_helpers.export.converted import Converted, Part, layers_by_name, put, put_parts
from nlp_helpers.layers import TransformerBlock
from nlp_helpers.models import ViTConfig as OurConfig

RGB = 3


def convert(trained: ImageClassifier) -> Converted:
    """Return a classifier's counterpart.

    Raises:
        ValueError: it judges by the mean of its patches, or has a second head.
    """
    config = trained.config
    if config.pooling != "class" or config.distilled:
        raise ArgumentError(
            "transformers' ViT judges by its class token alone: only a ViT with pooling='class' "
            "that is not distilled can be exported"
        )
    layers, model = layers_by_name(trained.model), ViTForImageClassification(_config(config)).eval()
    vit, patches = model.vit, model.vit.embeddings.patch_embeddings.projection
    kernel, bias = layers["patch_embedding"].get_weights()  # (P * P * C, D)
    kernel = kernel.reshape(config.patch_size, config.patch_size, config.channels, config.width)
    if config.channels == 1:  # `pipeline` makes all images coloured: a third of the ink in each
        kernel = np.repeat(kernel / RGB, RGB, axis=2)
    put(patches.weight, kernel.transpose(3, 2, 0, 1))
    put(patches.bias, bias)
    put(vit.embeddings.cls_token, layers["tokens"].get_weights()[0][None])
    put(vit.embeddings.position_embeddings, layers["positions"].get_weights()[0][None])
    for i, to in enumerate(vit.layers):
        put_parts(to, _parts(layers[f"block_{i}"]))
    put_parts(model, {"vit.layernorm": layers["norm"], "classifier": layers["logits"]})
    side = {"height": config.image_size, "width": config.image_size}
    return Converted(
        model,
        ViTImageProcessorPil(size=side, do_normalize=False),  # from 0 for paper to 1 for ink
        task="image-classification",
        example='"digit.png"',
        limits=f"Images are {config.image_size} pixels a side, white ink on black paper; those of "
        "another size are scaled. Grey images are read as coloured ones with three equal channels.",
    )


def _parts(block: TransformerBlock) -> dict[str, Part]:
    return {
        "layernorm_before": block.attention_norm,
        "attention.q_proj": block.attention.query,
        "attention.k_proj": block.attention.key,
        "attention.v_proj": block.attention.value,
        "attention.o_proj": block.attention.output_dense,
        "layernorm_after": block.output_norm,
        "mlp.fc1": block.hidden,
        "mlp.fc2": block.output_dense,
    }


def _config(config: OurConfig) -> ViTConfig:
    labels = [str(label) for label in range(config.num_classes)]
    return ViTConfig(
        image_size=config.image_size,
        patch_size=config.patch_size,
        num_channels=RGB if config.channels == 1 else config.channels,
        hidden_size=config.width,
        num_hidden_layers=config.num_blocks,
        num_attention_heads=config.num_heads,
        intermediate_size=config.hidden_size,
        hidden_act="gelu",
        hidden_dropout_prob=config.dropout,
        attention_probs_dropout_prob=0.0,
        layer_norm_eps=1e-12,
        id2label=dict(enumerate(labels)),
        label2id={label: i for i, label in enumerate(labels)},
    )
