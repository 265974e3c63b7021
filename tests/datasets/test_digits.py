"""The digits: scikit-learn's own, each in one split; and images of the reader's own."""

import contextlib
import hashlib
import sys
from importlib import resources

import numpy as np
import pytest
from sklearn import datasets

from nlp_helpers.datasets import DIGITS, load_digits
from nlp_helpers.datasets.digits import read_images
from nlp_helpers.errors import ArgumentError, DataUnavailableError


@pytest.fixture
def uninstall(monkeypatch):
    """A function that takes scikit-learn's data away: Python imports nothing that is None here."""
    return lambda: monkeypatch.setitem(sys.modules, "sklearn.datasets.data", None)


def test_the_card_is_that_of_the_file():
    data = (resources.files("sklearn.datasets.data") / DIGITS.name).read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (DIGITS.size, DIGITS.sha256)


def test_every_image_is_in_one_split(cache):
    splits, whole = load_digits(), datasets.load_digits()
    ours = [
        (*image.ravel(), label) for split in splits for image, label in zip(*split, strict=True)
    ]
    theirs = np.column_stack([whole.data / 16, whole.target])
    assert sorted(ours) == sorted(map(tuple, theirs.astype("float32").tolist()))
    assert [len(split.labels) for split in splits] == [1_078, 360, 359]


def test_every_split_has_its_share_of_every_digit(cache):
    counts = np.array([np.bincount(split.labels) for split in load_digits()])
    wanted = np.outer([0.6, 0.2, 0.2], counts.sum(axis=0))
    assert abs(counts - wanted).max() < 1


def test_the_splits_are_the_same_each_time_and_need_no_scikit_learn_once_cached(cache, uninstall):
    before = load_digits()
    uninstall()
    for one, other in zip(before, load_digits(), strict=True):
        np.testing.assert_array_equal(one.pixels, other.pixels)


def test_without_scikit_learn_and_cache_the_remedy_is_named(cache, uninstall):
    uninstall()
    with pytest.raises(DataUnavailableError, match="pip install scikit-learn"):
        load_digits()


def test_images_of_the_readers_own(tmp_path):
    images, labels = np.zeros((2, 8, 8)), np.array([3, 4])
    np.savez(tmp_path / "mine.npz", images=images, labels=labels)
    read = read_images(tmp_path / "mine.npz")
    np.testing.assert_array_equal(read.pixels, images)
    np.testing.assert_array_equal(read.labels, labels)
    assert read.pixels.dtype == "float32"


def write_text(path):
    path.write_text("0,1\n")


def write_one_array(path):
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


def write_other_names(path):
    with path.open("wb") as file:
        np.savez(file, x=np.zeros((1, 8, 8)), y=np.zeros(1))


def write_objects(path):
    with path.open("wb") as file:
        np.savez(file, images=np.array([{}, []], dtype=object), labels=np.zeros(2))


def write_half(path):
    write_other_names(path)
    path.write_bytes(path.read_bytes()[:80])


def write_words(path):
    with path.open("wb") as file:
        np.savez(file, images=np.array(["paper"]), labels=np.zeros(1))


@pytest.mark.parametrize(
    "write",
    [write_text, write_one_array, write_other_names, write_objects, write_half, write_words],
)
def test_other_files_are_refused(tmp_path, write):
    write(tmp_path / "mine.npz")
    with pytest.raises(ValueError, match=r'mine.npz is no .npz file with the arrays "images"'):
        read_images(tmp_path / "mine.npz")


def test_every_damage_is_called_one(tmp_path):
    path = tmp_path / "mine.npz"
    np.savez_compressed(path, images=np.eye(8)[None], labels=np.zeros(1, int))
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with contextlib.suppress(ArgumentError):  # some bytes matter to nobody
            read_images(path)


def test_a_file_that_is_not_there_is_not_called_damaged(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_images(tmp_path / "mine.npz")
