"""The welcome page shows a figure of a chapter and says where to start."""

import pytest

import tests.site.conftest  # noqa: F401  (puts book/_ext on the path)
from tests.site.conftest import ROOT, parsed

import chapter_figure  # isort: skip

CHAPTER = ROOT / "chapters" / "10_attention.ipynb"


def test_a_cell_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="has no cell 'nonsense' with a stored picture"):
        chapter_figure.find_cell(CHAPTER, "nonsense")


def test_picture_comes_with_its_size_and_words():
    written = chapter_figure.as_html(chapter_figure.find_cell(CHAPTER, "attention-55"))
    assert 'width="590" height="491"' in written
    assert 'alt="' in written
    assert 'alt=""' not in written


@pytest.mark.site
def test_welcome_page_shows_something_and_says_where_to_start(site):
    article = parsed(site / "book/index.html").select_one("article")
    assert article.select("img[src^='data:image/png']")
    assert "Start with" in article.get_text()
    assert [link["href"] for link in article.select("strong a")] == ["../chapters/01_char_rnn.html"]
    assert len(article.select("a.sd-stretched-link")) == 3
