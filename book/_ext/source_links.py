"""Link names of the package in a chapter's code to their source, on pages of the site itself."""

import re
from pathlib import Path

import nbformat
from execution_key import execution_key
from package_names import Place, find, imported
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from sphinx.application import Sphinx
from sphinx.config import Config

CELL = re.compile(r'<div class="cell_input.*?</pre>', re.DOTALL)
DOT = r'<span class="o">\.</span>'
DOTTED = re.compile(
    rf'(?<!<span class="o">\.</span>)<span class="n">\w+</span>(?:{DOT}<span class="n">\w+</span>)*'
)
NAME = re.compile(r'<span class="n">(\w+)</span>')


def imported_by(notebook: Path) -> dict[str, str]:
    """Return the names that a chapter imports from the package, with their whole names."""
    cells = nbformat.read(notebook, as_version=4).cells
    return imported("\n".join(cell.source for cell in cells if cell.cell_type == "code"))


def resolve(root: Path, names: dict[str, str], dotted: list[str]) -> tuple[Place, int] | None:
    """Return where the longest known beginning of `a.b.c` is defined, and how many parts it has."""
    if dotted[0] not in names:
        return None
    whole, best = names[dotted[0]], None
    for count, part in enumerate([None, *dotted[1:]], start=1):
        whole = whole if part is None else f"{whole}.{part}"
        module, _, name = whole.rpartition(".")
        place = find(root, module, name)
        if place is None:
            break
        best = place, count
    return best


def address(place: Place) -> str:
    """Return where on the site a place in the source is shown."""
    return f"{page_of(place.file)}.html#L-{place.line}"


def page_of(file: str) -> str:
    """Return the name of the page that shows a file."""
    return f"source/{file.removesuffix('.py')}"


def link_names(code: str, root: Path, names: dict[str, str], up: str, shown: set[str]) -> str:
    """Return the HTML of code with links; the files that they lead to are added to `shown`."""

    def link(match: re.Match) -> str:
        parts = list(NAME.finditer(match[0]))
        found = resolve(root, names, [part[1] for part in parts])
        if found is None:
            return match[0]
        place, count = found
        shown.add(place.file)
        start, end = parts[count - 1].span()
        anchor = f'<a class="source-link" href="{up}{address(place)}">{match[0][start:end]}</a>'
        return match[0][:start] + anchor + match[0][end:]

    return DOTTED.sub(link, code)


def link_page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Link the code of a chapter as it is written."""
    if not pagename.startswith("chapters/"):
        return
    root = Path(app.srcdir)
    names = imported_by(root / f"{pagename}.ipynb")
    up = "../" * pagename.count("/")
    shown = app.builder.source_files

    def link_cell(cell: re.Match) -> str:
        return link_names(cell[0], root, names, up, shown)

    context["body"] = CELL.sub(link_cell, context["body"])


def watch_package(app: Sphinx, config: Config) -> None:
    """Have every page written again when the package has changed, and its lines have moved."""
    config.source_links_key = execution_key(Path(app.srcdir))


def start(app: Sphinx) -> None:
    """Remember in this build which files are linked to."""
    app.builder.source_files = set()


def source_pages(app: Sphinx):
    """Return a page for every file that is linked to, with a place for each of its lines."""
    formatter = HtmlFormatter(lineanchors="L", cssclass="highlight")
    no_sidebar = {"theme_article_header_start": []}  # nor a button for it
    for file in sorted(app.builder.source_files):
        code = (Path(app.srcdir) / file).read_text(encoding="utf-8")
        root = app.builder.get_relative_uri(page_of(file), app.config.root_doc)
        back = f'<p><a href="{root}">{app.config.html_title}</a></p>'
        body = f"<h1>{file}</h1>\n{back}\n{highlight(code, PythonLexer(), formatter)}"
        yield page_of(file), {"title": file, "body": body, **no_sidebar}, "page.html"


def setup(app: Sphinx) -> dict:
    """Register the links and the pages that they lead to."""
    app.add_config_value("source_links_key", "", "html", str)
    app.connect("config-inited", watch_package)
    app.connect("builder-inited", start)
    app.connect("html-page-context", link_page)
    app.connect("html-collect-pages", source_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
