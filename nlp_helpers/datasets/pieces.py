"""Texts as the word pieces that a BERT reads."""

from collections.abc import Sequence

from tokenizers import Tokenizer

from nlp_helpers.datasets.padding import head_and_tail
from nlp_helpers.datasets.words import plain_text

FRAME = ("[CLS]", "[SEP]")  # every text begins with the one and ends with the other


def encode_pieces(
    tokenizer: Tokenizer, texts: Sequence[str], *, limit: int, head: int
) -> list[list[int]]:
    """Turn texts into ids of word pieces, long ones shortened to their beginning and end.

    Introduced in chapter 05, Pretrained embeddings.

    Args:
        tokenizer: of a BERT, as `load_minilm_tokenizer` gives it.
        texts: HTML is taken out of them.
        limit: the longest that a text may be, [CLS] and [SEP] counted.
        head: how many pieces of a text that is too long are taken from its beginning.

    Returns:
        A list of ids a text, [CLS] first and [SEP] last.

    Raises:
        TypeError: a text is not a string.
    """
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"a text must be a string, not {type(text).__name__}: {text!r:.60}")
    first, last = (tokenizer.token_to_id(token) for token in FRAME)
    encoded = tokenizer.encode_batch([plain_text(t) for t in texts], add_special_tokens=False)
    return [[first, *head_and_tail(e.ids, limit - 2, head), last] for e in encoded]
