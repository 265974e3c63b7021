"""A classifier of reviews: a BERT and the mean of its tokens."""

import numpy as np
from transformers import PreTrainedModel

from nlp_helpers.checkpoints import Classifier
from nlp_helpers.export.bert_encoder import bert_sizes, put_encoder, subwords, word_pieces
from nlp_helpers.export.converted import Converted, layers_by_name, put
from nlp_helpers.export.mean_pooling import (
    MeanPoolingConfig,
    MeanPoolingForSequenceClassification,
    RotaryMeanPoolingConfig,
    RotaryMeanPoolingForSequenceClassification,
)
from nlp_helpers.models import EncoderConfig

LABELS = ("negative", "positive")
TOKENIZERS = {"minilm": word_pieces, "subwords": subwords}


def convert(trained: Classifier) -> Converted:
    """Return a classifier's counterpart.

    Ours has one logit z and says positive with probability sigmoid(z). Theirs are one a label: 0
    and z, whose softmax is the same.
    """
    layers, how = layers_by_name(trained.model), trained.card["tokenizer"]
    config = trained.config if isinstance(trained.config, EncoderConfig) else EncoderConfig()
    model = _model(
        config.rotary,
        **bert_sizes(config),
        id2label=dict(enumerate(LABELS)),
        label2id={label: i for i, label in enumerate(LABELS)},
    ).eval()
    put_encoder(model.base_model, layers)
    kernel, bias = layers["logits"].get_weights()  # (D, 1), (1,)
    put(model.classifier.weight, np.concatenate([np.zeros_like(kernel), kernel], axis=1).T)
    put(model.classifier.bias, np.concatenate([np.zeros_like(bias), bias]))
    return Converted(
        model,
        TOKENIZERS[how["kind"]](trained.tokenizer, how["limit"]),
        task="text-classification",
        example='"What a waste of time.", truncation=True',
        limits=f"A text of more than {how['limit']} tokens has to be cut. `truncation=True` cuts "
        f"off its end; the package takes out its middle, after the first {how['head']}. HTML's "
        "tags are taken out of a text, its entities stay.",
        options={"trust_remote_code": True},
    )


def _model(rotary: bool, **sizes) -> PreTrainedModel:
    if rotary:
        return RotaryMeanPoolingForSequenceClassification(RotaryMeanPoolingConfig(**sizes))
    return MeanPoolingForSequenceClassification(MeanPoolingConfig(**sizes))
