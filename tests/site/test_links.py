"""No broken link, no missing file, and nothing that is fetched from elsewhere."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.site.conftest import documents, parsed

pytestmark = pytest.mark.site
FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest"}


@pytest.fixture(params=[*documents(), "index", "search", "genindex"])
def path(request, site) -> Path:
    """Every page that a reader can come to."""
    return site / f"{request.param}.html"


def is_external(address: str) -> bool:
    """Say whether an address leads out of the site."""
    return bool(urlsplit(address).scheme or urlsplit(address).netloc)


def target(path: Path, address: str) -> Path:
    """Return the file that an address on the page at `path` names."""
    name = unquote(urlsplit(address).path)
    return (path.parent / name).resolve() if name else path


def resources(path: Path) -> list[str]:
    """Return the address of everything that a browser loads for the page."""
    page = parsed(path)
    found = [node["src"] for node in page.select("script[src], img[src], source[src], iframe[src]")]
    for link in page.select("link[href]"):
        if FETCHED_LINKS & set(link.get("rel", [])):
            found.append(link["href"])
    return [address for address in found if not address.startswith("data:")]


def leads_somewhere(path: Path, address: str) -> bool:
    """Say whether the file an address names is there, and the place within it."""
    file, fragment = target(path, address), unquote(urlsplit(address).fragment)
    if not file.is_file():
        return False
    return not fragment or file.suffix != ".html" or bool(parsed(file).find(id=fragment))


def test_links_inside_the_site_lead_somewhere(path):
    addresses = {link["href"] for link in parsed(path).select("a[href]")}
    inside = [address for address in addresses if not is_external(address)]
    assert not [address for address in inside if not leads_somewhere(path, address)]


def test_nothing_is_fetched_from_elsewhere(path):
    assert not [address for address in resources(path) if is_external(address)]


def test_no_file_is_missing(path):
    assert not [name for name in resources(path) if not target(path, name).is_file()]


def test_style_sheets_fetch_nothing_from_elsewhere(site):
    for sheet in site.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        addresses = re.findall(r"url\(\s*['\"]?([^'\")]+)", text) + re.findall(
            r"@import\s+['\"]([^'\"]+)", text
        )
        fetched = [address for address in addresses if not address.startswith(("data:", "#"))]
        assert not [address for address in fetched if is_external(address)], sheet
        assert not [name for name in fetched if not target(sheet, name).is_file()], sheet


def test_papers_lead_to_where_they_can_be_read(site):
    """All but two books, which are on paper."""
    papers = parsed(site / "book/bibliography.html").select("article .citation")
    silent = [paper.get_text() for paper in papers if not paper.select("a[href^=http]")]
    on_paper = ("The Design of Experiments", "A synopsis of linguistic theory")
    assert not [text for text in silent if not any(title in text for title in on_paper)]
