"""Buttons that open a chapter elsewhere: Binder, Colab, Kaggle, the raw notebook.

They open the chapter as it was released, whose first cell installs the package of that release.
While pyproject.toml names no repository there are no buttons, and no text about them, rather than
wrong ones.
"""

import re
from urllib.parse import quote, urlsplit

from project import release, repository
from sphinx.application import Sphinx

LAUNCHING = re.compile(r"^:::\{launching\}\n(.*?)^:::\n", re.DOTALL | re.MULTILINE)
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


def keep_or_leave_out(app: Sphinx, document: str, source: list[str]) -> None:
    """Keep text between `:::{launching}` and `:::` where there is an address, and fill it in."""
    if not LAUNCHING.search(source[0]):
        return
    app.env.note_dependency("pyproject.toml")
    address = repository()
    text = LAUNCHING.sub(r"\1" if address else "", source[0])
    source[0] = text.replace("REPOSITORY", address or "").replace("RELEASE", release())


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
    app.connect("source-read", keep_or_leave_out)
    app.connect("html-page-context", add_buttons, priority=510)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
