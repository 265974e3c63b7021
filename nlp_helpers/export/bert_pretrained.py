"""A pretrained BERT, with both of its heads; as a RoFormer with that of words alone."""

import numpy as np
from transformers import BertConfig, BertForPreTraining, RoFormerConfig, RoFormerForMaskedLM

from nlp_helpers.checkpoints import MaskedLanguageModel
from nlp_helpers.export.bert_encoder import bert_sizes, put_encoder, subwords
from nlp_helpers.export.converted import Converted, layers_by_name, put, put_parts

NO_PAIRS = " The head that says whether one text goes on from another is not in this folder."


def convert(trained: MaskedLanguageModel) -> Converted:
    """Return a pretrained model's counterpart.

    No RoFormer there judges pairs: its classifier has GELU where our pooler has tanh.
    """
    layers, config = layers_by_name(trained.model), trained.config
    if config.rotary:
        model = RoFormerForMaskedLM(RoFormerConfig(**bert_sizes(config))).eval()
    else:
        model = BertForPreTraining(BertConfig(**bert_sizes(config))).eval()
        _put_pairs_head(model, layers)
    put_encoder(model.base_model, layers)
    head = {"dense": layers["word_dense"], "LayerNorm": layers["word_norm"]}
    put_parts(model.cls.predictions.transform, head)
    put(model.cls.predictions.bias, np.zeros(config.vocab_size, "float32"))
    return Converted(
        model,
        subwords(trained.tokenizer, config.max_length),
        task="fill-mask",
        example='"It was a [MASK] film."',
        limits=f"It reads at most {config.max_length} tokens. A mask is a word or the beginning of "
        "one. HTML's tags are taken out of a text, its entities stay."
        + (NO_PAIRS if config.rotary else ""),
    )


def _put_pairs_head(model: BertForPreTraining, layers: dict) -> None:
    """Fill the head of pairs.

    Ours has one logit of "it goes on", theirs one for that and one for "it does not", here 0.
    """
    put_parts(model, {"bert.pooler.dense": layers["pooler"]})
    kernel, bias = layers["follows"].get_weights()  # (D, 1), (1,)
    put(model.cls.seq_relationship.weight, np.concatenate([kernel, np.zeros_like(kernel)], 1).T)
    put(model.cls.seq_relationship.bias, np.concatenate([bias, np.zeros_like(bias)]))
