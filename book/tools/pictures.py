"""Pictures of executed chapters: a third of the bytes, and the same bytes for the same picture.

A figure of matplotlib has millions of colours only where lines are smoothed; 256 of them serve, and
no dot of a figure moves by more than the eye sees. A picture of which that is not true (a
photograph) stays, and so does one that lets the page shine through.
"""

import base64
import io

import nbformat
import numpy as np
from PIL import Image

SEEN = 12  # of 255 in a colour: what a palette and another machine's smoothing may change together
PNG = "image/png"


def _opened(text: str) -> Image.Image:
    """Return the picture that a notebook holds in base64."""
    return Image.open(io.BytesIO(base64.b64decode(text)))


def _is_opaque(picture: Image.Image) -> bool:
    """Say whether nothing of the page shows through."""
    return picture.mode == "RGB" or (picture.mode == "RGBA" and picture.getextrema()[3][0] == 255)


def light(text: str) -> str:
    """Return a PNG, in base64, with a palette of 256 colours instead of three bytes a dot."""
    picture = _opened(text)
    if not _is_opaque(picture):
        return text
    # MAXCOVERAGE keeps the colour that is farthest off near, where the others favour wide areas.
    palette = picture.convert("RGB").quantize(
        256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    file = io.BytesIO()
    palette.save(file, "png", optimize=True)
    found = base64.b64encode(file.getvalue()).decode()
    return found if look_the_same(text, found) else text


def look_the_same(old: str, new: str) -> bool:
    """Say whether two PNGs, in base64, look the same."""
    a, b = (np.asarray(_opened(text).convert("RGB"), dtype=int) for text in (old, new))
    return a.shape == b.shape and int(abs(a - b).max()) <= SEEN


def lighten(notebook: nbformat.NotebookNode) -> None:
    """Make every picture that the cells show light."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if PNG in output.get("data", {}):
                output.data[PNG] = light(output.data[PNG])


def keep(old: nbformat.NotebookNode, new: nbformat.NotebookNode) -> None:
    """Put the stored picture back wherever it did not change to the eye."""
    stored = {cell.id: cell.get("outputs", []) for cell in old.cells if "id" in cell}
    for cell in new.cells:
        pairs = zip(stored.get(cell.id, []), cell.get("outputs", []), strict=False)
        for before, after in pairs:
            pair = [output.get("data", {}).get(PNG) for output in (before, after)]
            if all(pair) and look_the_same(*pair):
                after.data[PNG] = light(pair[0])
