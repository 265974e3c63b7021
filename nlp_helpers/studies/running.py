"""Running a study row by row, so that a killed one goes on where it was."""

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import keras
from tqdm import tqdm

from nlp_helpers.checkpoints.card import commit, machine
from nlp_helpers.files import written_whole


def run_study(path: Path, trials: list[tuple[dict, Callable[[], Mapping]]]) -> None:
    """Run the trials that a study's file lacks, and add each to the file when it is done.

    A row's seconds are of processor time, over all cores: what else the machine does meanwhile
    hardly changes them. A trial that returns seconds has measured them itself.

    Args:
        path: of the study's JSON file.
        trials: pairs of what identifies a row, such as {"model": ..., "train_reviews": ...}, and
            a function that trains and scores it and returns the rest of the row.
    """
    rows = json.loads(path.read_text())["rows"] if path.exists() else []
    for key, trial in tqdm(trials, desc=path.stem, disable=None):
        if any(key.items() <= row.items() for row in rows):
            continue
        begun = time.process_time()
        scores = trial()
        rows.append({**key, "seconds": round(time.process_time() - begun, 1), **scores})
        study = {"machine": machine(), "backend": keras.backend.backend(), "commit": commit()}
        with written_whole(path) as file:
            file.write((json.dumps(study | {"rows": rows}, indent=1) + "\n").encode())
