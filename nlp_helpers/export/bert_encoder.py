"""What all exported BERTs have in common: the encoder, and tokenizers of pieces.

One that tells places by turning, as `rotary` does, is a RoFormer there (Su et al. 2021).
"""

import json

import numpy as np
import tokenizers
import torch
from tokenizers import AddedToken, Regex, normalizers, processors
from transformers import BertModel, PreTrainedTokenizerFast, RoFormerModel

from nlp_helpers.export.converted import put, put_parts
from nlp_helpers.models import EncoderConfig
from nlp_helpers.models.sentence_encoder import bert_names
from nlp_helpers.tokenization import END_ID, SPECIAL_IDS, START_ID, SubwordTokenizer

SPECIAL = {"pad_token": "[PAD]", "mask_token": "[MASK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
TAG = Regex(r"(?i)</?[a-z][^<>]{0,200}>")  # as in `plain_text`


def bert_sizes(config: EncoderConfig) -> dict:
    """Return the configuration of the encoder as `transformers` names a BERT's or RoFormer's."""
    return {
        "vocab_size": config.vocab_size,
        "hidden_size": config.width,
        "num_hidden_layers": config.num_blocks,
        "num_attention_heads": config.num_heads,
        "intermediate_size": config.hidden_size,
        "hidden_act": "gelu",
        "hidden_dropout_prob": config.dropout,
        "attention_probs_dropout_prob": 0.0,
        "max_position_embeddings": config.max_length,
        "layer_norm_eps": 1e-12,
        "pad_token_id": 0,
    }


def put_encoder(to: BertModel | RoFormerModel, layers: dict) -> None:
    """Fill an encoder with another's layers, by name; segments are zero where it has none."""
    embeddings = to.embeddings
    put(embeddings.word_embeddings.weight, layers["words"].get_weights()[0])
    for learned in layers["positions"].get_weights():  # turning needs none
        put(embeddings.position_embeddings.weight, learned)
    segments = np.zeros(tuple(embeddings.token_type_embeddings.weight.shape), "float32")
    if "segments" in layers:
        [segments] = layers["segments"].get_weights()
    put(embeddings.token_type_embeddings.weight, segments)
    put_parts(embeddings, {"LayerNorm": layers["embedding_norm"]})
    for i, its_block in enumerate(to.encoder.layer):
        block = layers[f"block_{i}"]
        put_parts(its_block, bert_names(block))
        if block.attention.rotary:
            its_attention = its_block.attention.self
            _interleave(its_attention.query, block.attention.num_heads)
            _interleave(its_attention.key, block.attention.num_heads)


def _interleave(linear: torch.nn.Linear, heads: int) -> None:
    """Reorder what makes queries or keys.

    Of a head's d numbers `rotary` turns i with i + d/2, a RoFormer 2i with 2i + 1. Scores are the
    same, since queries and keys are reordered alike.
    """
    for parameter in linear.parameters():  # (D, D) and (D,)
        halves = parameter.detach().unflatten(0, (heads, 2, -1))  # (H, 2, d/2, ...)
        put(parameter, halves.transpose(1, 2).flatten(0, 2).numpy())


def word_pieces(library: tokenizers.Tokenizer, limit: int) -> PreTrainedTokenizerFast:
    """Return MiniLM's tokenizer, which takes HTML tags out, too."""
    library.normalizer = normalizers.Sequence([normalizers.Replace(TAG, " "), library.normalizer])
    return _fast(library, limit, unk_token="[UNK]")


def subwords(tokenizer: SubwordTokenizer, limit: int) -> PreTrainedTokenizerFast:
    """Return a tokenizer with the special ids among the library's own, which prepares texts itself.

    A mask is looked for when the text is prepared, and takes the space before it with it: that
    belongs to the word to be guessed.
    """
    told = json.loads(tokenizer.to_bytes())
    ids = told["model"]["vocab"]
    told["model"]["vocab"] = {piece: i + SPECIAL_IDS for piece, i in ids.items()}
    told["model"]["vocab"] |= {token: i for i, token in enumerate(SPECIAL.values())}
    library = tokenizers.Tokenizer.from_str(json.dumps(told))
    library.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(TAG, " "),
            normalizers.NFC(),
            normalizers.Replace(Regex(r"[[\p{Cc}\p{Cf}]&&[^\s]]"), ""),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
            normalizers.Lowercase(),
            normalizers.Prepend(" "),
        ]
    )
    library.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", START_ID), ("[SEP]", END_ID)],
    )
    return _fast(library, limit, mask_token=AddedToken("[MASK]", special=True, normalized=True))


def _fast(library: tokenizers.Tokenizer, limit: int, **more) -> PreTrainedTokenizerFast:
    return PreTrainedTokenizerFast(
        tokenizer_object=library,
        model_max_length=limit,
        clean_up_tokenization_spaces=False,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        **(SPECIAL | more),
    )
