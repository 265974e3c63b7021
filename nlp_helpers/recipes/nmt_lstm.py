"""A translator without attention: one LSTM reads the sentence, another writes its translation.

Introduced in chapter 07, Encoder and decoder.
"""

from nlp_helpers.models import Seq2SeqConfig
from nlp_helpers.training.corpora import TRANSLATIONS
from nlp_helpers.training.optimization import Optimization
from nlp_helpers.training.recipe import Recipe, Tokenization
from nlp_helpers.training.translation import NextPiece

RECIPE = Recipe(
    name="nmt-lstm",
    title="An LSTM that reads English and an LSTM that writes Spanish",
    corpus=TRANSLATIONS,
    tokenization=Tokenization("subwords", vocab_size=4_000, limit=48),  # 18 pairs are longer
    architecture="seq2seq-rnn",
    config=Seq2SeqConfig(
        source_vocab_size=4_000,
        target_vocab_size=4_000,
        embedding_size=256,
        units=384,
        embedding_dropout=0.2,
        output_dropout=0.3,
    ),
    objective=NextPiece(label_smoothing=0.1),
    optimization=Optimization(
        steps=8_660,  # ten epochs
        batch_size=128,
        peak_learning_rate=2e-3,
        warmup_steps=400,
        weight_decay=0.02,
        undecayed=(),
        ema_momentum=0.998,
        evaluate_every=433,
    ),
)
