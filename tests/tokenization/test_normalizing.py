"""Texts that look the same are spelled the same."""

import pytest

from nlp_helpers.tokenization import normalize
from tests.tokenization.conftest import SENTENCES


@pytest.mark.parametrize("text", SENTENCES)
def test_plain_texts_stay(text):
    assert normalize(text) == text


def test_any_text_is_done_at_once(any_text):
    assert normalize(normalize(any_text)) == normalize(any_text)


@pytest.mark.parametrize("hidden", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\0", "\u200e"])
def test_what_nobody_sees_goes(hidden):
    assert normalize(f"{hidden}I li{hidden}ke it.{hidden}") == "I like it."
    assert normalize(hidden) == ""
    assert normalize(f"cafe{hidden}\N{COMBINING ACUTE ACCENT}") == "café"


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u3000", "\t", "\r\n", "\u2028", "  "])
def test_any_white_space_is_a_space(space):
    assert normalize(f"{space}I{space}like it.{space}") == "I like it."


@pytest.mark.parametrize("text", [b"bytes", None, 5])
def test_what_is_not_a_string_is_named(text):
    with pytest.raises(TypeError, match=f"must be a string, not {type(text).__name__}"):
        normalize(text)
