"""Subwords, and sentinels that each are one id."""

from dataclasses import dataclass

from tokenizers import AddedToken

from nlp_helpers.tokenization.subwords import SubwordTokenizer

SENTINELS = tuple(f"<{number}>" for number in range(1, 13))  # what stands for hidden words


@dataclass(frozen=True)
class SentinelTokenizer(SubwordTokenizer):
    """A `SubwordTokenizer` to which each of `SENTINELS` is one piece; they have the last ids.

    Introduced in chapter 14, Text to text.

    Example:
        >>> tokenizer = SentinelTokenizer.train(["Thank you."], vocab_size=280)
        >>> tokenizer.pieces(tokenizer.encode("<1> <2>"))
        [' <1>', ' <2>']
    """

    # With its space, as every other word: so that no space is lost when ids become text.
    added = tuple(AddedToken(f" {sentinel}", normalized=False) for sentinel in SENTINELS)
