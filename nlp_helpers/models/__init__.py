"""The course's models. Every model returns logits; none knows a decoder."""

from nlp_helpers.models.bert import make_bert, make_bert_classifier, with_attentions
from nlp_helpers.models.char_rnn import (
    CharRNNConfig,
    CharRNNStep,
    make_char_rnn,
    with_explicit_state,
)
from nlp_helpers.models.detr import DETRConfig, make_detr
from nlp_helpers.models.gpt import (
    GPTConfig,
    GPTStep,
    make_gpt,
    window_slide,
    window_start,
    with_attention_weights,
)
from nlp_helpers.models.sentence_encoder import (
    EncoderConfig,
    load_bert_weights,
    lower_blocks,
    make_sentence_encoder,
    make_upper_classifier,
    make_whole_classifier,
    segment_ids,
)
from nlp_helpers.models.sentiment import SentimentRNNConfig, make_sentiment_rnn
from nlp_helpers.models.seq2seq import (
    Seq2SeqConfig,
    Seq2SeqStep,
    make_seq2seq,
    with_alignments,
)
from nlp_helpers.models.transformer import TransformerConfig, TransformerStep, make_transformer
from nlp_helpers.models.vit import ViTConfig, make_vit, with_patch_attention
