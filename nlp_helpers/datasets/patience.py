"""How long to wait for data, how much of it to take, and what to show meanwhile."""

import sys
import time

from tqdm import tqdm

from nlp_helpers.datasets.card import SourceError

BASE_SECONDS = 60
TOLERANCE = 1 << 20  # bytes too many: what is only a little too long fails by its hash
SLOWEST = 20_000  # bytes a second: what is slower has stopped, or might as well have


def patience(size: int) -> float:
    """The seconds that fetching so many bytes may take at most."""
    return BASE_SECONDS + size / SLOWEST


class Meter:
    """Watches bytes come in: a bar on a terminal, and an error where they never end."""

    def __init__(self, title: str, size: int):
        self.size = size
        self.end = time.monotonic() + patience(size)
        shown = sys.stderr is not None and sys.stderr.isatty()
        self._bar = tqdm(
            desc=title, total=size, unit="B", unit_scale=True, leave=False, disable=not shown
        )

    def __enter__(self) -> "Meter":
        return self

    def __exit__(self, *exception: object) -> None:
        self._bar.close()

    def show(self, have: int) -> None:
        """Say how many bytes there are by now; raise where they are too many, or too slow."""
        self._bar.update(have - self._bar.n)
        if have > self.size + TOLERANCE:
            raise SourceError(f"it sends more than the {self.size:,} bytes that were to come")
        if time.monotonic() > self.end:
            raise SourceError(
                f"it is too slow: {have:,} of {self.size:,} bytes in {patience(self.size):.0f} s"
            )
