"""Tell search engines and link previews what a page is, and have one at the site's address."""

from html import escape
from textwrap import shorten

from docutils import nodes
from sphinx.application import Sphinx


def description(document: nodes.document) -> str:
    """Return the beginning of a page's first paragraph."""
    paragraph = next(document.findall(nodes.paragraph), nodes.Text(""))
    return shorten(paragraph.astext(), 200, placeholder="…")


def fill_head(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Add the description; leave out of the root's title that of the site, which is the same."""
    if doctree is None:
        return
    words, title = escape(description(doctree)), escape(app.env.titles[pagename].astext())
    context["metatags"] += f'<meta name="description" content="{words}">\n'
    context["metatags"] += f'<meta property="og:title" content="{title}">\n'
    if context["title"] == context["docstitle"]:
        context["docstitle"] = ""


def entrance(app: Sphinx):
    """Return the page at the site's address, which leads to the root of the table of contents."""
    yield "index", {"root": app.builder.get_target_uri(app.config.root_doc)}, "entrance.html"


def setup(app: Sphinx) -> dict:
    """Register both."""
    app.connect("html-page-context", fill_head)
    app.connect("html-collect-pages", entrance)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
