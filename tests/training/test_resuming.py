"""A training survives a kill, a full disk and its reader's mistakes, and loses no bit."""

import dataclasses
import errno
import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from nlp_helpers.errors import CheckpointError
from nlp_helpers.files import own_name
from nlp_helpers.training.resuming import alone, load_snapshot, save_snapshot
from tests.training import toy


def all_values(model) -> list[np.ndarray]:
    """Everything the next step depends on: weights, random generators, the optimizer's state."""
    return [np.array(v.numpy()) for v in [*model.variables, *model.optimizer.variables]]


def assert_same_bits(first, second):
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def trained_model(steps: int = 2):
    model, batches = toy.make_model(), toy.make_batches()
    for step in range(steps):
        model.train_on_batch(*batches[step])
    return model


@pytest.fixture(scope="module")
def model():
    """One trained model for the tests that need only some state to save."""
    return trained_model()


def test_a_snapshot_gives_everything_back(model, tmp_path):
    path = tmp_path / "new" / "folder" / "snapshot.npz"
    save_snapshot(path, model, {"step": 2, "history": [1.5]})
    fresh = toy.make_model()
    assert load_snapshot(path, fresh) == {"step": 2, "history": [1.5]}
    assert_same_bits(all_values(fresh), all_values(model))


def test_without_a_snapshot_there_is_nothing_to_load(model, tmp_path):
    assert load_snapshot(tmp_path / "snapshot.npz", model) is None


def test_killed_training_ends_with_the_same_weights(tmp_path):
    """Killed at step 7 of 10: the snapshot is of step 4, and steps 4 to 6 are trained again."""
    whole, whole_progress = toy.train(tmp_path / "whole")
    command = [sys.executable, "-m", "tests.training.toy", str(tmp_path / "killed"), "7"]
    killed = subprocess.run(command, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert [path.name for path in (tmp_path / "killed").iterdir()] == ["snapshot.npz"]

    resumed, progress = toy.train(tmp_path / "killed")
    assert_same_bits(all_values(resumed), all_values(whole))
    assert progress.step == 10
    for name in ("step", "train", "valid"):
        assert progress.history[name] == whole_progress.history[name]


def test_finished_training_is_not_trained_again(tmp_path):
    model, progress = toy.train(tmp_path)
    again, same = toy.train(tmp_path, batches=[None])  # a step would find no batch
    assert_same_bits(all_values(again), all_values(model))
    assert same.history == progress.history


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), OSError(errno.ENOSPC, "disk full")])
def test_what_stops_the_writing_leaves_the_snapshot_before(model, tmp_path, monkeypatch, failure):
    path = tmp_path / "snapshot.npz"
    save_snapshot(path, model, {"step": 1})

    def write_half(file, **arrays):
        file.write(b"PK half of it")
        raise failure

    monkeypatch.setattr(np, "savez", write_half)
    with pytest.raises(type(failure)):
        save_snapshot(path, model, {"step": 2})
    assert load_snapshot(path, model) == {"step": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_kill_before_the_new_snapshot_has_its_name(model, tmp_path):
    """A killed process runs no clean-up: its half does no harm, and goes when it is old."""
    path = tmp_path / "snapshot.npz"
    save_snapshot(path, model, {"step": 1})
    half = own_name(path)
    half.write_bytes(b"PK half of it")
    os.utime(half, (0, 0))
    assert load_snapshot(path, model) == {"step": 1}
    save_snapshot(path, model, {"step": 2})
    assert load_snapshot(path, model) == {"step": 2}
    assert list(tmp_path.iterdir()) == [path]


def test_the_bytes_are_on_the_disk_before_the_name_is(model, tmp_path, monkeypatch):
    calls = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda *args: (calls.append("fsync"), fsync(*args)))
    monkeypatch.setattr(os, "replace", lambda *args: (calls.append("replace"), replace(*args)))
    save_snapshot(tmp_path / "snapshot.npz", model, {})
    assert calls == ["fsync", "replace", "fsync"]  # the last is of the folder


def cut(path):
    path.write_bytes(path.read_bytes()[:-500])


def empty(path):
    path.write_bytes(b"")


def change_a_byte(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [cut, empty, change_a_byte])
def test_damaged_snapshot_is_named(model, tmp_path, damage):
    path = tmp_path / "snapshot.npz"
    save_snapshot(path, model, {"step": 1})
    damage(path)
    with pytest.raises(CheckpointError, match=r"snapshot\.npz .*delete it to start afresh"):
        load_snapshot(path, model)


def test_snapshot_of_another_recipe_is_refused(tmp_path):
    toy.train(tmp_path)
    other = dataclasses.replace(toy.RECIPE, peak_learning_rate=0.01)
    differing = r"snapshot\.npz belongs to another training; .*: optimization.peak_learning_rate"
    with pytest.raises(CheckpointError, match=differing):
        toy.train(tmp_path, recipe=other)


def test_snapshot_of_other_data_is_refused(tmp_path):
    toy.train(tmp_path, fingerprint={"data": "a", "corpus": {"name": "b"}})
    with pytest.raises(CheckpointError, match=r"differ: corpus\.name, data\. Delete"):
        toy.train(tmp_path, fingerprint={"data": "A", "corpus": {"name": "B"}})


def test_snapshot_of_before_is_refused(model, tmp_path):
    save_snapshot(tmp_path / "snapshot.npz", model, {"fingerprint": "[{}]", "step": 1})
    with pytest.raises(CheckpointError, match=r"belongs to another training.*Delete it"):
        toy.train(tmp_path)


def with_nan(arrays):
    arrays["v0"] = np.full_like(arrays["v0"], np.nan)


def with_a_key_more(arrays):
    arrays["w"] = arrays["v0"]


def with_a_key_less(arrays):
    del arrays["v0"]


@pytest.mark.parametrize("change", [with_nan, with_a_key_more, with_a_key_less])
def test_a_whole_snapshot_of_something_else_is_refused(model, tmp_path, change):
    path = tmp_path / "snapshot.npz"
    save_snapshot(path, model, {"step": 1})
    with np.load(path) as file:
        arrays = dict(file)
    change(arrays)
    np.savez(path, **arrays)
    with pytest.raises(CheckpointError, match="cannot be resumed"):
        load_snapshot(path, toy.make_model())


def test_two_at_once_are_told_apart(tmp_path):
    place, taken = tmp_path / "new" / "training", "another process is at work on"
    with alone(place), pytest.raises(CheckpointError, match=taken), alone(place):
        pytest.fail("both are in")
    with alone(place):
        pass  # and later it is free again


def test_a_folder_that_cannot_be_written_is_noticed_at_once(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"), alone(tmp_path / "file" / "training"):
        pytest.fail("it was entered")


def test_snapshot_of_another_model_is_refused(model, tmp_path):
    save_snapshot(tmp_path / "snapshot.npz", model, {"step": 1})
    wider = toy.make_model(dataclasses.replace(toy.CONFIG, units=9))
    with pytest.raises(CheckpointError, match=r"snapshot\.npz cannot be resumed"):
        toy.train(tmp_path, model=wider)
