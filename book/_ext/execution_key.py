"""Choose the folder in which executed chapters are kept.

jupyter-cache tells two chapters apart by their code cells alone, so a change in the helper
package would leave stale pages. Here the folder's name is a digest of everything else that a
chapter's outputs depend on: the package with its checkpoints, the pins and the profile. A new
name also makes Sphinx read every page again.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config


def execution_key(root: Path) -> str:
    """Return the digest of the package's files, the pins and the profile."""
    digest = hashlib.sha256(os.environ.get("NLP_PROFILE", "quick").encode())
    digest.update(os.environ.get("KERAS_BACKEND", "tensorflow").encode())
    files = [path for path in (root / "nlp_helpers").rglob("*") if path.is_file()]
    for path in [*sorted(root.glob("requirements*.txt")), *sorted(files)]:
        if "__pycache__" not in path.parts:
            digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def remove_damage(cache: Path) -> None:
    """Remove entries of which a killed run wrote only a part; they would stop the next one."""
    for entry in cache.glob("executed/*"):
        try:
            json.loads((entry / "base.ipynb").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            shutil.rmtree(entry)


def remove_lost_records(cache: Path) -> None:
    """Remove records whose entry is no longer there."""
    from jupyter_cache import get_cache
    from jupyter_cache.cache.db import NbCacheRecord

    book = get_cache(cache)
    for record in book.list_cache_records():
        if not (cache / "executed" / record.hashkey / "base.ipynb").exists():
            NbCacheRecord.remove_record(record.pk, book.db)


def choose_folder(home: Path, root: Path) -> Path:
    """Return the folder of the present key, mended, and drop those of older keys."""
    folder = home / execution_key(root)
    for other in home.glob("*"):
        if other != folder:
            shutil.rmtree(other)
    if folder.exists():
        remove_damage(folder)
        remove_lost_records(folder)
    return folder


def point_at_folder(app: Sphinx, config: Config) -> None:
    """Have MyST-NB take the executed chapters from there."""
    if os.environ.get("NLP_BOOK_STORED"):
        config.nb_execution_mode = "off"
        return
    home = Path(app.outdir).parent / ".jupyter_cache"
    config.nb_execution_cache_path = str(choose_folder(home, Path(app.srcdir)))


def setup(app: Sphinx) -> dict:
    """Register the choice."""
    app.connect("config-inited", point_at_folder)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
