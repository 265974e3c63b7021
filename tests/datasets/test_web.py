"""Downloads from a server that breaks off, cannot resume, or has another file by now."""

import dataclasses
import time

import pytest

from nlp_helpers.datasets import fetch, patience
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.errors import CorruptDataError, DataUnavailableError

from .conftest import CORPUS


@pytest.fixture
def card(make_card, server, cache):
    return make_card(WebAddress(server.url))


@pytest.fixture
def part(cache):
    cache.mkdir()
    return cache / "corpus.txt.part"


def test_a_truncated_download_is_reported_and_then_resumed(card, part, server):
    server.breaks_at = 500_000
    with pytest.raises(DataUnavailableError, match="500000 bytes read, 548576 more expected"):
        fetch(card)
    kept = part.stat().st_size
    assert 0 < kept <= 500_000
    server.breaks_at = None
    assert fetch(card).read_bytes() == CORPUS
    assert server.ranges == [None, f"bytes={kept}-"]


def test_a_server_that_cannot_resume_sends_everything(card, part, server):
    server.resumes = False
    part.write_bytes(CORPUS[:1000])
    assert fetch(card).read_bytes() == CORPUS


def test_a_complete_part_needs_no_more_bytes(card, part, server):
    part.write_bytes(CORPUS)
    assert fetch(card).read_bytes() == CORPUS
    assert server.ranges == []


@pytest.mark.parametrize(
    ("size", "ranges"), [(1000, ["bytes=1000-", None]), (2 * len(CORPUS), [None])]
)
def test_a_part_of_another_file_is_thrown_away(card, part, server, size, ranges):
    part.write_bytes(b"x" * size)
    assert fetch(card).read_bytes() == CORPUS
    assert server.ranges == ranges


def test_a_piece_longer_than_the_server_s_file_is_thrown_away(card, part, server):
    part.write_bytes(b"x" * 1000)
    server.content = CORPUS[:500]
    with pytest.raises(CorruptDataError, match="what came has the sha256"):
        fetch(card)
    assert server.ranges == ["bytes=1000-", None]


def test_no_more_is_taken_than_the_card_says(card, server):
    server.content = CORPUS * 50
    with pytest.raises(CorruptDataError, match="what came has the sha256"):
        fetch(dataclasses.replace(card, size=1000))
    assert server.sent < len(CORPUS) * 40


@pytest.mark.parametrize("length", ["-5", "0", "99999999999999999999"])
def test_a_length_that_is_not_true_does_not_keep_us_waiting(card, server, length):
    """The connection stays open, so that only the card says where the file ends."""
    server.length, server.stalls_at = length, len(CORPUS)
    begin = time.monotonic()
    try:
        assert fetch(card).read_bytes() == CORPUS
    except CorruptDataError:  # "0" is a promise that nothing comes
        assert length == "0"
    assert time.monotonic() - begin < 5


def test_a_trickle_ends_when_the_time_is_over(card, server, monkeypatch):
    monkeypatch.setattr(patience, "BASE_SECONDS", 0.5)
    monkeypatch.setattr(patience, "SLOWEST", 1 << 40)
    server.trickles = True
    begin = time.monotonic()
    with pytest.raises(DataUnavailableError, match=r"too slow: \d of 1,048,576 bytes in 1 s"):
        fetch(card)
    assert time.monotonic() - begin < 5


def test_the_time_grows_with_the_size():
    assert patience.patience(1 << 20) < 120
    assert patience.patience(862_182_613) > 3600


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://[::1", "Failed to parse"),
        ("http://a b/", "Failed to parse"),
        ("ftp://127.0.0.1/corpus.txt", "No connection adapters"),
        ("corpus.txt", "No scheme"),
    ],
)
def test_an_address_that_is_none(make_card, cache, server, url, message):
    with pytest.raises(DataUnavailableError, match=message) as error:
        fetch(make_card(WebAddress(url)))
    assert url in str(error.value)
    assert fetch(make_card(WebAddress(url), WebAddress(server.url))).read_bytes() == CORPUS


def test_a_redirect_to_nowhere_leaves_the_next_source_its_turn(make_card, cache, server):
    server.redirect = "http://[broken/"
    away = WebAddress(server.url.replace("corpus", "moved"))
    assert fetch(make_card(away, WebAddress(server.url))).read_bytes() == CORPUS


def test_a_certificate_file_that_is_not_there(make_card, cache, server, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/certificates.pem")
    secure = WebAddress(server.url.replace("http:", "https:"))
    with pytest.raises(DataUnavailableError, match=r"/nowhere/certificates\.pem"):
        fetch(make_card(secure))
    assert fetch(make_card(secure, WebAddress(server.url))).read_bytes() == CORPUS


def test_an_address_that_does_not_exist(make_card, cache, server):
    server.content = b""  # which the server answers with an error
    with pytest.raises(DataUnavailableError, match="416 Client Error"):
        fetch(make_card(WebAddress(server.url)))
