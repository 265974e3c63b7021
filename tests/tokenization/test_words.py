"""Texts to words to ids and back, against Keras's own vectorization and on awkward texts."""

import random
import time
from collections import Counter

import keras
import numpy as np
import pytest

from nlp_helpers.tokenization import WordVocabulary, plain_text, split_words

# Seven words, each clearly more frequent than the next.
FREQUENCIES = {"the": 70, "film": 60, ",": 50, "good": 40, "fun": 30, "bad": 20, "n't": 10}
TEXTS = [
    " ".join(random.Random(seed).choices(*zip(*FREQUENCIES.items(), strict=True), k=200))
    for seed in range(20)
]


def by_keras(**settings):
    """Keras's layer on words that are cut already."""
    return keras.layers.TextVectorization(standardize=None, split="whitespace", **settings)


def test_the_vocabulary_is_the_one_that_keras_counts():
    cut = [" ".join(split_words(text)) for text in TEXTS]
    layer = by_keras(max_tokens=7)
    layer.adapt(cut)
    vocabulary = WordVocabulary.fit(TEXTS, size=7)
    assert vocabulary.words == tuple(layer.get_vocabulary()) == ("", "[UNK]", *FREQUENCIES)[:7]
    ids = layer(cut)
    for text, row in zip(TEXTS, np.asarray(ids), strict=True):
        encoded = vocabulary.encode(text)
        assert encoded.dtype == np.int32
        assert encoded.tolist() == row[: len(encoded)].tolist()


def test_ids_are_places_in_the_order_of_frequency():
    counts = Counter(word for text in TEXTS for word in split_words(text))
    vocabulary = WordVocabulary.fit(TEXTS, size=1000)
    assert len(vocabulary) == len(vocabulary.words) == 2 + len(counts)
    assert sorted(vocabulary.words[2:]) == sorted(counts)
    frequencies = [counts[word] for word in vocabulary.words[2:]]
    assert frequencies == sorted(frequencies, reverse=True)
    for i, word in enumerate(vocabulary.words[2:], start=2):
        assert vocabulary.encode(word).tolist() == [i]


def test_ties_are_broken_by_the_alphabet_not_by_the_order_of_the_texts():
    one = WordVocabulary.fit(["b a", "d c"], size=5)
    assert one == WordVocabulary.fit(["c d", "a b"], size=5)
    assert one.words == ("", "[UNK]", "a", "b", "c")


def test_decoding_gives_the_words_without_padding():
    vocabulary = WordVocabulary.fit(TEXTS, size=5)
    text = "the plot thickens, it's good"
    known = [word if word in vocabulary.words else "[UNK]" for word in split_words(text)]
    assert vocabulary.decode([*vocabulary.encode(text), 0, 0]).split() == known
    assert vocabulary.decode([]) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t\xa0", []),
        ("?!...", list("?!...")),
        ("<br /><br>", []),
        ("Good<br/>bad", ["good", "bad"]),
        ('<a href="http://x.org">Here</a>', ["here"]),
        ("1 < 2 > 0, I <3 it", [*"1<2>0", ",", "i", "<", "3", "it"]),
        ("Tom &amp; Jerry &lt;b&gt;", ["tom", "&", "jerry", "<", "b", ">"]),
        ("10/10", ["10", "/", "10"]),
        ("well-made", ["well", "-", "made"]),
        ("the '80s 'hit'", ["the", "'", "80s", "'", "hit", "'"]),
        (
            "It’s what they'd say, can't we?",
            ["it", "'s", "what", "they", "'d", "say", ",", "ca", "n't", "we", "?"],
        ),
        ("“Isn't it?”", ['"', "is", "n't", "it", "?", '"']),
        ("Cafe\N{COMBINING ACUTE ACCENT}", ["café"]),
        ("ΣΊΣΥΦΟΣ", ["σίσυφος"]),
        ("great 🎬👍", ["great", "🎬", "👍"]),
        ("映画", ["映画"]),
        ("nul\0byte", ["nul", "\0", "byte"]),
        ("half \ud83d pair", ["half", "\ud83d", "pair"]),
    ],
)
def test_words_are_cut(text, expected):
    assert split_words(text) == expected
    assert WordVocabulary.fit(["good"], size=3).encode(text).shape == (len(expected),)


def test_html_goes_and_the_text_stays():
    assert plain_text("a<br />b &amp; c<i>d</i>") == "a b & c d "


@pytest.mark.parametrize(
    "text",
    ["so good, " * 100_000, "<a" * 100_000, "'" * 200_000, "a'" * 100_000, "&amp;" * 50_000],
    ids=["words", "open tags", "quotes", "joined", "entities"],
)
def test_a_very_long_text_takes_no_more_than_its_share(text):
    start = time.process_time()
    ids = WordVocabulary.fit(["so good"], size=4).encode(text)
    assert 0 < len(ids) <= len(text)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("text", [b"so good", None, 5, ["so", "good"], float("nan")])
def test_what_is_not_a_string_is_named(text):
    with pytest.raises(TypeError, match=f"must be a string, not {type(text).__name__}"):
        split_words(text)
    with pytest.raises(TypeError, match="must be a string"):
        WordVocabulary.fit(["so good", text], size=5)


def test_one_string_is_not_a_list_of_texts():
    with pytest.raises(TypeError, match="list of texts, not the string 'so good'"):
        WordVocabulary.fit("so good", size=5)


def test_sizes_that_hold_no_word():
    with pytest.raises(ValueError, match="size must be at least 3, not 2"):
        WordVocabulary.fit(["so good"], size=2)
    with pytest.raises(TypeError, match=r"size must be an integer, not 10\.5"):
        WordVocabulary.fit(["so good"], size=10.5)


@pytest.mark.parametrize(
    "bad", [("so", "good"), ("", "[UNK]", "so", "so"), ("[UNK]", "", "so"), ()]
)
def test_words_that_fit_would_not_make(bad):
    with pytest.raises(ValueError, match=r"WordVocabulary\.fit"):
        WordVocabulary(bad)


@pytest.mark.parametrize("ids", [[2, 3], [-1]])
def test_ids_outside_the_vocabulary(ids):
    with pytest.raises(ValueError, match=f"id {ids[-1]} is outside .* from 0 to 2"):
        WordVocabulary.fit(["good"], size=3).decode(ids)


def test_ids_of_the_wrong_kind():
    with pytest.raises(TypeError):
        WordVocabulary.fit(["good"], size=3).decode([0.5])
