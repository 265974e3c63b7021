"""Downloads from a server that breaks off, cannot resume, or has another file by now."""

import pytest

from nlp_helpers.datasets import fetch
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.errors import DataUnavailableError

from .conftest import CORPUS


@pytest.fixture
def card(make_card, server):
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
    assert server.ranges == [f"bytes={len(CORPUS)}-"]


@pytest.mark.parametrize("size", [1000, 2 * len(CORPUS)])
def test_a_part_of_another_file_is_thrown_away(card, part, server, size):
    part.write_bytes(b"x" * size)
    assert fetch(card).read_bytes() == CORPUS
    assert server.ranges == [f"bytes={size}-", None]


def test_an_address_that_does_not_exist(make_card, cache, server):
    server.content = b""  # which the server answers with an error
    with pytest.raises(DataUnavailableError, match="416 Client Error"):
        fetch(make_card(WebAddress(server.url)))
