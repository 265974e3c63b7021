"""Cards of all formats, and what they say of where something was computed."""

import subprocess
from pathlib import Path

import keras

from nlp_helpers.backend import device_name
from nlp_helpers.errors import CheckpointError

FORMAT = 1

# What cards of before, which name no format, call a task; and its task, architecture and tokenizer.
BEFORE = {
    "character language model": ("language model", "char-rnn", {"kind": "characters"}),
    "sentiment, recurrent": (
        "classifier",
        "sentiment-rnn",
        {"kind": "words", "files": ["vocabulary.txt"], "limit": 400, "head": 100},
    ),
    "sentiment, sentence encoder": ("classifier", "minilm-classifier", {"kind": "minilm"}),
    "translation, recurrent": (
        "translator",
        "seq2seq-rnn",
        {"kind": "subwords", "files": ["source.json", "target.json"], "limit": 48},
    ),
}


def upgraded(card: dict, path: Path) -> dict:
    """Return a card of any format, read from a path, as one of today's.

    Raises:
        CheckpointError: it is of a newer version of the package.
        KeyError: something is missing.
    """
    if card.get("format") == FORMAT:
        return card
    if "format" in card or card["task"] not in BEFORE:
        raise CheckpointError(
            f"{path} has the format {card.get('format')!r} and the task {card['task']!r}, which "
            "this version of nlp_helpers does not know: install a newer one"
        )
    task, architecture, tokenizer = BEFORE[card["task"]]
    config = dict(card["model"])
    tokenizer = tokenizer | {key: config.pop(key) for key in ("limit", "head") if key in config}
    if "vocabulary" in card:
        tokenizer["text"] = card["vocabulary"]
    kept = {key: value for key, value in card.items() if key not in ("model", "vocabulary")}
    named = {"format": FORMAT, "task": task, "architecture": architecture}
    return kept | named | {"config": config, "tokenizer": tokenizer}


def where(made_from: str) -> dict[str, str]:
    """Return on what machine, with which backend and from which code something is computed."""
    return {"machine": device_name(), "backend": keras.backend.backend(), "commit": made_from}


def commit() -> str:
    """Return the commit that the package's files are of, with "-dirty" where they were changed.

    "unknown" where they are not in a repository, though a folder above them may be in one.
    """

    def git(*arguments: str) -> str:
        command = ["git", *arguments]
        return subprocess.check_output(
            command, cwd=Path(__file__).parents[1], text=True, stderr=subprocess.DEVNULL
        ).strip()

    try:
        git("ls-files", "--error-unmatch", "__init__.py")
        changed = git("status", "--porcelain", "--", ".")
        return git("rev-parse", "--short=12", "HEAD") + ("-dirty" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
