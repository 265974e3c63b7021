"""The welcome page shows a figure of a chapter and says where to start."""

from types import SimpleNamespace

import pytest

import tests.site.conftest  # noqa: F401  (puts book/_ext on the path)
from tests.site.conftest import ROOT, parsed

import chapter_figure  # isort: skip

CHAPTER = ROOT / "chapters" / "10_attention.ipynb"


def test_a_cell_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="has no cell 'nonsense' with a stored picture"):
        chapter_figure.find_cell(CHAPTER, "nonsense")


def test_picture_comes_with_its_size_and_words(tmp_path):
    cell = chapter_figure.find_cell(CHAPTER, "attention-55")
    page = tmp_path / "book" / "index.md"
    env = SimpleNamespace(doctreedir=tmp_path, docname="book/index", doc2path=lambda name: page)
    image = chapter_figure.as_image(cell, env)
    assert (image["width"], image["height"]) == ("590px", "491px")
    assert image["alt"] == cell.metadata["mystnb"]["image"]["alt"]
    file = tmp_path / image["uri"].removeprefix("../")
    assert file.read_bytes().startswith(b"\x89PNG")


@pytest.mark.site
def test_welcome_page_shows_something_and_says_where_to_start(site):
    article = parsed(site / "book/index.html").select_one("article")
    assert article.select("figure img.drawn")
    assert "Start with" in article.get_text()
    assert [link["href"] for link in article.select("strong a")] == ["../chapters/01_char_rnn.html"]
    assert len(article.select("a.sd-stretched-link")) == 3
