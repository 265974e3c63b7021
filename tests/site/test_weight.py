"""What a page loads, compressed as servers do, and whether it stands still while it loads."""

import gzip
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.site.test_browser import PHONE, context, open_page, tab  # noqa: F401  (fixtures)

pytestmark = [
    pytest.mark.site,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
COMPRESSED = {".png", ".woff", ".woff2"}
LIMITS = {"book/": 400_000, "chapters/": 1_000_000}
SHIFT = """() => new Promise(resolve => {
    let total = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) total += entry.value;
    }).observe({type: "layout-shift", buffered: true});
    setTimeout(() => resolve(total), 300);
})"""


def compressed_size(path: Path) -> int:
    """Return how many bytes of a file a server would send."""
    content = path.read_bytes()
    return len(content) if path.suffix in COMPRESSED else len(gzip.compress(content, 6))


def loaded_files(tab, site, document: str) -> set[Path]:  # noqa: F811
    """Open a page, scroll to its end, and return the files that the browser asked for."""
    addresses = set()
    tab.on("request", lambda request: addresses.add(request.url))
    open_page(tab, site, document)
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    tab.wait_for_load_state("networkidle")
    return {Path(unquote(urlsplit(url).path)) for url in addresses if url.startswith("file:")}


def test_page_is_light(tab, site, document):  # noqa: F811
    sizes = {path.name: compressed_size(path) for path in loaded_files(tab, site, document)}
    limit = next(limit for folder, limit in LIMITS.items() if document.startswith(folder))
    heaviest = sorted(sizes.items(), key=lambda item: -item[1])[:6]
    print(document, sum(sizes.values()), heaviest)
    assert sum(sizes.values()) <= limit, heaviest


@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, PHONE], ids=["desk", "phone"])
def test_page_stands_still(tab, site, document, size):  # noqa: F811
    tab.set_viewport_size(size)
    open_page(tab, site, document)
    shift = tab.evaluate(SHIFT)
    print(document, size["width"], round(shift, 3))
    assert shift < 0.1
