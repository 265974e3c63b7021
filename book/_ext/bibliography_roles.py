"""Make the bibliography a list of items: docutils gives them a role that no list may hold."""

from sphinx.application import Sphinx


def make_items(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Replace the deprecated role in a page's HTML."""
    if "body" in context:
        context["body"] = context["body"].replace('role="doc-biblioentry"', 'role="listitem"')


def setup(app: Sphinx) -> dict:
    """Run on every page as it is written."""
    app.connect("html-page-context", make_items)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
