"""A GPT with learned positions as a GPT-2."""

from transformers import GPT2Config, GPT2LMHeadModel

from nlp_helpers.checkpoints import LanguageModel
from nlp_helpers.export.converted import Part, layers_by_name, put, put_parts
from nlp_helpers.layers import TransformerBlock
from nlp_helpers.models import GPTConfig


def filled_model(trained: LanguageModel) -> GPT2LMHeadModel:
    """Return a GPT-2 with a model's weights."""
    layers = layers_by_name(trained.model)
    model = GPT2LMHeadModel(_config(trained.config)).eval()
    put(model.transformer.wte.weight, layers["embedding"].get_weights()[0])
    put(model.transformer.wpe.weight, layers["positions"].get_weights()[0])
    put_parts(model.transformer, {"ln_f": layers["norm"]})
    for i, to in enumerate(model.transformer.h):
        put_parts(to, _parts(layers[f"block_{i}"]))
    return model


def _parts(block: TransformerBlock) -> dict[str, Part]:
    return {
        "ln_1": block.attention_norm,
        "attn.c_attn": (block.attention.query, block.attention.key, block.attention.value),
        "attn.c_proj": block.attention.output_dense,
        "ln_2": block.output_norm,
        "mlp.c_fc": block.hidden,
        "mlp.c_proj": block.output_dense,
    }


def _config(config: GPTConfig) -> GPT2Config:
    return GPT2Config(
        vocab_size=config.vocab_size,
        n_positions=config.context_length,
        n_embd=config.width,
        n_layer=config.num_blocks,
        n_head=config.num_heads,
        n_inner=config.hidden_size,
        activation_function="gelu",
        embd_pdrop=config.dropout,
        resid_pdrop=config.dropout,
        attn_pdrop=0.0,
        layer_norm_epsilon=1e-12,
        bos_token_id=None,  # a text of characters has neither beginning nor end
        eos_token_id=None,
    )
