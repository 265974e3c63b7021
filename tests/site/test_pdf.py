"""The whole site is printed as one PDF."""

import re
import sys
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from tests.site.conftest import ROOT
from tests.site.conftest import documents as of_contents

sys.path.insert(0, str(ROOT / "book" / "tools"))
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


@pytest.mark.skipif(find_chromium() is None, reason="no Chromium on PATH (or in NLP_CHROMIUM)")
def test_solutions_are_printed(site, tmp_path):
    """A page whose solutions were left folded would have fewer pages."""
    print_pages(site, ["chapters/09_beam_search"], tmp_path / "unfolded.pdf")
    written = (tmp_path / "unfolded.pdf").read_bytes()
    assert written.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", written)) >= 10
    assert not (site / "whole.html").exists()
