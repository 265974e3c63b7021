"""Texts as the word pieces that a BERT reads."""

from collections.abc import Sequence

from tokenizers import Tokenizer

from nlp_helpers.arguments import one_text
from nlp_helpers.datasets.padding import head_and_tail
from nlp_helpers.tokenization import SubwordTokenizer, WordPieces, normalize, plain_text


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
    """
    pieces = WordPieces(tokenizer)
    encoded = pieces.encode_batch([plain_text(one_text(text)) for text in texts])
    shortened = (head_and_tail(ids, limit - 2, head) for ids in encoded)
    return [[pieces.start_id, *ids, pieces.end_id] for ids in shortened]


def prepared(text: str) -> str:
    """Write a text as the course's BERT reads it: without HTML, in lower case, spaces single.

    Introduced in chapter 13, BERT.

    Raises:
        TypeError: `text` is not a string.
    """
    return normalize(plain_text(one_text(text))).lower()


def encode_subwords(
    tokenizer: SubwordTokenizer, texts: Sequence[str], *, limit: int, head: int
) -> list[list[int]]:
    """Turn texts into ids of subwords between start and end, shortened as by `encode_pieces`."""
    encoded = tokenizer.encode_batch([prepared(text) for text in texts])
    shortened = (head_and_tail(ids, limit - 2, head) for ids in encoded)
    return [[tokenizer.start_id, *ids, tokenizer.end_id] for ids in shortened]
