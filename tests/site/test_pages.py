"""Every page stands, is titled, shows no failure, and says what it costs."""

import re
from copy import copy

import pytest

from tests.site.conftest import parsed

pytestmark = pytest.mark.site


def test_page_is_titled(page):
    assert page.title.get_text(strip=True)
    assert len(page.select("article h1")) == 1


def test_page_is_described_for_those_who_have_not_opened_it(page):
    described = page.select("head meta[name=description]")
    assert [40 < len(one["content"]) <= 200 for one in described] == [True]
    assert page.select_one("head meta[property='og:title']")["content"] in page.title.get_text()


def test_address_of_the_site_leads_to_the_welcome_page(site):
    welcome, entrance = parsed(site / "book/index.html"), parsed(site / "index.html")
    assert welcome.title.get_text() == entrance.title.get_text() == welcome.h1.contents[0]
    assert entrance.html["lang"] == "en"
    assert entrance.select_one("a")["href"] == "book/index.html"


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
    article = copy(page.select_one("article"))  # other tests read the page, too
    for code in article.select("pre, code"):
        code.extract()
    text = article.get_text()
    assert not [mark for mark in ("```", ":::", "{cite", "**") if mark in text]


def test_search_knows_the_page(site, document):
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert f'"{document}"' in index
