"""The first use of a term in a chapter leads to the glossary, and the glossary leads back."""

import pytest
from docutils import nodes

import tests.site.conftest  # noqa: F401  (puts book/_ext on the path)
from tests.site.conftest import documents, parsed

import glossary_links  # isort: skip

KNOWN = {"attention": "term-Attention", "additive attention": "term-Additive", "key": "term-Key"}
CHAPTERS = [name for name in documents() if name.startswith("chapters/")]


def found(*children: nodes.Node) -> list[str]:
    """Return the words of a paragraph that would become links."""
    document = nodes.section("", nodes.paragraph("", "", *children))
    matches = glossary_links.first_uses(document, KNOWN).values()
    return [match[0] for several in matches for match in several]


def test_only_the_first_use_is_linked_and_longer_terms_come_first():
    text = "Additive attention is attention; Attention is not inattention, nor attention-free."
    assert found(nodes.Text(text)) == ["Additive attention", "attention"]


def test_a_term_on_two_lines_is_linked():
    lines = nodes.Text("Additive"), nodes.Text("\n"), nodes.Text("attention is old.")
    assert found(*lines) == ["Additive\nattention"]


def test_an_everyday_word_is_linked_where_it_is_set_off():
    assert found(nodes.Text("The key to keys")) == []
    assert found(nodes.Text("a "), nodes.strong("", "key")) == ["key"]


def test_code_and_links_stay_as_they_are():
    inside = nodes.reference("", "attention", refuri="x")
    assert found(nodes.literal("", "attention"), inside) == []


@pytest.mark.site
@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_links_each_term_once(site, name):
    links = [link["href"] for link in parsed(site / f"{name}.html").select("a.glossary-term")]
    assert len(links) >= 8
    assert len(links) == len(set(links))
    assert all(link.startswith("../book/glossary.html#term-") for link in links)


@pytest.mark.site
def test_glossary_leads_to_the_first_chapter(site):
    glossary = parsed(site / "book/glossary.html")
    entry = glossary.find(id="term-Perplexity").find_next_sibling("dd")
    assert entry.select("a")[-1]["href"] == "../chapters/01_char_rnn.html#use-term-Perplexity"
