"""What all tokenizers have in common, asked of each of them."""

import numpy as np
import pytest
from tokenizers import Tokenizer as Library
from tokenizers import decoders, models, normalizers, pre_tokenizers

from nlp_helpers.tokenization import (
    CasedCharVocabulary,
    CharVocabulary,
    SubwordTokenizer,
    TextVectorizer,
    Tokenizer,
    WordPieces,
    WordVocabulary,
)

TEXTS = ["tom ran and ran", "so tom ran home", "¿qué tal?"]
SYMBOLS = ("pad_id", "start_id", "end_id", "mask_id")


def make_pieces() -> WordPieces:
    """Word pieces as MiniLM has them, of a few words."""
    special = ["[PAD]", *(f"[unused{i}]" for i in range(99)), "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = [*special, "tom", "ran", "and", "so", "home", "que", "ta", "##l", "?", "¿"]
    library = Library(models.WordPiece({piece: i for i, piece in enumerate(pieces)}))
    library.normalizer = normalizers.BertNormalizer()
    library.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    library.decoder = decoders.WordPiece()
    library.add_special_tokens(["[PAD]", *special[-4:]])
    return WordPieces(library)


TRAINED = [
    CharVocabulary.train(TEXTS, vocab_size=40),
    CasedCharVocabulary.train(TEXTS, vocab_size=40),
    WordVocabulary.train(TEXTS, vocab_size=40),
    TextVectorizer.train(TEXTS, vocab_size=40),
    SubwordTokenizer.train(TEXTS, vocab_size=270),
    make_pieces(),
]


@pytest.fixture(params=TRAINED, ids=lambda tokenizer: type(tokenizer).__name__)
def tokenizer(request) -> Tokenizer:
    return request.param


def test_encoding_and_decoding_bring_back_the_words(tokenizer):
    for text in TEXTS[:2]:
        ids = tokenizer.encode(text)
        assert ids.dtype == np.int32
        assert ids.ndim == 1
        assert tokenizer.decode(ids) == text


def test_a_batch_is_its_texts(tokenizer):
    for ids, text in zip(tokenizer.encode_batch(TEXTS), TEXTS, strict=True):
        assert ids.dtype == np.int32
        np.testing.assert_array_equal(ids, tokenizer.encode(text))
    assert tokenizer.encode_batch([]) == []


def test_a_batch_is_a_list_of_strings(tokenizer):
    with pytest.raises(TypeError, match="list of texts, not the string 'tom'"):
        tokenizer.encode_batch("tom")


@pytest.mark.parametrize("wrong", [5, None, b"tom", ["tom"]])
def test_a_text_is_a_string(tokenizer, wrong):
    for take in (tokenizer.encode, lambda text: tokenizer.encode_batch(["tom", text])):
        with pytest.raises(TypeError, match="a text must be a string, not"):
            take(wrong)


def test_symbols_are_ids_of_their_own_or_none(tokenizer):
    symbols = [getattr(tokenizer, name) for name in SYMBOLS]
    ids = [i for i in symbols if i is not None]
    assert len(set(ids)) == len(ids)
    assert all(0 <= i < len(tokenizer) for i in ids)
    written = np.concatenate(tokenizer.encode_batch(TEXTS))
    assert not set(ids) & set(written.tolist())


def test_padding_leaves_no_trace(tokenizer):
    if tokenizer.pad_id is not None:
        padded = [*tokenizer.encode("tom ran"), tokenizer.pad_id, tokenizer.pad_id]
        assert tokenizer.decode(padded) == "tom ran"


def test_which_symbols_there_are():
    found = [[getattr(tokenizer, name) for name in SYMBOLS] for tokenizer in TRAINED]
    none, words = [None] * 4, [0, None, None, None]
    assert found == [none, none, words, words, [0, 2, 3, 1], [0, 101, 102, 103]]


def test_it_outlives_a_file(tokenizer):
    again = type(tokenizer).from_bytes(tokenizer.to_bytes())
    assert again.to_bytes() == tokenizer.to_bytes()
    assert len(again) == len(tokenizer)
    for text in TEXTS:
        np.testing.assert_array_equal(again.encode(text), tokenizer.encode(text))


def test_what_is_no_stored_tokenizer(tokenizer):
    for data in (b"", b"\xff\xfe", b"ba"):
        with pytest.raises(ValueError, match=r"tokenizer|characters?|words|utf-8"):
            type(tokenizer).from_bytes(data)


def test_half_a_surrogate_pair_outlives_a_file():
    for vocabulary in (CharVocabulary.fit("a\ud83d"), WordVocabulary.fit(["a \ud83d"], size=9)):
        assert type(vocabulary).from_bytes(vocabulary.to_bytes()) == vocabulary


def test_word_pieces_are_not_trained():
    with pytest.raises(ValueError, match="load_minilm_tokenizer"):
        WordPieces.train(TEXTS, vocab_size=40)


@pytest.mark.parametrize("missing", ["encode", "from_bytes"])
def test_a_tokenizer_that_lacks_something_cannot_be_made(missing):
    def some(*_, **__): ...

    names = ("train", "__len__", "encode", "decode", "to_bytes", "from_bytes")
    whole = type("Whole", (Tokenizer,), dict.fromkeys(names, some))
    assert whole().mask_id is None
    with pytest.raises(TypeError, match=missing):
        type("Partial", (Tokenizer,), dict.fromkeys(set(names) - {missing}, some))()
