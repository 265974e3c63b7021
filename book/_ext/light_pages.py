"""Leave out of a page the scripts that nothing on it uses.

The theme searches on search.html alone, yet loads the index on every page; sphinx-togglebutton,
sphinx-design and thebe load for parts that few pages or none have.
"""

import re

from sphinx.application import Sphinx

USED_BY = {  # a file's name -> what a page has that needs it
    "togglebutton": 'class="[^"]*(toggle |admonition[^"]* dropdown)',
    "design-tabs": "sd-tab-",
    "thebe": "thebe-button",
    "sphinx-design": 'class="sd-',
    "mystnb": 'class="cell|ansi-',
    "copybutton": 'class="highlight',
    "clipboard": 'class="highlight',
}
SETTINGS = "toggleHint|toggleOpenOnPrint|togglebuttonSelector"  # scripts of one line


def is_used(file: str, body: str) -> bool:
    """Say whether a page with this text needs a file; one that is not listed is needed."""
    if re.search(SETTINGS, file):
        return bool(re.search(USED_BY["togglebutton"], body))
    return all(re.search(user, body) for name, user in USED_BY.items() if name in file)


def leave_out(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Keep of a page's scripts and style sheets those that it uses."""
    for kind in ("script_files", "css_files"):
        body = context.get("body", "")
        context[kind] = [file for file in context[kind] if is_used(text_of(file), body)]


def text_of(file) -> str:
    """Return the name of a script or a style sheet, or the script itself."""
    return (
        f"{getattr(file, 'filename', file) or ''} {getattr(file, 'attributes', {}).get('body', '')}"
    )


def setup(app: Sphinx) -> dict:
    """Run when every extension has added its files."""
    app.connect("html-page-context", leave_out, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
