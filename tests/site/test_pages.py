"""Every page stands, is titled, shows no failure, and says what it costs."""

import re

import pytest

pytestmark = pytest.mark.site


def test_page_is_titled(page):
    assert page.title.get_text(strip=True)
    assert len(page.select("article h1")) == 1


def test_outputs_show_no_failure(page):
    assert not page.select(".cell_output .stderr, .cell_output .traceback")
    assert "Traceback (most recent call last)" not in page.select_one("article").get_text()


def test_every_picture_has_words(page):
    silent = [image["src"] for image in page.select("article img") if not image.get("alt")]
    assert not silent, "give the cell's metadata mystnb.image.alt"


def test_chapter_says_what_it_costs(document, page):
    if document.startswith("chapters/"):
        text = page.select_one("article").get_text()
        assert re.search(r"What it costs\. About \d+ minutes to read; to run, \d+ (sec|min)", text)


def test_first_cell_is_not_shown(page):
    assert "notebook.setup()" not in page.select_one("article").get_text()


def test_markdown_was_understood(page):
    """What MyST does not understand it leaves as it stands."""
    for code in page.select("article pre, article code"):
        code.extract()
    text = page.select_one("article").get_text()
    assert not [mark for mark in ("```", ":::", "{cite", "**") if mark in text]


def test_search_knows_the_page(site, document):
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert f'"{document}"' in index
