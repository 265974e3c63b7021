"""Texts as the word pieces that a BERT reads."""

from collections.abc import Sequence

from tokenizers import Tokenizer as Library

from nlp_helpers.arguments import at_least, many_texts, one_text
from nlp_helpers.datasets.padding import head_and_tail
from nlp_helpers.errors import ArgumentError
from nlp_helpers.tokenization import SubwordTokenizer, Tokenizer, WordPieces, normalize, plain_text


def encode_pieces(
    tokenizer: Library, texts: Sequence[str], *, limit: int, head: int
) -> list[list[int]]:
    """Turn texts, their HTML taken out, into ids of word pieces: [CLS] first and [SEP] last.

    Introduced in chapter 05, Pretrained embeddings.

    Args:
        tokenizer: of a BERT, as `load_minilm_tokenizer` gives it.
        texts: of any length.
        limit: the longest that a text may be, [CLS] and [SEP] counted; it loses its middle.
        head: how many pieces of a text that is too long are taken from its beginning.

    Raises:
        TypeError: `texts` is one string or holds something else.
        ValueError: `limit` is below 3, or `head` is not between 0 and `limit` - 2.
    """
    plain = [plain_text(one_text(text)) for text in many_texts(texts)]
    return _encode(WordPieces(tokenizer), plain, limit, head)


def prepared(text: str) -> str:
    """Write a text as the course's BERT reads it: without HTML, in lower case, spaces single.

    Introduced in chapter 13, BERT.
    """
    return normalize(plain_text(one_text(text))).lower()


def encode_subwords(
    tokenizer: SubwordTokenizer, texts: Sequence[str], *, limit: int, head: int
) -> list[list[int]]:
    """Turn texts into ids of subwords between start and end, shortened as by `encode_pieces`."""
    return _encode(tokenizer, [prepared(text) for text in many_texts(texts)], limit, head)


def _encode(tokenizer: Tokenizer, texts: Sequence[str], limit: int, head: int) -> list[list[int]]:
    room, head = at_least(3, limit=limit) - 2, at_least(0, head=head)
    if head > room:
        raise ArgumentError(
            f"head must be at most {room}, the limit {limit} less start and end, not {head}"
        )
    shortened = (head_and_tail(ids, room, head) for ids in tokenizer.encode_batch(texts))
    return [[tokenizer.start_id, *ids, tokenizer.end_id] for ids in shortened]
