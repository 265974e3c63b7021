"""Let what is written on folded code be its name.

MyST-NB gives it a label of its own, so that a screen reader would say another thing than "Show the
code", and who speaks to the page what it shows would not be understood.
"""

from sphinx.application import Sphinx

LABEL = ' aria-label="Toggle hidden content"'


def name_by_text(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Take the label away."""
    if "body" in context:
        context["body"] = context["body"].replace(LABEL, "")


def setup(app: Sphinx) -> dict:
    """Run for every page."""
    app.connect("html-page-context", name_by_text)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
