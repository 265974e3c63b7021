"""Files are written whole or not at all, whoever else writes; texts are read as they were meant."""

import contextlib
import os
import stat
from pathlib import Path

import pytest

from nlp_helpers.files import at_home, new_folder, own_name, read_text, written_whole

BOM = b"\xef\xbb\xbf"


def test_a_file_is_written_with_its_folders_and_with_nothing_beside_it(tmp_path):
    path = tmp_path / "new" / "card.json"
    with written_whole(path) as file:
        file.write(b"{}")
        assert not path.exists()
    assert path.read_bytes() == b"{}"
    assert os.listdir(path.parent) == ["card.json"]


def test_permissions_are_those_of_any_new_file(tmp_path):
    (tmp_path / "usual").touch()
    with written_whole(tmp_path / "card.json") as file:
        file.write(b"{}")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1


def test_an_exception_leaves_what_was_there(tmp_path):
    path = tmp_path / "card.json"
    path.write_bytes(b"old")
    with contextlib.suppress(KeyboardInterrupt), written_whole(path) as file:
        file.write(b"half of")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["card.json"]


def test_two_writers_at_once_leave_the_one_or_the_other(tmp_path):
    path = tmp_path / "snapshot"
    with written_whole(path) as first:
        first.write(b"A" * 20)
        with written_whole(path) as second:
            second.write(b"B" * 10)
        assert path.read_bytes() == b"B" * 10
        first.write(b"A" * 20)
        first.flush()
        assert path.read_bytes() == b"B" * 10  # still: the first writes to a file of its own
    assert path.read_bytes() == b"A" * 40
    assert os.listdir(tmp_path) == ["snapshot"]


def test_a_planted_link_is_not_written_through(tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "card.json.part").symlink_to(victim)
    with written_whole(tmp_path / "card.json") as file:
        file.write(b"{}")
    assert victim.read_bytes() == b"precious"


def test_another_writer_s_unfinished_file_is_left_alone(tmp_path):
    other = own_name(tmp_path / "card.json")
    other.touch()
    with written_whole(tmp_path / "card.json") as file:
        file.write(b"{}")
    assert other.exists()


def test_both_the_file_and_its_name_are_on_the_disk(tmp_path, monkeypatch):
    synced = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(os.fstat(fd)), fsync(fd)))
    with written_whole(tmp_path / "card.json") as file:
        file.write(b"{}")
    kinds = [stat.S_IFMT(status.st_mode) for status in synced]
    assert kinds == [stat.S_IFREG, stat.S_IFDIR]
    assert synced[0].st_size == 2


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_what_is_no_file_is_not_replaced(tmp_path, make):
    """As root, a file that is moved to /dev/full would take the device's place."""
    make(tmp_path / "odd")
    with (
        pytest.raises(FileExistsError, match="not a regular file"),
        written_whole(tmp_path / "odd") as file,
    ):
        file.write(b"{}")
    assert not (tmp_path / "odd").is_file()


@pytest.mark.parametrize("content", [BOM + "añil\r\n".encode(), "añil\n".encode()])
def test_a_byte_order_mark_is_no_part_of_a_text(tmp_path, content):
    (tmp_path / "text").write_bytes(content)
    assert read_text(tmp_path / "text") == "añil\n"


@pytest.mark.parametrize("content", [b"caf\xe9", "utf-16".encode("utf-16")])
def test_a_text_in_another_encoding_is_named(tmp_path, content):
    (tmp_path / "text").write_bytes(content)
    with pytest.raises(ValueError, match=r"text is not a UTF-8 text .*convert it first"):
        read_text(tmp_path / "text")


def test_a_folder_appears_when_it_is_whole(tmp_path):
    path = tmp_path / "above" / "new"
    with new_folder(path) as folder:
        (folder / "in").mkdir()
        (folder / "in" / "file").write_text("whole")
        assert not path.exists()
    assert (path / "in" / "file").read_text() == "whole"
    assert os.listdir(path.parent) == ["new"]


def test_an_exception_leaves_no_folder(tmp_path):
    with contextlib.suppress(KeyboardInterrupt), new_folder(tmp_path / "new") as folder:
        (folder / "file").write_text("half of")
        raise KeyboardInterrupt
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, lambda path: path.symlink_to("nowhere")])
def test_what_has_the_name_already_is_left_alone(tmp_path, make):
    make(tmp_path / "new")
    with pytest.raises(FileExistsError, match="exists already"), new_folder(tmp_path / "new"):
        pytest.fail("it was begun")
    assert os.listdir(tmp_path) == ["new"]


def test_a_folder_that_a_killed_process_left_is_removed(tmp_path):
    left = tmp_path / "new.0.part"
    left.mkdir()
    (left / "file").touch()
    os.utime(left, (0, 0))
    with new_folder(tmp_path / "new"):
        assert not left.exists()


def test_a_link_that_was_left_is_removed_and_what_it_leads_to_is_not(tmp_path):
    (tmp_path / "precious").mkdir()
    left = tmp_path / "card.json.0.part"
    left.symlink_to("precious")
    os.utime(left, (0, 0), follow_symlinks=False)
    with written_whole(tmp_path / "card.json") as file:
        file.write(b"{}")
    assert sorted(os.listdir(tmp_path)) == ["card.json", "precious"]


def test_what_others_left_in_a_shared_folder_hinders_nobody(tmp_path, monkeypatch):
    """Where the folder has the sticky bit, only its owner may remove a file."""
    left = tmp_path / "card.json.0.part"
    left.touch()
    os.utime(left, (0, 0))
    unlink = Path.unlink

    def refuse(path, **how):
        if path == left:
            raise PermissionError("Operation not permitted")
        unlink(path, **how)

    monkeypatch.setattr(Path, "unlink", refuse)
    with written_whole(tmp_path / "card.json") as file:
        file.write(b"{}")
    assert (tmp_path / "card.json").read_bytes() == b"{}"


def test_a_path_may_begin_at_home(monkeypatch):
    monkeypatch.setenv("HOME", "/somebody")
    assert at_home(folder="~/toy") == Path("/somebody/toy")
    assert at_home(folder=Path("toy~")) == Path("toy~")


def test_a_path_at_nobodys_home_is_refused():
    with pytest.raises(ValueError, match="folder is '~nobody-at-all/x': there is no such home"):
        at_home(folder="~nobody-at-all/x")
