"""A Vision Transformer that reads digits. Introduced in chapter 15, Vision transformers."""

from nlp_helpers.models import ViTConfig
from nlp_helpers.training.corpora import HANDWRITTEN
from nlp_helpers.training.images import ImageLabels
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Recipe, Tokenization

RECIPE = Recipe(
    name="vit-mini",
    title="A Vision Transformer that reads handwritten digits",
    corpus=HANDWRITTEN,
    tokenization=Tokenization("none"),
    architecture="vit",
    config=ViTConfig(
        image_size=8,
        patch_size=4,
        num_classes=10,
        width=64,
        num_heads=4,
        hidden_size=128,
        num_blocks=3,
        dropout=0.1,
    ),
    objective=ImageLabels(shift=1, turn=12.0, stretch=0.1, label_smoothing=0.05),
    optimization=Optimization(
        steps=5_000,
        batch_size=64,
        peak_learning_rate=2e-3,
        warmup_steps=300,
        weight_decay=0.1,
        ema_momentum=0.995,
        evaluate_every=500,
    ),
)
