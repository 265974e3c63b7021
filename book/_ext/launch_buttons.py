"""Buttons that open a chapter elsewhere: Binder, Colab, Kaggle, the raw notebook.

They open the chapter as it was released, whose first cell installs the package of that release.
While pyproject.toml names no repository there are no buttons, and no text inside the directive
`launching`, rather than wrong ones.
"""

from urllib.parse import quote, urlsplit

from docutils import nodes
from project import release, repository
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ICONS = {
    "Binder": "fas fa-rocket",
    "Colab": "fab fa-google",
    "Kaggle": "fab fa-kaggle",
    "Raw notebook": "fas fa-file-code",
}


def links(address: str, revision: str, path: str) -> dict[str, str]:
    """Return name -> address of every place that can open the notebook at `path`.

    A revision may hold any character that git allows in the name of a branch or a tag.
    """
    host, name = urlsplit(address).netloc, urlsplit(address).path.strip("/")
    one_part, path, parts = quote(revision, safe=""), quote(path), quote(revision)
    binder = f"https://mybinder.org/v2/{{}}/{one_part}?urlpath=lab/tree/{path}"
    raw = {"Raw notebook": f"{address}/raw/{parts}/{path}"}
    if host != "github.com":
        return {"Binder": binder.format(f"git/{quote(address, safe='')}")} | raw
    blob = f"{name}/blob/{parts}/{path}"
    return {
        "Binder": binder.format(f"gh/{name}"),
        "Colab": f"https://colab.research.google.com/github/{blob}",
        "Kaggle": f"https://kaggle.com/kernels/welcome?src=https://github.com/{blob}",
    } | raw


class Launching(SphinxDirective):
    """Text that holds only where there is an address; REPOSITORY and RELEASE are filled in."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Parse the content, or leave it out."""
        self.env.note_dependency("pyproject.toml")
        address = repository()
        if address is None:
            return []
        text = "\n".join(self.content).replace("REPOSITORY", address)
        text = text.replace("RELEASE", release())
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def add_buttons(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Add the group of buttons to a chapter's header."""
    address = repository()
    if address is None or not pagename.startswith("chapters/"):
        return
    places = links(address, release(), f"{pagename}.ipynb")
    buttons = [
        {"type": "link", "text": name, "tooltip": name, "icon": ICONS[name], "url": url}
        for name, url in places.items()
    ]
    context["header_buttons"].append(
        {
            "type": "group",
            "tooltip": "Open this chapter elsewhere",
            "icon": "fas fa-rocket",
            "buttons": buttons,
            "label": "launch-buttons",
        }
    )


def setup(app: Sphinx) -> dict:
    """Run after the theme has made its own buttons."""
    app.add_directive("launching", Launching)
    app.connect("html-page-context", add_buttons, priority=510)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
