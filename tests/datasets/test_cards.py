"""What `python -m nlp_helpers data` fetches."""

import dataclasses
import json
import re

import pytest
from click.testing import CliRunner

from nlp_helpers.__main__ import main
from nlp_helpers.datasets import CARDS, IMDB_ARCHIVE, SPA_ENG
from nlp_helpers.datasets.archive import Archive
from nlp_helpers.datasets.digits import ScikitLearn
from nlp_helpers.datasets.glove import GLOVE_ARCHIVE
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.datasets.wheel import Wheel

from .conftest import CORPUS

ALL_CARDS = (*CARDS, IMDB_ARCHIVE, GLOVE_ARCHIVE, SPA_ENG)


@pytest.mark.parametrize("card", ALL_CARDS, ids=lambda card: card.name)
def test_a_card_says_what_its_file_is_and_whose(card):
    assert re.fullmatch("[0-9a-f]{64}", card.sha256)
    assert card.size > 0
    assert card.title
    assert card.licence
    assert card.citation


def test_no_two_cards_share_a_file():
    names = [card.name for card in ALL_CARDS]
    assert len(set(names)) == len(names)


def addresses(card):
    for source in card.sources:
        yield from addresses(source.card) if isinstance(source, Archive) else [str(source)]


@pytest.mark.parametrize("card", ALL_CARDS, ids=lambda card: card.name)
def test_no_address_follows_a_branch(card):
    assert not [name for name in addresses(card) if re.search("/(main|master)/", name)]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_a_package_index_is_all_that_the_quick_profile_needs(card):
    assert any(isinstance(source, Wheel | ScikitLearn) for source in card.sources)


def test_the_command_puts_every_card_into_the_cache(cache, make_card, server, monkeypatch):
    first = make_card(WebAddress(server.url))
    second = dataclasses.replace(first, name="second.txt", title="The second")
    monkeypatch.setattr("nlp_helpers.datasets.CARDS", (first, second))
    result = CliRunner().invoke(main, ["data", "--json"])
    paths = {first.title: str(cache / "corpus.txt"), "The second": str(cache / "second.txt")}
    assert json.loads(result.stdout) == paths
    assert (cache / "second.txt").read_bytes() == CORPUS
