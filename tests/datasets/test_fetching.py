"""The cache keeps its promises whatever the sources, the disk and other processes do."""

import contextlib
import errno
import logging
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import termios
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from nlp_helpers.datasets import cache_folder, fetch
from nlp_helpers.datasets.card import SourceError, rewrite
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.datasets.wheel import Wheel
from nlp_helpers.errors import CorruptDataError, DataUnavailableError

from .conftest import CORPUS


@dataclass
class Given:
    """A source that has the file at hand."""

    content: bytes = CORPUS
    asked: int = 0

    def __str__(self):
        return "a given source"

    def fetch(self, file, card):
        self.asked += 1
        rewrite(file, self.content)


class Closed:
    """A source that is out of reach."""

    def __str__(self):
        return "a closed source"

    def fetch(self, file, card):
        raise SourceError("it is closed")


def names(folder):
    """What is in a folder, but for the locks."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def test_the_cache_folder_is_the_users_choice_or_the_platforms(monkeypatch):
    monkeypatch.setenv("NLP_HELPERS_DATA", "~/somewhere")
    assert cache_folder() == cache_folder().home() / "somewhere"
    monkeypatch.delenv("NLP_HELPERS_DATA")
    assert "nlp_helpers" in cache_folder().parts


def test_a_cache_folder_at_nobodys_home_is_refused(monkeypatch):
    monkeypatch.setenv("NLP_HELPERS_DATA", "~nobody-at-all/x")
    with pytest.raises(ValueError, match="NLP_HELPERS_DATA is '~nobody-at-all/x': there is"):
        cache_folder()


def test_a_fetched_file_is_asked_for_once(cache, make_card):
    source = Given()
    card = make_card(source)
    assert fetch(card) == fetch(card) == cache / "corpus.txt"
    assert (cache / "corpus.txt").read_bytes() == CORPUS
    assert source.asked == 1
    assert names(cache) == ["corpus.txt"]


def test_sources_are_tried_in_order(cache, make_card):
    second, third = Given(), Given()
    fetch(make_card(Closed(), second, third))
    assert (second.asked, third.asked) == (1, 0)


def test_one_log_line_says_where_the_data_came_from(cache, make_card, caplog, capfd):
    card = make_card(Closed(), Given())
    with caplog.at_level(logging.INFO, logger="nlp_helpers"):
        fetch(card)
        fetch(card)
    assert caplog.messages == [
        "The test corpus: from a given source",
        "The test corpus: from the cache",
    ]
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def closed_address(monkeypatch):
    """An address where nobody listens any more."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}/corpus.txt"


def test_nothing_reachable_lists_what_was_tried_and_the_remedies(
    cache, make_card, package_index, closed_address
):
    wheel = Wheel("no-such-data==1.0", sha256="", size=9, assemble=lambda archive: b"")
    with pytest.raises(DataUnavailableError) as error:
        fetch(make_card(WebAddress(closed_address), wheel))
    message = str(error.value)
    assert f"{closed_address}: " in message
    assert "refused" in message
    assert "no-such-data==1.0" in message
    assert "No matching distribution" in message
    assert "connect to the network" in message
    assert str(cache / "corpus.txt") in message
    assert "NLP_HELPERS_DATA" in message
    assert names(cache) == []


def test_wrong_bytes_from_every_source_are_an_error(cache, make_card):
    with pytest.raises(CorruptDataError, match=r"(?s)a given source: .*sha256.*NLP_HELPERS_DATA"):
        fetch(make_card(Given(b"something else")))
    assert names(cache) == []


def test_wrong_bytes_from_one_source_leave_the_next_its_turn(cache, make_card):
    assert fetch(make_card(Given(b"something else"), Given())).read_bytes() == CORPUS


@dataclass
class Failing:
    """A source that fails in its own way."""

    error: Exception

    def __str__(self):
        return f"a source with {type(self.error).__name__}"

    def fetch(self, file, card):
        file.write(b"half")
        raise self.error


FAILURES = [
    zipfile.BadZipFile("File is not a zip file"),
    KeyError("There is no item named 'corpus.txt' in the archive"),
    tarfile.ReadError("not a gzip file"),
    ValueError("the patch has '-two' where the text has 'zwei'"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    FileNotFoundError(errno.ENOENT, "No such file or directory", "/nowhere/certificates.pem"),
    TypeError("two\nlines"),
    AssertionError(),
]


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_whatever_a_source_fails_by_the_next_one_has_its_turn(cache, make_card, error):
    assert fetch(make_card(Failing(error), Given())).read_bytes() == CORPUS
    assert names(cache) == ["corpus.txt"]


def test_when_all_fail_each_has_its_line(cache, make_card):
    with pytest.raises(DataUnavailableError) as raised:
        fetch(make_card(*map(Failing, FAILURES)))
    lines = str(raised.value).splitlines()
    for error in FAILURES:
        [line] = [line for line in lines if line.startswith(f"  - {Failing(error)}: ")]
        assert line.endswith(" ".join(str(error).split()) or "AssertionError()")


def test_ctrl_c_is_not_a_source_s_failure(cache, make_card):
    second = Given()
    with pytest.raises(KeyboardInterrupt):
        fetch(make_card(Failing(KeyboardInterrupt()), second))
    assert not second.asked


def test_a_damaged_file_in_the_cache_is_replaced(cache, make_card, caplog):
    cache.mkdir()
    (cache / "corpus.txt").write_bytes(CORPUS[:-1])
    assert fetch(make_card(Given())).read_bytes() == CORPUS
    assert "does not have the sha256" in caplog.text


def test_a_damaged_file_that_nothing_can_replace_is_an_error(cache, make_card):
    cache.mkdir()
    (cache / "corpus.txt").write_bytes(b"damaged")
    with pytest.raises(CorruptDataError, match=r"corpus\.txt: the cached file is damaged"):
        fetch(make_card(Closed()))
    assert (cache / "corpus.txt").read_bytes() == b"damaged"


def assert_names_the_folder_and_the_remedy(error, folder):
    message = str(error.value)
    assert str(folder) in message
    assert "set NLP_HELPERS_DATA to another folder" in message


def test_a_cache_folder_that_cannot_be_made(tmp_path, monkeypatch, make_card):
    (tmp_path / "file").write_text("in the way")
    folder = tmp_path / "file" / "cache"
    monkeypatch.setenv("NLP_HELPERS_DATA", str(folder))
    with pytest.raises(DataUnavailableError) as error:
        fetch(make_card(Given()))
    assert_names_the_folder_and_the_remedy(error, folder)


def test_a_read_only_cache_folder(cache, make_card, monkeypatch):
    def refuse(source, target):
        raise PermissionError(errno.EACCES, "Permission denied", str(target))

    # Permission bits do not bind root, who runs the tests in a container.
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(DataUnavailableError, match="Permission denied") as error:
        fetch(make_card(Given()))
    assert_names_the_folder_and_the_remedy(error, cache)
    assert not (cache / "corpus.txt").exists()


@contextlib.contextmanager
def as_nobody():
    """Permissions do not bind root, who runs the tests in a container, so root is nobody here."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def open_cache(monkeypatch):
    """An empty cache folder that anybody may write to; pytest's own are their user's alone."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        monkeypatch.setenv("NLP_HELPERS_DATA", folder)
        yield Path(folder)


def test_a_read_only_cache_folder_by_its_permissions(make_card, open_cache):
    open_cache.chmod(0o500)
    with as_nobody(), pytest.raises(DataUnavailableError, match="Permission denied") as error:
        fetch(make_card(Given()))
    assert_names_the_folder_and_the_remedy(error, open_cache)


def test_a_read_only_cache_that_has_the_file_serves_it(cache, make_card, monkeypatch):
    fetch(make_card(Given()))
    monkeypatch.setattr("nlp_helpers.datasets.fetching.FileLock", None)  # nothing may be written
    assert fetch(make_card(Closed())).read_bytes() == CORPUS


@pytest.fixture
def little_room():
    """No file of this process may grow beyond half a corpus."""
    resource = pytest.importorskip("resource", reason="a limit of Unix")
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    soft = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(CORPUS) // 2, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk(cache, make_card, server, little_room):
    next_one = Given()
    with pytest.raises(DataUnavailableError, match="File too large") as error:
        fetch(make_card(WebAddress(server.url), next_one))
    assert_names_the_folder_and_the_remedy(error, cache)
    assert not (cache / "corpus.txt").exists()
    assert not next_one.asked  # there would be no room for it, either


FETCH = """
import logging, sys
from nlp_helpers.datasets import DatasetCard, fetch
from nlp_helpers.datasets.web import WebAddress
url, sha256, size = sys.argv[1:]
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
print("ready", flush=True)
fetch(DatasetCard("corpus.txt", "The test corpus", sha256, int(size), (WebAddress(url),), "", ""))
"""


def start_fetching(server, card, **streams):
    """Another process that fetches the corpus; it has printed "ready" when this returns."""
    command = [sys.executable, "-c", FETCH, server.url, card.sha256, str(card.size)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **streams)
    assert process.stdout.readline() == "ready\n"
    return process


def wait_until(condition, process):
    """Poll for a condition while the process lives."""
    while not condition():
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.02)


@pytest.mark.parametrize("plant", [os.symlink, os.link])
@pytest.mark.parametrize("name", ["corpus.txt.part", "corpus.txt.lock", "corpus.txt"])
def test_a_planted_link_is_not_written_through(cache, make_card, tmp_path, plant, name):
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    cache.mkdir()
    plant(victim, cache / name)
    assert fetch(make_card(Given())).read_bytes() == CORPUS
    assert victim.read_bytes() == b"precious"
    assert not (cache / "corpus.txt").is_symlink()


@pytest.mark.parametrize("name", ["corpus.txt.lock", "corpus.txt.part"])
def test_what_another_user_left_is_nobody_s_hindrance(make_card, open_cache, name):
    left = open_cache / name
    left.write_bytes(b"left")
    left.chmod(0o600 if os.geteuid() == 0 else 0)
    with as_nobody():
        assert fetch(make_card(Given())).read_bytes() == CORPUS
    assert left.stat().st_size == 4
    assert names(open_cache) == sorted({"corpus.txt", name} - {"corpus.txt.lock"})


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be stopped")
def test_a_stopped_process_is_not_waited_for_without_end(
    cache, make_card, server, monkeypatch, caplog
):
    monkeypatch.setattr("nlp_helpers.datasets.fetching.SILENT_SECONDS", 0.1)
    monkeypatch.setattr("nlp_helpers.datasets.fetching.patience", lambda size: 0.2)
    server.stalls_at = len(CORPUS) // 2
    card = make_card(WebAddress(server.url))
    with start_fetching(server, card) as process:
        wait_until(lambda: server.ranges, process)
        process.send_signal(signal.SIGSTOP)
        server.stalls_at = None
        assert fetch(card).read_bytes() == CORPUS
        assert names(cache) == ["corpus.txt", "corpus.txt.part"]
        server.go_on.set()
        process.send_signal(signal.SIGCONT)
        assert process.communicate()[0] == f"The test corpus: from {server.url}\n"
    [message] = [m for m in caplog.messages if "another process" in m]
    assert str(cache / "corpus.txt.lock") in message
    assert "End that process to go on" in message
    assert (cache / "corpus.txt").read_bytes() == CORPUS
    assert names(cache) == ["corpus.txt"]


def test_a_terminal_shows_how_much_has_come(cache, make_card, server):
    """And nothing else does: the tests above find stderr empty."""
    server.stalls_at = len(CORPUS) // 2
    ours, theirs = os.openpty()
    termios.tcsetwinsize(ours, (24, 80))
    card = make_card(WebAddress(server.url))
    with start_fetching(server, card, stderr=theirs) as process:
        wait_until(lambda: select.select([ours], [], [], 0)[0], process)
        shown = os.read(ours, 1 << 10).decode()
        server.go_on.set()
        assert process.wait() == 0
    assert re.search(r"The test corpus: +\d+%.*/1\.05M", shown)


def test_two_processes_at_once_download_once(cache, make_card, server):
    server.stalls_at = len(CORPUS) // 2
    card = make_card(WebAddress(server.url))
    with start_fetching(server, card) as first, start_fetching(server, card) as second:
        wait_until(lambda: server.ranges, first)
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(timeout=0.3)  # whichever came second waits for the other
        server.go_on.set()
        said = sorted([first.communicate()[0], second.communicate()[0]])
    assert said == [
        f"The test corpus: from {server.url}\n",
        "The test corpus: from the cache\n",
    ]
    assert server.ranges == [None]
    assert (cache / "corpus.txt").read_bytes() == CORPUS


def test_a_killed_download_goes_on_where_it_stopped(cache, make_card, server):
    server.stalls_at = len(CORPUS) // 2
    card = make_card(WebAddress(server.url))
    part = cache / "corpus.txt.part"
    with start_fetching(server, card) as process:
        wait_until(lambda: part.exists() and part.stat().st_size > 0, process)
        process.kill()
    assert not (cache / "corpus.txt").exists()
    kept = part.stat().st_size
    server.stalls_at = None
    assert fetch(card).read_bytes() == CORPUS
    assert server.ranges == [None, f"bytes={kept}-"]
    assert names(cache) == ["corpus.txt"]
