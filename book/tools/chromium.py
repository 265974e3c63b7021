"""Find the browser with which the site is looked at and printed."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """Return the browser named in NLP_CHROMIUM, or the first one on PATH."""
    named = os.environ.get("NLP_CHROMIUM")
    return named or next((path for path in map(shutil.which, NAMES) if path), None)
