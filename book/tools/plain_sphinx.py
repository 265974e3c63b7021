"""Build the site with Sphinx alone, from the same _config.yml and _toc.yml: the way out.

    python plain_sphinx.py FOLDER   writes FOLDER/html, from the outputs stored in the chapters

Jupyter Book 1 is a thin layer that turns _config.yml into settings of Sphinx. Should it end, this
file takes its place. The packages that it needs are in .github/workflows/sphinx.yml.
"""

import os
import sys
from pathlib import Path

import yaml
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
EXTENSIONS = [
    "myst_nb",
    "sphinx_external_toc",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinxcontrib.bibtex",
]
ONLY_JUPYTER_BOOK = {"without_thebe"}  # takes away what Jupyter Book adds


def settings(book: dict) -> dict:
    """Return Sphinx's settings for what _config.yml says."""
    local = [name for name in book["sphinx"]["local_extensions"] if name not in ONLY_JUPYTER_BOOK]
    return {
        "project": book["title"],
        "html_title": book["title"],
        "author": book["author"],
        "copyright": book["copyright"],
        "extensions": EXTENSIONS + local,
        "exclude_patterns": [*book["exclude_patterns"], "_build"],
        "external_toc_exclude_missing": book["only_build_toc_files"],
        "myst_enable_extensions": book["parse"]["myst_enable_extensions"],
        "bibtex_bibfiles": book["bibtex_bibfiles"],
        "html_theme": "sphinx_book_theme",
        "html_favicon": book["html"]["favicon"],
        "html_sourcelink_suffix": "",
        **book["sphinx"]["config"],
    }


def build(folder: Path) -> int:
    """Write the site below `folder`; a warning is an error, as with Jupyter Book."""
    os.environ["NLP_BOOK_STORED"] = "1"
    book = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    extensions = set(book["sphinx"]["local_extensions"].values())
    sys.path += [str(ROOT), *(str(ROOT / place) for place in extensions)]
    site = Sphinx(
        ROOT,
        confdir=None,
        outdir=folder / "html",
        doctreedir=folder / ".doctrees",
        buildername="html",
        confoverrides=settings(book),
        warningiserror=True,
        keep_going=True,
    )
    site.build()
    return site.statuscode


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1]).resolve()))
