"""A GPT of characters as a GPT-2, or with rotary positions as a GPT-NeoX, and its tokenizer."""

import tokenizers
from tokenizers import Regex, decoders, models, normalizers, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from nlp_helpers.checkpoints import LanguageModel
from nlp_helpers.datasets import CharVocabulary
from nlp_helpers.export import gpt2, gpt_neox
from nlp_helpers.export.converted import Converted


def convert(trained: LanguageModel) -> Converted:
    """Return a language model's counterpart.

    Theirs have one epsilon for all their norms. The blocks' is taken; what the last norm divides by
    is so much more that its own, 1e-5, makes no difference.
    """
    counterpart = gpt_neox if trained.config.rotary else gpt2
    context_length = trained.config.context_length
    return Converted(
        counterpart.filled_model(trained),
        character_tokenizer(trained.vocabulary, context_length),
        task="text-generation",
        example='"To be, or not to be", max_new_tokens=100, do_sample=False',
        limits=f"Prompt and continuation are at most {context_length} characters long: in "
        "the package the window slides on, here it does not. A character that is not in the "
        "vocabulary is an error.",
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
