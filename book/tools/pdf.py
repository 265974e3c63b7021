"""Print the whole built site as one PDF, by Chromium.

    python pdf.py SITE FILE   SITE is a folder such as _build/html, FILE the PDF to write

The pages of the table of contents are put into one page, in order, where a link from one to another
becomes a link within the PDF.
"""

import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup, Tag
from chromium import find_chromium

ROOT = Path(__file__).resolve().parents[2]
WHOLE = "whole.html"
PAGE = """<!DOCTYPE html>
<html lang="en" data-theme="light"><head><meta charset="utf-8"><title>{title}</title>{styles}
<style>
@page {{
  size: A4;
  margin: 18mm 16mm;
  @bottom-center {{ content: counter(page); font: 9pt sans-serif; }}
}}
article {{ break-before: page; }}
</style></head><body class="bd-content"><main>{articles}</main></body></html>"""


def documents() -> list[str]:
    """Return the pages of the table of contents, in order, without suffix."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [entry["file"] for part in contents["parts"] for entry in part["chapters"]]
    return [contents["root"], *chapters]


def place(document: str, fragment: str = "") -> str:
    """Return the id that a place on one page has in the whole."""
    return f"{document}:{fragment}"


def target(site: Path, document: str, address: str) -> tuple[str, str]:
    """Return the file that an address on a page names, as seen from the site, and the fragment."""
    parts = urlsplit(address)
    file = (site / document).parent / unquote(parts.path) if parts.path else site / document
    return file.resolve().relative_to(site.resolve()).as_posix(), unquote(parts.fragment)


def is_inside(address: str) -> bool:
    """Say whether an address leads to a file of the site."""
    return not urlsplit(address).scheme and not urlsplit(address).netloc


def read_pages(site: Path, names: list[str]) -> dict[str, BeautifulSoup]:
    """Return the named pages of a site."""
    files = {name: site / f"{name}.html" for name in names}
    return {
        name: BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        for name, file in files.items()
    }


def fit_in(article: Tag, site: Path, document: str, printed: Collection[str]) -> Tag:
    """Return the article of a page, its ids, links and pictures changed to those of the whole."""
    for node in article.select("[id]"):
        node["id"] = place(document, node["id"])
    article["id"] = place(document)
    for image in article.select("img[src]"):
        if is_inside(image["src"]):
            image["src"] = target(site, document, image["src"])[0]
    for link in article.select("a[href]"):
        if is_inside(link["href"]):
            lead_within(link, *target(site, document, link["href"]), printed)
    return article


def lead_within(link: Tag, file: str, fragment: str, printed: Collection[str]) -> None:
    """Point a link to its place in the whole; one to what is not printed leads nowhere."""
    document = file.removesuffix(".html")
    if document in printed:
        link["href"] = f"#{place(document, fragment)}"
    else:
        del link["href"]


def styles_of(site: Path, pages: dict[str, BeautifulSoup]) -> list[Tag]:
    """Return the style sheets of the pages, each once, as seen from the site."""
    found = {}
    for document, page in pages.items():
        for link in page.select("link[rel=stylesheet]"):
            link["href"] = target(site, document, link["href"])[0]
            found.setdefault(link["href"], link)
    return list(found.values())


def assemble(site: Path, names: list[str]) -> str:
    """Return the HTML of one page that holds the named ones."""
    pages = read_pages(site, names)
    articles = [
        str(fit_in(page.select_one("article"), site, name, pages)) for name, page in pages.items()
    ]
    title = pages[names[0]].h1.contents[0]
    styles = "".join(map(str, styles_of(site, pages)))
    return PAGE.format(title=title, styles=styles, articles="\n".join(articles))


def print_pages(site: Path, names: list[str], file: Path) -> None:
    """Write the named pages of a site as a PDF.

    Raises:
        FileNotFoundError: if there is no Chromium.
    """
    browser = find_chromium()
    if browser is None:
        raise FileNotFoundError("no Chromium on PATH: install it, or name it in NLP_CHROMIUM")
    whole = site / WHOLE
    whole.write_text(assemble(site, names), encoding="utf-8")
    how = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    how += ["--generate-pdf-document-outline", f"--print-to-pdf={file}"]
    try:
        subprocess.run([browser, *how, whole.resolve().as_uri()], check=True, capture_output=True)
    finally:
        whole.unlink()


if __name__ == "__main__":
    site, file = (Path(argument).resolve() for argument in sys.argv[1:])
    if not (site / "index.html").exists():
        sys.exit(f"no site in {site}: run `make book` first")
    try:
        print_pages(site, documents(), file)
    except FileNotFoundError as error:
        sys.exit(str(error))
    print(f"    {file}: {file.stat().st_size / 1e6:.1f} MB")
