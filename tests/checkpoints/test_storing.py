"""Weights and cards: what is stored comes back, and damage is seen."""

import errno
import json

import numpy as np
import pytest
import safetensors.numpy

from nlp_helpers.checkpoints import load_checkpoint
from nlp_helpers.checkpoints.storing import CARD, WEIGHTS, load_weights, read_card, store
from nlp_helpers.errors import CheckpointError
from nlp_helpers.models import CharRNNConfig, make_char_rnn


def test_weights_come_back_to_the_bit_once_rounded(folder):
    loaded = load_checkpoint(folder)
    again = make_char_rnn(loaded.config)
    load_weights(folder, again, loaded.card)
    for one, other in zip(loaded.model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(one, one.astype("float16"))


def test_stored_weights_are_half_precision(folder):
    stored = safetensors.numpy.load_file(folder / WEIGHTS)
    assert {value.dtype for value in stored.values()} == {np.dtype("float16")}
    assert sum(value.size for value in stored.values()) == read_card(folder)["parameters"]


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


def test_a_damaged_card_is_named(folder):
    (folder / CARD).write_text("{")
    with pytest.raises(CheckpointError, match=r"card\.json is damaged"):
        load_checkpoint(folder)


def test_a_task_of_the_future_is_named(folder):
    card = read_card(folder) | {"task": "mind reading"}
    (folder / CARD).write_text(json.dumps(card))
    with pytest.raises(CheckpointError, match=r"'mind reading'.*install a newer one"):
        load_checkpoint(folder)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"no checkpoint 'bard'.*char-rnn.*folder"):
        load_checkpoint("bard")


def test_a_full_disk_leaves_the_old_checkpoint_whole(folder, monkeypatch):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("nlp_helpers.files.os.fsync", full)
    loaded = load_checkpoint(folder)
    with pytest.raises(OSError, match="No space left"):
        store(folder, loaded.model, {"title": "new"})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
