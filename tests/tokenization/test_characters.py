"""Characters to ids and back."""

import numpy as np
import pytest

from nlp_helpers.tokenization import CasedCharVocabulary, CharVocabulary

LETTERS = CharVocabulary("\n '-abcdefghijklmnopqrstuvwxyz")


def test_fit_sorts_and_lowers():
    assert CharVocabulary.fit("Cab, a CAB") == CharVocabulary(" ,abc")
    assert len(CharVocabulary.fit("Cab, a CAB")) == 5


def test_decoding_undoes_encoding():
    ids = LETTERS.encode("O Romeo's")
    assert ids.dtype == np.int32
    assert ids.tolist() == [LETTERS.characters.index(c) for c in "o romeo's"]
    assert LETTERS.decode(ids) == "o romeo's"
    assert LETTERS.decode(ids.tolist()) == "o romeo's"


def test_the_empty_text():
    assert LETTERS.encode("").shape == (0,)
    assert LETTERS.decode([]) == ""
    assert LETTERS.fold("") == ("", 0)


def test_unknown_characters_are_named_with_the_remedy():
    with pytest.raises(ValueError, match=r"2 distinct characters .*'!', '€'.*\.fold"):
        LETTERS.encode("five € !!")
    with pytest.raises(ValueError, match=r"'4', \.\.\.\. Give"):
        LETTERS.encode("0123456789")
    with pytest.raises(ValueError, match="udc80"):
        LETTERS.encode("half a pair \udc80")


@pytest.mark.parametrize("ids", [[0, 30], [-1]])
def test_ids_outside_the_vocabulary(ids):
    with pytest.raises(ValueError, match=f"id {ids[-1]} is outside .* from 0 to 29"):
        LETTERS.decode(ids)


def test_ids_of_the_wrong_kind():
    for ids in ([0.5], [[1, 2]], np.ones((2, 1), int), np.ones((1, 2), int)):
        with pytest.raises(TypeError, match="integer"):
            LETTERS.decode(ids)


@pytest.mark.parametrize("wrong", ["ba", "aa", "A"])
def test_characters_that_fit_would_not_make(wrong):
    with pytest.raises(ValueError, match=r"distinct, lower-cased and sorted"):
        CharVocabulary(wrong)


@pytest.mark.parametrize("kind", [CharVocabulary, CasedCharVocabulary])
@pytest.mark.parametrize("wrong", [5, None, ["a"]])
def test_a_text_to_fit_or_to_fold_is_a_string(kind, wrong):
    for take in (kind.fit, kind("a").fold):
        with pytest.raises(TypeError, match="a text must be a string, not"):
            take(wrong)


def test_an_empty_vocabulary():
    with pytest.raises(ValueError, match="at least one character"):
        CharVocabulary.fit("")


@pytest.mark.parametrize(
    ("text", "folded", "dropped"),
    [
        ("“It’s naïve”", "it's naive", 2),
        ("em—dash, en–dash", "em--dash en-dash", 1),
        ("cafe\N{COMBINING ACUTE ACCENT}", "cafe", 0),
        ("Œuvre\tﬁn", "oeuvre fin", 0),
        ("a\r\nb", "a\nb", 0),
        ("日本", "", 2),
    ],
)
def test_fold_brings_a_text_near(text, folded, dropped):
    assert LETTERS.fold(text) == (folded, dropped)
    assert LETTERS.decode(LETTERS.encode(folded)) == folded


def test_fold_keeps_what_is_known():
    assert CharVocabulary.fit("né“”").fold("“NÉ”") == ("“né”", 0)
    assert CharVocabulary.fit("ab\r\n").fold("a\r\nb") == ("a\r\nb", 0)


@pytest.mark.parametrize("known", ["café", "cafe\N{COMBINING ACUTE ACCENT}"])
@pytest.mark.parametrize("text", ["CAFÉ", "cafe\N{COMBINING ACUTE ACCENT}"])
def test_an_accent_is_known_however_it_is_spelled(known, text):
    assert CharVocabulary.fit(known).fold(text) == (known, 0)


def test_capitals_may_be_characters_of_their_own():
    cased = CasedCharVocabulary.fit("Cab, a CAB")
    assert cased.characters == " ,ABCab"
    assert cased.decode(cased.encode("Bab")) == "Bab"
    assert cased.fold("Bäb, c!") == ("Bab, ", 2)
    letters = CasedCharVocabulary.fit(LETTERS.characters + LETTERS.characters.upper())
    assert letters.fold("Ørsted Æ Œ ẞ") == ("Orsted AE OE SS", 0)
    assert CasedCharVocabulary.from_bytes(cased.to_bytes()) == cased
    with pytest.raises(ValueError, match=r"distinct, sorted.*with CasedCharVocabulary\.fit"):
        CasedCharVocabulary("aB")


def test_several_texts_and_a_limit():
    assert CharVocabulary.train(["Cab,", " a CAB"], vocab_size=5) == CharVocabulary(" ,abc")
    with pytest.raises(ValueError, match="vocab_size must be at least 5, not 4"):
        CharVocabulary.train(["Cab,", " a CAB"], vocab_size=4)
