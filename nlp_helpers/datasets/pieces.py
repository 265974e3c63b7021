"""Texts as the word pieces that a BERT reads."""

from collections.abc import Sequence

from tokenizers import Tokenizer

from nlp_helpers.arguments import one_text
from nlp_helpers.datasets.padding import head_and_tail
from nlp_helpers.tokenization import WordPieces, plain_text


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
