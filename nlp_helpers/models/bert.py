"""BERT: one encoder under two heads for pretraining, or under one for classification.

Legend: B batch, T length, M masked places, D width, V vocabulary, N blocks, H heads.
"""

import keras
from keras import layers, ops

from nlp_helpers.layers import masked_mean, transformer_blocks
from nlp_helpers.models.sentence_encoder import EncoderConfig, make_sentence_encoder


def make_bert(config: EncoderConfig) -> keras.Model:
    """Put the two heads of pretraining on an encoder (Devlin et al. 2019, section 3.1).

    One guesses the words at some places. It scores them with the vectors that words are read with;
    BERT's bias a word is left to the last norm's. The other says from the first vector whether the
    second half of a pair goes on from the first. Introduced in chapter 13, BERT.

    Args:
        config: sizes of the encoder.

    Returns:
        A functional model, ids (B, T) and places (B, M), both int32 -> word logits (B, M, V) and
        logits (B, 1) of "it goes on".
    """
    small = _small(config)
    encoder = make_sentence_encoder(config, small)
    begin = {"kernel_initializer": small}
    places = keras.Input((None,), dtype="int32", name="places")
    x = ops.take_along_axis(encoder.output, places[..., None], axis=1)  # (B, M, D)
    x = layers.Dense(config.width, activation="gelu", name="word_dense", **begin)(x)
    x = layers.LayerNormalization(epsilon=1e-12, name="word_norm")(x)
    words = encoder.get_layer("words")(x, reverse=True)  # (B, M, V)
    pooler = layers.Dense(config.width, activation="tanh", name="pooler", **begin)
    follows = layers.Dense(1, name="follows", **begin)(pooler(encoder.output[:, 0]))  # (B, 1)
    return keras.Model([encoder.input, places], [words, follows], name="bert")


def make_bert_classifier(config: EncoderConfig) -> keras.Model:
    """Put a mean over the tokens and one dense unit on an encoder.

    BERT classifies by the first vector; a small one does better by the mean of all. Introduced in
    chapter 13, BERT.

    Args:
        config: sizes of the encoder.

    Returns:
        A functional model, ids (B, T) int32 -> logits (B, 1).
    """
    small = _small(config)
    encoder = make_sentence_encoder(config, small)
    x = masked_mean(encoder.output, ops.not_equal(encoder.input, 0))  # (B, D)
    x = layers.Dropout(config.dropout, seed=config.seed, name="output_dropout")(x)
    logits = layers.Dense(1, kernel_initializer=small, name="logits")(x)
    return keras.Model(encoder.input, logits, name="bert_classifier")


def with_attentions(model: keras.Model) -> keras.Model:
    """Return a model on the same layers that tells where every head of every block looks.

    Introduced in chapter 13, BERT.

    Args:
        model: built on `make_sentence_encoder`.

    Returns:
        A functional model, ids (B, T) -> weights (B, N, H, T, T).
    """
    each = [block.output[1] for block in transformer_blocks(model)]  # Keras flattens outputs
    weights = ops.stack(each, axis=1)
    return keras.Model(model.get_layer("ids").output, weights, name="attentions")


def _small(config: EncoderConfig) -> keras.initializers.Initializer:
    """Begin as BERT's code does: normal, 0.02, nothing beyond two deviations.

    As Keras begins, positions are louder than words, and it takes long until a word is heard.
    """
    seed = keras.random.SeedGenerator(config.seed)
    return keras.initializers.TruncatedNormal(stddev=0.02, seed=seed)
