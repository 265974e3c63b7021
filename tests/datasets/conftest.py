"""A cache of its own for every test, and a server on this machine in place of the network."""

import hashlib
import http.server
import os
import threading
import zipfile

import pytest

from nlp_helpers.datasets import DatasetCard

CORPUS = bytes(range(256)) * 4096  # 1 MiB, in which a shift by any number of bytes shows


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
        ranges: the Range header of each request so far, None where there was none.
    """

    daemon_threads = True

    def __init__(self, content: bytes):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.resumes = True
        self.breaks_at = self.stalls_at = None
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
        if start >= len(server.content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(server.content) - start))
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
        self.wfile.write(server.content[start:end])

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
    def make(*sources, content=CORPUS):
        return DatasetCard(
            name="corpus.txt",
            title="The test corpus",
            sha256=hashlib.sha256(content).hexdigest(),
            sources=sources,
            licence="public domain",
            citation="nobody",
        )

    return make
