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
        width=96,
        num_heads=4,
        hidden_size=192,
        num_blocks=3,
        dropout=0.15,
    ),
    objective=ImageLabels(shift=1, turn=15.0, stretch=0.15, label_smoothing=0.05),
    optimization=Optimization(
        steps=3_600,
        batch_size=64,
        peak_learning_rate=2e-3,
        warmup_steps=250,
        weight_decay=0.2,
        beta_2=0.99,
        ema_momentum=0.995,
        evaluate_every=400,
    ),
)
