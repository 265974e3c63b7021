"""Buttons that open a chapter elsewhere: Binder, Colab, Kaggle, the raw notebook.

They point at the repository the site is built from: `NLP_BOOK_REPOSITORY` and `NLP_BOOK_BRANCH`
where set, else git's remote "origin" and the present branch. Without an address there are no
buttons, rather than wrong ones.
"""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import quote

from sphinx.application import Sphinx


def https_address(address: str) -> str | None:
    """Return the https form of a git address without secrets, or None for a local path.

    Example:
        >>> https_address("git@github.com:reader/course.git")
        'https://github.com/reader/course'
    """
    pattern = r"(?:(?:https?|ssh|git)://)?(?:[^@/]+@)?([\w.-]+\.\w+)(?::\d+/|[:/])([\w.~/-]+?)"
    match = re.fullmatch(pattern + r"(?:\.git)?/?", address.strip())
    return f"https://{match[1]}/{match[2]}" if match else None


def git(root: Path, *arguments: str) -> str:
    """Return what git prints, or an empty string where it cannot say."""
    try:
        return subprocess.check_output(
            ["git", "-C", str(root), *arguments], text=True, stderr=subprocess.DEVNULL
        ).strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def find_repository(root: Path) -> str | None:
    """Return the repository's https address, from the setting or from git."""
    setting = os.environ.get("NLP_BOOK_REPOSITORY")
    return https_address(setting or git(root, "remote", "get-url", "origin"))


def find_branch(root: Path) -> str:
    """Return the branch the site is built from; "main" for a detached checkout."""
    branch = os.environ.get("NLP_BOOK_BRANCH") or git(root, "branch", "--show-current")
    return branch or "main"


def links(repository: str, branch: str, path: str) -> dict[str, str]:
    """Return name -> address of every place that can open the notebook at `path`."""
    host, name = re.fullmatch(r"https://([^/]+)/(.+)", repository).groups()
    raw = f"{repository}/raw/{branch}/{path}"
    binder = "https://mybinder.org/v2"
    if host != "github.com":
        place = f"git/{quote(repository, safe='')}/{quote(branch, safe='')}"
        return {"Binder": f"{binder}/{place}?urlpath=lab/tree/{path}", "Raw notebook": raw}
    blob = f"github/{name}/blob/{branch}/{path}"
    return {
        "Binder": f"{binder}/gh/{name}/{quote(branch, safe='')}?urlpath=lab/tree/{path}",
        "Colab": f"https://colab.research.google.com/{blob}",
        "Kaggle": f"https://kaggle.com/kernels/welcome?src={repository}/blob/{branch}/{path}",
        "Raw notebook": raw,
    }


ICONS = {
    "Binder": "fas fa-rocket",
    "Colab": "fab fa-google",
    "Kaggle": "fab fa-kaggle",
    "Raw notebook": "fas fa-file-code",
}


def add_buttons(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Add the group of buttons to a chapter's header."""
    repository = find_repository(Path(app.srcdir))
    if repository is None or not pagename.startswith("chapters/"):
        return
    addresses = links(repository, find_branch(Path(app.srcdir)), f"{pagename}.ipynb")
    buttons = [
        {"type": "link", "text": name, "tooltip": name, "icon": ICONS[name], "url": address}
        for name, address in addresses.items()
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
    app.connect("html-page-context", add_buttons, priority=510)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
