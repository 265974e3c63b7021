"""Tests of the real corpora: where they run, and where they must.

Unit tests download nothing: a test that is marked with the corpora it reads, as in
`@pytest.mark.needs(SPA_ENG)`, is skipped where the cache lacks one of them. That is for a reader's
first `make test`. Where changes are judged, the corpora are fetched first, and the environment
variable `NLP_TESTS_NEED_DATA` holds their names in the cache, or "all": a test that lacks one of
these fails. `python -m tests.real_data` fetches them, prints the value of the variable, and says on
stderr which tests will not run because a corpus cannot be had.
"""

import os
import sys

import pytest

from nlp_helpers.datasets import CARDS, SPA_ENG, DatasetCard, cache_folder, fetch
from nlp_helpers.errors import NlpHelpersError

VARIABLE = "NLP_TESTS_NEED_DATA"
READ_BY_TESTS = (*CARDS, SPA_ENG)


def needed(card: DatasetCard) -> bool:
    """Whether a test that lacks this corpus has to fail."""
    demanded = os.environ.get(VARIABLE, "").split()
    return "all" in demanded or card.name in demanded


def require(*cards: DatasetCard) -> None:
    """Skip the running test, or let it fail, where the cache lacks a corpus."""
    for card in cards:
        if not (cache_folder() / card.name).is_file():
            absent = f"{card.title} is not in the cache: python -m tests.real_data puts it there"
            (pytest.fail if needed(card) else pytest.skip)(absent)


def main() -> None:
    """Fetch every corpus that tests read, and tell which of them could not be had."""
    had = []
    for card in READ_BY_TESTS:
        try:
            fetch(card)
            had.append(card.name)
        except NlpHelpersError as error:
            print(f"NOT CHECKED: tests of {error}", file=sys.stderr)
    print("all" if len(had) == len(READ_BY_TESTS) else " ".join(had))


if __name__ == "__main__":
    main()
