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


class Meter(tqdm):
    """Watches bytes come in: a bar on a terminal, and an error where they never end."""

    def __init__(self, title: str, size: int):
        self.end = time.monotonic() + patience(size)
        shown = sys.stderr is not None and sys.stderr.isatty()
        form = {"unit": "B", "unit_scale": True, "leave": False}
        super().__init__(desc=title, total=size, disable=not shown, **form)

    def show(self, have: int) -> None:
        """Say how many bytes there are by now; raise where they are too many, or too slow."""
        self.update(have - self.n)
        if have > self.total + TOLERANCE:
            raise SourceError(f"it sends more than the {self.total:,} bytes that were to come")
        if time.monotonic() > self.end:
            seconds = patience(self.total)
            raise SourceError(
                f"it is too slow: {have:,} of {self.total:,} bytes in {seconds:.0f} s"
            )
