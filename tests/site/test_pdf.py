"""The whole site is printed as one PDF."""

import re
import sys
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from tests.site.conftest import ROOT
from tests.site.conftest import documents as of_contents

sys.path.insert(0, str(ROOT / "book" / "tools"))
import pdf
from chromium import find_chromium
from pdf import assemble, documents, print_pages

pytestmark = pytest.mark.site
FEW = ["book/index", "book/notation", "book/glossary", "chapters/09_beam_search"]


def test_every_page_is_printed_in_order():
    assert documents() == of_contents()


def test_links_lead_to_one_place_within_and_pictures_are_there(site):
    whole = BeautifulSoup(assemble(site, FEW), "html.parser")
    places = Counter(node["id"] for node in whole.select("[id]"))
    assert [article["id"] for article in whole.select("article")] == [f"{name}:" for name in FEW]
    inside = [link["href"][1:] for link in whole.select("a[href^='#']")]
    assert "chapters/09_beam_search:use-term-Reranking" in inside
    assert not [place for place in inside if places[place] != 1]
    files = [
        node.get("src") or node["href"] for node in whole.select("article img[src], link[href]")
    ]
    assert len(files) > 10
    assert not [file for file in files if ":" not in file and not (site / file).is_file()]


def count_pages(site, file) -> int:
    """Print a chapter and return how many pages it has."""
    print_pages(site, ["chapters/09_beam_search"], file)
    return len(re.findall(rb"/Type\s*/Page\b", file.read_bytes()))


@pytest.mark.skipif(find_chromium() is None, reason="no Chromium on PATH (or in NLP_CHROMIUM)")
def test_solutions_are_printed_and_headings_listed(site, tmp_path, monkeypatch):
    pages = count_pages(site, tmp_path / "whole.pdf")
    assert b"/Outlines" in (tmp_path / "whole.pdf").read_bytes()

    def without_solutions(*arguments):
        return re.sub("<details.*?</details>", "", assemble(*arguments), flags=re.DOTALL)

    monkeypatch.setattr(pdf, "assemble", without_solutions)
    assert pages >= count_pages(site, tmp_path / "short.pdf") + 2
    assert not (site / "whole.html").exists()
