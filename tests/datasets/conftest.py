"""A cache of its own for every test, and a server on this machine in place of the network."""

import dataclasses
import hashlib
import http.server
import os
import threading
import zipfile

import pytest

from nlp_helpers.datasets import DatasetCard

CORPUS = bytes(range(256)) * 4096  # 1 MiB, in which a shift by any number of bytes shows


def made_of(card, content, *sources):
    """The card of another content, such as a corpus in small, and of where that is to be had."""
    sha256 = hashlib.sha256(content).hexdigest()
    return dataclasses.replace(card, sha256=sha256, size=len(content), sources=sources)


def write_wheel(folder, name, members):
    """Write the wheel NAME==1.0 of some members, for a Python long gone, and return its path."""
    stem = f"{name.replace('-', '_')}-1.0"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Python: <3\n"
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
        archive.writestr(f"{stem}.dist-info/METADATA", metadata)
        archive.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{stem}.dist-info/RECORD", "")
    return path


class FileServer(http.server.ThreadingHTTPServer):
    """Serves one file and remembers what it was asked for.

    Attributes:
        content: the file.
        resumes: whether it answers Range requests with the part that was asked for.
        breaks_at: after how many bytes of the file the connection breaks, if at all.
        stalls_at: after how many bytes it falls silent until `go_on` is set, if at all.
        trickles: whether it sends four bytes a second.
        length: the Content-Length of its answers where that is not to be the true one.
        redirect: where to it sends whoever asks for another address than its own.
        sent: how many bytes it has sent.
        ranges: the Range header of each request so far, None where there was none.
    """

    daemon_threads = True

    def __init__(self, content: bytes):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.resumes = True
        self.breaks_at = self.stalls_at = None
        self.trickles = False
        self.length = self.redirect = None
        self.sent = 0
        self.go_on = threading.Event()
        self.ranges = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/corpus.txt"

    def handle_error(self, request, client_address):
        """A client that was killed is part of the tests, not an error to be printed."""


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        server, asked = self.server, self.headers["Range"]
        server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and server.resumes else 0
        if server.redirect and self.path != "/corpus.txt":
            self.send_response(302)
            self.send_header("Location", server.redirect)
            self.end_headers()
            return
        if start >= len(server.content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", server.length or str(len(server.content) - start))
        self.end_headers()
        self._send(start)

    def _send(self, start):
        server, end = self.server, len(self.server.content)
        if server.breaks_at is not None:
            end = server.breaks_at
        if server.stalls_at is not None:
            self.wfile.write(server.content[start : server.stalls_at])
            start = server.stalls_at
            server.go_on.wait(30)
        step, pause = (1, 0.25) if server.trickles else (1 << 16, 0)
        for place in range(start, end, step):
            server.sent += self.wfile.write(server.content[place : min(place + step, end)])
            server.go_on.wait(pause)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with FileServer(CORPUS) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.go_on.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache folder, not yet made."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("NLP_HELPERS_DATA", str(folder))
    return folder


@pytest.fixture
def package_index(tmp_path, monkeypatch):
    """A folder of wheels that is all that pip can see."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def make_card():
    card = DatasetCard("corpus.txt", "The test corpus", "", 0, (), "public domain", "nobody")
    return lambda *sources: made_of(card, CORPUS, *sources)
