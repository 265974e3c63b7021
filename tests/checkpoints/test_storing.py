"""Weights and cards: what is stored comes back, and damage is seen."""

import errno
import hashlib
import itertools
import json

import numpy as np
import pytest
import safetensors.numpy

from nlp_helpers.checkpoints import load_checkpoint
from nlp_helpers.checkpoints.storing import (
    CARD,
    WEIGHTS,
    load_weights,
    read_card,
    round_as_stored,
    store,
)
from nlp_helpers.errors import CheckpointError
from nlp_helpers.models import CharRNNConfig, make_char_rnn

DTYPES = ("int8", "float16", "float32")


def test_weights_come_back_to_the_bit_once_rounded(folder, tmp_path):
    loaded = load_checkpoint(folder)
    parts = {"vocabulary.txt": loaded.vocabulary.to_bytes()}
    store(tmp_path / "again", loaded.model, loaded.card, parts)
    assert (tmp_path / "again" / WEIGHTS).read_bytes() == (folder / WEIGHTS).read_bytes()
    again = load_checkpoint(tmp_path / "again")
    for one, other in zip(loaded.model.get_weights(), again.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_rounded_weights_are_what_is_stored(tmp_path):
    """Scores are taken after `round_as_stored`, so this is what makes them the stored model's."""
    config = CharRNNConfig(vocab_size=20, embedding_size=9, units=16)
    model, loaded = make_char_rnn(config), make_char_rnn(config)
    before = model.get_weights()
    half = [model.weights[0].path]
    round_as_stored(model, half)
    store(tmp_path, model, {}, half=half)
    load_weights(tmp_path, loaded, read_card(tmp_path))
    assert read_card(tmp_path)["half"] == half
    for old, one, other in zip(before, model.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_allclose(one, old, atol=np.abs(old).max() / 250)
    np.testing.assert_array_equal(model.get_weights()[0], before[0].astype("float16"))


def test_matrices_take_a_byte_a_weight(folder):
    stored = safetensors.numpy.load_file(folder / WEIGHTS)
    sizes = {dtype: sum(v.size for v in stored.values() if v.dtype == dtype) for dtype in DTYPES}
    assert sizes["int8"] + sizes["float16"] == read_card(folder)["parameters"]
    matrices = {path: stored[path] for path in stored if stored[path].dtype == "int8"}
    assert sorted(v.shape for v in matrices.values()) == [(8, 10), (8, 24)]  # units, characters
    for path, matrix in matrices.items():  # one scale for each row or column, and no more
        assert stored[f"{path}.scale"].size in matrix.shape
    assert sizes["float32"] == sum(stored[f"{path}.scale"].size for path in matrices)


def test_a_checkpoint_in_half_precision_still_loads(folder):
    """The first ones that shipped hold nothing else."""
    loaded = load_checkpoint(folder)
    halved = {w.path: np.float16(w) for w in loaded.model.weights}
    rewrite(folder, safetensors.numpy.save(halved))
    again = load_checkpoint(folder)
    for one, other in zip(halved.values(), again.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one.astype("float32"), other)


def rewrite(folder, weights: bytes) -> None:
    """Put other weights into a checkpoint, with the hash that belongs to them."""
    (folder / WEIGHTS).write_bytes(weights)
    card = read_card(folder)
    card["files"][WEIGHTS] = hashlib.sha256(weights).hexdigest()
    (folder / CARD).write_text(json.dumps(card))


def test_weights_that_are_no_numbers_are_refused(folder):
    stored = safetensors.numpy.load_file(folder / WEIGHTS)
    stored["logits/bias"][0] = np.nan
    rewrite(folder, safetensors.numpy.save(stored))
    with pytest.raises(CheckpointError, match="'logits/bias' is not finite"):
        load_checkpoint(folder)


@pytest.mark.parametrize(
    ("old", "new"), [("logits/bias", None), (None, "extra"), ("logits/bias", "a")]
)
def test_a_weight_more_or_less_is_refused(folder, old, new):
    stored = safetensors.numpy.load_file(folder / WEIGHTS)
    stored = {path: value for path, value in stored.items() if path != old}
    if new:
        stored[new] = np.zeros(3, "float16")
    rewrite(folder, safetensors.numpy.save(stored))
    with pytest.raises(CheckpointError, match=f"another model .*{new or old}"):
        load_checkpoint(folder)


@pytest.mark.parametrize("where", [10, -10])  # in the header, in the numbers
def test_a_changed_byte_is_seen(folder, where):
    data = bytearray((folder / WEIGHTS).read_bytes())
    data[where] ^= 1
    (folder / WEIGHTS).write_bytes(data)
    with pytest.raises(CheckpointError, match=r"damaged.*install nlp_helpers again"):
        load_checkpoint(folder)


def test_missing_weights_are_named(folder):
    (folder / WEIGHTS).unlink()
    with pytest.raises(CheckpointError, match=r"model\.safetensors is missing"):
        load_checkpoint(folder)


def test_weights_of_another_model_are_refused(folder):
    other = make_char_rnn(CharRNNConfig(vocab_size=5, units=3))
    with pytest.raises(CheckpointError, match="another model"):
        load_weights(folder, other, read_card(folder))


@pytest.mark.parametrize("text", [b"{", b"[]", b"null", b"\xff", b"", b"[" * 100_000])
def test_a_damaged_card_is_named(folder, text):
    (folder / CARD).write_bytes(text)
    with pytest.raises(CheckpointError, match=r"card\.json is damaged"):
        load_checkpoint(folder)


@pytest.mark.parametrize("files", [None, [], {}, {"other": ""}])
def test_a_card_without_a_file_is_named(folder, files):
    (folder / CARD).write_text(json.dumps(read_card(folder) | {"files": files}))
    with pytest.raises(CheckpointError, match=r"card\.json does not list model\.safetensors"):
        load_checkpoint(folder)


def test_a_task_of_the_future_is_named(folder):
    card = read_card(folder) | {"task": "mind reading"}
    (folder / CARD).write_text(json.dumps(card))
    with pytest.raises(CheckpointError, match=r"'mind reading'.*install a newer one"):
        load_checkpoint(folder)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"no checkpoint 'bard'.*char-rnn.*folder"):
        load_checkpoint("bard")


@pytest.mark.parametrize("written", [0, 1, 2])
def test_a_full_disk_leaves_the_old_checkpoint_whole(folder, monkeypatch, written):
    """However many of the three new files still found room."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    asked = itertools.count()

    def full(*_):
        if next(asked) >= written:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("nlp_helpers.files.os.fsync", full)
    loaded = load_checkpoint(folder)
    parts = {"vocabulary.txt": b"abc"}
    with pytest.raises(OSError, match="No space left"):
        store(folder, loaded.model, {"title": "new"}, parts)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
