"""Without Jupyter Book, Sphinx gets the settings that Jupyter Book would give it."""

import sys

import yaml
from jupyter_book.config import get_final_config

from tests.site.conftest import ROOT

sys.path.insert(0, str(ROOT / "book" / "tools"))
from plain_sphinx import EXTENSIONS, settings


def test_settings_are_those_of_jupyter_book():
    path = ROOT / "_config.yml"
    command_line = {"latex_individualpages": False}  # as `jupyter-book build` gives it
    given, _ = get_final_config(user_yaml=path, cli_config=command_line, sourcedir=ROOT)
    plain = settings(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert set(plain.pop("extensions")) <= {*given["extensions"], *EXTENSIONS}
    assert set(plain.pop("exclude_patterns")) <= set(given["exclude_patterns"])
    assert plain.pop("project") == given["html_title"]
    assert plain == {name: given[name] for name in plain}
