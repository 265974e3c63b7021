"""A pretrained BERT, with both of its heads."""

import numpy as np
from transformers import BertConfig, BertForPreTraining

from nlp_helpers.checkpoints import MaskedLanguageModel
from nlp_helpers.export.bert_encoder import bert_sizes, put_encoder, subwords
from nlp_helpers.export.converted import Converted, layers_by_name, put, put_parts


def convert(trained: MaskedLanguageModel) -> Converted:
    """Return a pretrained model's counterpart.

    Ours has one logit of "it goes on", theirs one for that and one for "it does not", here 0.
    """
    layers, config = layers_by_name(trained.model), trained.config
    model = BertForPreTraining(BertConfig(**bert_sizes(config))).eval()
    put_encoder(model.bert, layers)
    heads = {
        "bert.pooler.dense": layers["pooler"],
        "cls.predictions.transform.dense": layers["word_dense"],
        "cls.predictions.transform.LayerNorm": layers["word_norm"],
    }
    put_parts(model, heads)
    put(model.cls.predictions.bias, np.zeros(config.vocab_size, "float32"))
    kernel, bias = layers["follows"].get_weights()  # (D, 1), (1,)
    put(model.cls.seq_relationship.weight, np.concatenate([kernel, np.zeros_like(kernel)], 1).T)
    put(model.cls.seq_relationship.bias, np.concatenate([bias, np.zeros_like(bias)]))
    return Converted(
        model,
        subwords(trained.tokenizer, config.max_length),
        task="fill-mask",
        example='"It was a [MASK] film."',
        limits=f"It reads at most {config.max_length} tokens. A mask is a word or the beginning of "
        "one. HTML's tags are taken out of a text, its entities stay.",
    )
