"""Whatever a server answers, the file comes whole or one of our errors names the address."""

import os
import socket
import threading

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nlp_helpers.datasets import fetch
from nlp_helpers.datasets.card import DatasetCard
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.errors import NlpHelpersError

from .conftest import made_of

CONTENT = b"the corpus"
A_FEW_SECONDS = settings(
    max_examples=150,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

names = st.sampled_from(["Content-Length", "Content-Encoding", "Location", "Content-Range", "X"])
values = st.sampled_from(
    ["10", "0", "-5", "9" * 30, "gzip", "chunked", "http://[broken/", "/", "//", "ftp://x/", "é"]
)
headers = st.lists(st.builds("{}: {}".format, names, values), max_size=3)
bodies = st.sampled_from([CONTENT, CONTENT[:3], CONTENT * 2, b""]) | st.binary()
answers = st.binary() | st.builds(
    lambda status, headers, body: (
        "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body
    ),
    st.sampled_from(
        ["200 OK", "206 Part", "301 Moved", "302 Found", "404 No", "416 Range", "500 X"]
    ),
    headers,
    bodies,
)


@pytest.fixture
def server(monkeypatch):
    """A server that answers everything with the bytes that are put into its list."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    answer = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1 << 16)
                    connection.sendall(answer[-1])

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/corpus.txt", answer
        listener.shutdown(socket.SHUT_RDWR)


@A_FEW_SECONDS
@given(answer=answers, left=st.none() | st.binary(max_size=20))
@example(answer=b"HTTP/1.1 200 OK\r\n\r\n" + CONTENT, left=b"the ")
def test_a_file_comes_whole_or_our_error_does(answer, left, cache, server):
    url, answers = server
    answers.append(answer)
    card = DatasetCard("corpus.txt", "The test corpus", "", 0, (), "", "")
    cache.mkdir(exist_ok=True)
    for name in os.listdir(cache):
        (cache / name).unlink()
    if left is not None:
        (cache / "corpus.txt.part").write_bytes(left)
    try:
        right = fetch(made_of(card, CONTENT, WebAddress(url))).read_bytes() == CONTENT
    except NlpHelpersError as error:
        right = url in str(error) and not (cache / "corpus.txt").exists()
    assert right
    assert set(os.listdir(cache)) <= {"corpus.txt", "corpus.txt.part", "corpus.txt.lock"}
