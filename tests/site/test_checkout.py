"""A checkout has the same bytes on every system."""

import subprocess

from tests.site.conftest import ROOT


def git(folder, *arguments, **options) -> str:
    """Return what git prints."""
    command = ["git", "-C", folder, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def test_git_for_windows_checks_out_what_was_committed(tmp_path):
    """Its default writes text with other line ends; then no sha256 of a card or a corpus fits."""
    clone = tmp_path / "course"
    settings = ["-c", "core.autocrlf=true", "-c", "core.eol=crlf"]
    git(tmp_path, "clone", "--quiet", *settings, ROOT, clone)
    listing = git(clone, "ls-files", "--stage").splitlines()
    committed = {line.split("\t")[1]: line.split()[1] for line in listing}
    assert "nlp_helpers/checkpoints/sentiment-gru/vocabulary.txt" in committed
    names = "\n".join(committed)
    checked_out = git(clone, "hash-object", "--no-filters", "--stdin-paths", input=names).split()
    changed = [
        name
        for (name, wanted), found in zip(committed.items(), checked_out, strict=True)
        if wanted != found
    ]
    assert not changed
