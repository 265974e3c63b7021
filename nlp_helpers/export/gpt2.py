"""A GPT of characters as a GPT-2, with a tokenizer of its characters."""

import tokenizers
from tokenizers import Regex, decoders, models, normalizers, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

from nlp_helpers.checkpoints import LanguageModel
from nlp_helpers.datasets import CharVocabulary
from nlp_helpers.export.converted import Converted, Part, layers_by_name, put, put_parts
from nlp_helpers.layers import TransformerBlock
from nlp_helpers.models import GPTConfig


def convert(trained: LanguageModel) -> Converted:
    """Return a language model's counterpart.

    A GPT-2 has one epsilon for all its norms. The blocks' is taken; what the last norm divides by
    is so much more that its own, 1e-5, makes no difference.
    """
    layers, config = layers_by_name(trained.model), trained.config
    model = GPT2LMHeadModel(_config(config)).eval()
    put(model.transformer.wte.weight, layers["embedding"].get_weights()[0])
    put(model.transformer.wpe.weight, layers["positions"].get_weights()[0])
    put_parts(model.transformer, {"ln_f": layers["norm"]})
    for i, to in enumerate(model.transformer.h):
        put_parts(to, _parts(layers[f"block_{i}"]))
    return Converted(
        model,
        character_tokenizer(trained.vocabulary, config.context_length),
        task="text-generation",
        example='"To be, or not to be", max_new_tokens=100, do_sample=False',
        limits=f"Prompt and continuation are at most {config.context_length} characters long: in "
        "the package the window slides on, here it does not. A character that is not in the "
        "vocabulary is an error.",
    )


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


def character_tokenizer(vocabulary: CharVocabulary, limit: int) -> PreTrainedTokenizerFast:
    """Return a tokenizer whose tokens are a vocabulary's characters, with its ids."""
    ids = {character: i for i, character in enumerate(vocabulary.characters)}
    library = tokenizers.Tokenizer(models.WordLevel(ids))
    if vocabulary.lower_cased:
        library.normalizer = normalizers.Lowercase()
    library.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    library.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(
        tokenizer_object=library,
        model_max_length=limit,
        clean_up_tokenization_spaces=False,
        model_input_names=["input_ids", "attention_mask"],
    )
