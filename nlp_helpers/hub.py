"""Models of the Hugging Face hub: from its cache, from the hub, or a clear word that neither is."""

import contextlib
import functools
import threading
from pathlib import Path
from typing import NamedTuple

from nlp_helpers.errors import DataUnavailableError

SECONDS = 5.0  # for all that has to be found out of a network, once a process
NEEDED = ("config.json", "tokenizer_config.json", "model.safetensors")
FILES = ("*.json", "*.txt", "model.safetensors")


class HubModel(NamedTuple):
    """A model by name, and by the commit that is meant: what a name stands for can change."""

    repository: str
    revision: str


SENTIMENT = HubModel(
    "distilbert/distilbert-base-uncased-finetuned-sst-2-english",
    "714eb0fa89d2f80546fda750413ed43d93601a13",
)
PAIRS = HubModel(  # the commit that added safetensors
    "huggingface/distilbert-base-uncased-finetuned-mnli",
    "ddf0c21bb075b7fbdcf287471d7261f1bd88b9ff",
)


def find_in_hub(model: HubModel) -> Path:
    """Return the folder of a model, from the cache or, where that lacks a file, from the hub.

    Where nothing answers, that is known after 5 seconds, and at once when it is asked again.
    Introduced in chapter 16, Hugging Face.

    Raises:
        DataUnavailableError: the hub cannot be reached, or has no such model or revision.
    """
    from huggingface_hub import snapshot_download  # with the notebooks' transformers alone

    name = f"{model.repository} at {model.revision}"
    get = functools.partial(
        snapshot_download, model.repository, revision=model.revision, allow_patterns=list(FILES)
    )
    try:
        folder = Path(get(local_files_only=True))
        if not _lacks(folder):
            return folder
        found = "only a part of it is in the cache"
    except OSError:
        found = "it is not in the cache"
    except ValueError as error:  # of a name that nothing can have
        raise DataUnavailableError(f"{name}: {error}") from error
    if not hub_answers():
        raise DataUnavailableError(
            f"{name}: {found}, and the hub does not answer: go on with the course's own models, or "
            "run this once where the hub can be reached"
        )
    try:
        folder = Path(get())
    except (OSError, ValueError) as error:  # of an unknown name or revision, or half a download
        problem = str(error).strip().splitlines()[0]
        raise DataUnavailableError(f"{name}: {found}, and the hub says: {problem}") from error
    if lacking := _lacks(folder):
        raise DataUnavailableError(f"{name}: the hub has no {', '.join(lacking)} of it")
    return folder


def _lacks(folder: Path) -> list[str]:
    return [file for file in NEEDED if not (folder / file).exists()]


@functools.cache
def hub_answers() -> bool:
    """Whether the hub can be reached. Looking up a name has no time-out, so it is done aside."""
    from huggingface_hub import constants, get_session

    if constants.is_offline_mode():
        return False
    answered = threading.Event()

    def ask() -> None:
        # By the session of the download, with its proxy; of which library, its version decides.
        with contextlib.suppress(Exception):
            get_session().head(constants.ENDPOINT, timeout=SECONDS)
            answered.set()

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(SECONDS)
    return answered.is_set()
