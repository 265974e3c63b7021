"""Have Sphinx put search_order.js among the tools of the search."""

from pathlib import Path

from sphinx.application import Sphinx


def choose_order(app: Sphinx, config) -> None:
    """Name the script by its whole path: Sphinx would look for it where the build was started."""
    config.html_search_scorer = str(Path(__file__).with_suffix(".js"))


def setup(app: Sphinx) -> dict:
    """Register the choice."""
    app.connect("config-inited", choose_order)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
