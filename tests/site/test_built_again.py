"""What a chapter links to may change while the chapter does not; a second build notices."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.site.conftest import ROOT

pytestmark = pytest.mark.site
CHAPTER = "chapters/01_greeting"
FUNCTION = "def greet():\n    return 'hello'\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of one chapter, with a glossary and a package."""
    book = tmp_path / "course"
    for folder in ("book", "chapters", "nlp_helpers"):
        (book / folder).mkdir(parents=True)
    pages = f"# Book\n\n```{{toctree}}\n{CHAPTER}\nbook/glossary\n```\n"
    (book / "index.md").write_text(pages)
    (book / "requirements.txt").touch()
    (book / "nlp_helpers" / "words.py").write_text(FUNCTION)
    write_glossary(book, "Hello")
    text = new_markdown_cell("# Greeting\n\nSay hello to a friend.")
    code = new_code_cell("from nlp_helpers.words import greet\n\ngreet()")
    metadata = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    nbformat.write(new_notebook(cells=[text, code], metadata=metadata), book / f"{CHAPTER}.ipynb")
    return book


def write_glossary(book: Path, *terms: str) -> None:
    """Write a glossary with these terms."""
    entries = "\n\n".join(f"{term}\n  A word." for term in terms)
    text = f"# Glossary\n\n```{{glossary}}\n{entries}\n```\n"
    (book / "book" / "glossary.md").write_text(text)


def site_of(book: Path) -> Path:
    """Return where the site of a book is built."""
    return book.parent / "html"


def built(book: Path) -> BeautifulSoup:
    """Build the site of a book, or bring it up to date; return its chapter."""
    extensions = "extensions=myst_nb,glossary_links,source_links"
    settings = ["-D", extensions, "-D", "nb_execution_mode=off"]
    command = [sys.executable, "-m", "sphinx", "-C", "-W", "-q", *settings, book, site_of(book)]
    paths = os.pathsep.join([str(ROOT / "book" / "_ext"), *sys.path])
    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": paths})
    return BeautifulSoup((site_of(book) / f"{CHAPTER}.html").read_text(), "html.parser")


def links(page: BeautifulSoup, kind: str) -> list[str]:
    """Return where the links of a kind lead, without the page."""
    return [link["href"].partition("#")[2] for link in page.select(f"a.{kind}")]


def test_chapter_follows_a_function_that_has_moved_and_a_new_term(book):
    chapter = built(book)
    assert links(chapter, "source-link") == ["L-1", "L-1"]
    assert links(chapter, "glossary-term") == ["term-Hello"]
    (book / "nlp_helpers" / "words.py").write_text(f"# Words.\n\n\n{FUNCTION}")
    assert links(built(book), "source-link") == ["L-4", "L-4"]
    assert 'id="L-4"' in (site_of(book) / "source" / "nlp_helpers" / "words.html").read_text()
    write_glossary(book, "Friend", "Hello")
    chapter = built(book)
    assert links(chapter, "glossary-term") == ["term-Hello", "term-Friend"]
