"""Handwritten digits of 8 x 8 pixels, 1,797 of them, which come with scikit-learn."""

from importlib import resources
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from nlp_helpers.datasets.card import DatasetCard, SourceError, rewrite
from nlp_helpers.datasets.fetching import fetch
from nlp_helpers.datasets.splits import Splits
from nlp_helpers.errors import ArgumentError

CUTS = (0.6, 0.8)  # of each digit's images: where training ends, and where validation does
SEED = 0  # of the shuffling before the cuts


class Images(NamedTuple):
    """Pictures and what is in them. Introduced in chapter 15, Vision transformers."""

    pixels: np.ndarray  # (N, height, width) float32, from 0 for paper to 1 for ink
    labels: np.ndarray  # (N,) int32


def load_digits() -> Splits[Images]:
    """Load the digits: 1,078 to train on, 360 to choose by and 359 for one last figure.

    Each split has the same share of every digit. All hold images of the same 13 writers, so an
    accuracy here is one on known hands: that on a stranger's would be lower. Introduced in chapter
    15, Vision transformers. Raises what `fetch` does.
    """
    rows = np.loadtxt(fetch(DIGITS), delimiter=",", dtype="int32")  # 64 pixels and the digit
    pixels, labels = (rows[:, :-1].reshape(-1, 8, 8) / 16).astype("float32"), rows[:, -1]
    shuffled = np.random.default_rng(SEED).permutation(len(labels))
    parts: list[list[np.ndarray]] = [[], [], []]
    for digit in range(10):
        its_rows = shuffled[labels[shuffled] == digit]
        cuts = [round(cut * len(its_rows)) for cut in CUTS]
        for part, cut_off in zip(parts, np.split(its_rows, cuts), strict=True):
            part.append(cut_off)
    chosen = [np.sort(np.concatenate(part)) for part in parts]
    return Splits(*(Images(pixels[part], labels[part]) for part in chosen))


def read_images(path: Path) -> Images:
    """Read a file such as `np.savez("mine.npz", images=pixels, labels=labels)` makes.

    The images are (N, height, width), from 0 for paper to 1 for ink, and the labels (N,) whole
    numbers: whether they fit a model, its `evaluate` checks. Introduced in chapter 15, Vision
    transformers.

    Raises:
        ValueError: the file is damaged or another one.
    """
    with path.open("rb") as file:
        try:
            with np.load(file, allow_pickle=False) as arrays:
                return Images(arrays["images"].astype("float32"), arrays["labels"])
        except Exception as error:  # what is damaged can fail in every way that zip files know
            raise ArgumentError(
                f'{path} is no .npz file with the arrays "images" and "labels" ({error}): write it '
                "by np.savez(path, images=pixels, labels=labels)"
            ) from error


class ScikitLearn:
    """The source of what is a file of scikit-learn's own."""

    def __str__(self) -> str:
        return "scikit-learn"

    def fetch(self, file: BinaryIO, card: DatasetCard) -> None:
        try:
            rewrite(file, (resources.files("sklearn.datasets.data") / card.name).read_bytes())
        except ImportError as error:
            raise SourceError("it is not installed: pip install scikit-learn") from error


DIGITS = DatasetCard(
    name="digits.csv.gz",
    title="Optical recognition of handwritten digits, as scikit-learn brings it",
    sha256="09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22",
    size=57_523,
    sources=(ScikitLearn(),),
    licence="CC BY 4.0",
    citation="Ethem Alpaydin and Cenk Kaynak: Optical Recognition of Handwritten Digits, "
    "UCI Machine Learning Repository, 1998",
)
