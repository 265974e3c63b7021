"""A BERT or a RoFormer that classifies by the mean of all its tokens.

This file travels with the exported model, whose `trust_remote_code=True` means: it may be run. It
needs nothing but torch and transformers. Introduced in chapter 16, Hugging Face.
"""

from torch import nn
from transformers import (
    BertConfig,
    BertModel,
    BertPreTrainedModel,
    RoFormerConfig,
    RoFormerModel,
    RoFormerPreTrainedModel,
)
from transformers.modeling_outputs import SequenceClassifierOutput


class MeanPoolingConfig(BertConfig):
    """A BERT's. The name is another, so that nobody loads the weights as a stock BERT by chance."""

    model_type = "bert-mean-pooling"


class RotaryMeanPoolingConfig(RoFormerConfig):
    """A RoFormer's, which tells places by turning, under a name of its own for the same reason."""

    model_type = "roformer-mean-pooling"
    classifier_dropout = None  # stands on a BERT's already


class MeanPooling:
    """On an encoder: the mean of its vectors without the padding's, and a dense layer."""

    def __init__(self, config):
        super().__init__(config)
        setattr(self, self.base_model_prefix, self.make_encoder(config))
        self.dropout = nn.Dropout(config.classifier_dropout or 0.0)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)
        self.post_init()

    def forward(self, input_ids, attention_mask=None, token_type_ids=None, labels=None, **kwargs):
        """Return logits (B, classes), and the loss where there are labels (B,)."""
        if attention_mask is None:
            attention_mask = input_ids.ne(self.config.pad_token_id)
        told = self.base_model(input_ids, attention_mask, token_type_ids, **kwargs)
        real = attention_mask[..., None].to(told.last_hidden_state.dtype)  # (B, T, 1)
        mean = (told.last_hidden_state * real).sum(1) / real.sum(1).clamp(min=1)  # (B, D)
        logits = self.classifier(self.dropout(mean))
        return SequenceClassifierOutput(
            loss=None if labels is None else nn.functional.cross_entropy(logits, labels),
            logits=logits,
            hidden_states=told.hidden_states,
            attentions=told.attentions,
        )


class MeanPoolingForSequenceClassification(MeanPooling, BertPreTrainedModel):
    """A BERT under that head."""

    config_class = MeanPoolingConfig

    def make_encoder(self, config):
        """Return a BERT without what it makes of the first token."""
        return BertModel(config, add_pooling_layer=False)


class RotaryMeanPoolingForSequenceClassification(MeanPooling, RoFormerPreTrainedModel):
    """A RoFormer under that head."""

    config_class = RotaryMeanPoolingConfig

    def make_encoder(self, config):
        """Return a RoFormer."""
        return RoFormerModel(config)


MeanPoolingConfig.register_for_auto_class()
RotaryMeanPoolingConfig.register_for_auto_class()
for kind in (MeanPoolingForSequenceClassification, RotaryMeanPoolingForSequenceClassification):
    kind.register_for_auto_class("AutoModelForSequenceClassification")
