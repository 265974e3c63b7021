"""A GPT with rotary positions as a GPT-NeoX (Black et al. 2022) that adds its parts in turn."""

import numpy as np
from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

from nlp_helpers.checkpoints import LanguageModel
from nlp_helpers.export.converted import layers_by_name, put, put_parts
from nlp_helpers.layers import MultiHeadAttention
from nlp_helpers.layers.positions import SLOWEST
from nlp_helpers.models import GPTConfig


def filled_model(trained: LanguageModel) -> GPTNeoXForCausalLM:
    """Return a GPT-NeoX with a model's weights."""
    layers = layers_by_name(trained.model)
    model = GPTNeoXForCausalLM(_config(trained.config)).eval()
    put(model.gpt_neox.embed_in.weight, layers["embedding"].get_weights()[0])
    put_parts(model.gpt_neox, {"final_layer_norm": layers["norm"]})
    for i, to in enumerate(model.gpt_neox.layers):
        block = layers[f"block_{i}"]
        _put_attention(to.attention, block.attention)
        parts = {
            "input_layernorm": block.attention_norm,
            "post_attention_layernorm": block.output_norm,
            "mlp.dense_h_to_4h": block.hidden,
            "mlp.dense_4h_to_h": block.output_dense,
        }
        put_parts(to, parts)
    return model


def _put_attention(to, attention: MultiHeadAttention) -> None:
    """Fill a NeoX attention, which has query, key and value of a head side by side."""
    sources = [each.get_weights() for each in (attention.query, attention.key, attention.value)]
    kernels, biases = (np.stack(each) for each in zip(*sources, strict=True))  # (3, D, D), (3, D)
    put(to.query_key_value.weight, _by_head(kernels.swapaxes(1, 2), attention.num_heads))
    put(to.query_key_value.bias, _by_head(biases, attention.num_heads))
    put_parts(to, {"dense": attention.output_dense})


def _by_head(three: np.ndarray, heads: int) -> np.ndarray:
    """Reorder rows of query, key and value, (3, D, ...), to (3 D, ...), head after head."""
    _, width, *rest = three.shape
    return three.reshape(3, heads, width // heads, *rest).swapaxes(0, 1).reshape(-1, *rest)


def _config(config: GPTConfig) -> GPTNeoXConfig:
    return GPTNeoXConfig(
        vocab_size=config.vocab_size,
        max_position_embeddings=config.context_length,
        hidden_size=config.width,
        num_hidden_layers=config.num_blocks,
        num_attention_heads=config.num_heads,
        intermediate_size=config.hidden_size,
        hidden_dropout=config.dropout,
        layer_norm_eps=1e-12,
        use_parallel_residual=False,
        rope_parameters={
            "rope_type": "default",
            "rope_theta": float(SLOWEST),
            "partial_rotary_factor": 1.0,
        },
        tie_word_embeddings=True,
        bos_token_id=None,  # a text of characters has neither beginning nor end
        eos_token_id=None,
    )
