"""Pictures of chapters lose bytes, and nothing that an eye sees."""

import base64
import io

import nbformat
import numpy as np
import pictures
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image


def stored(picture: Image.Image, **options) -> str:
    """Return a picture as a notebook stores it."""
    file = io.BytesIO()
    picture.save(file, "png", **options)
    return base64.b64encode(file.getvalue()).decode()


def dots(text: str) -> np.ndarray:
    """Return the red, green and blue of every dot of a stored picture."""
    picture = Image.open(io.BytesIO(base64.b64decode(text)))
    return np.asarray(picture.convert("RGB"), dtype=int)


def one_colour(*colour: int, **options) -> str:
    """Return a small stored picture of one colour."""
    return stored(Image.new("RGB", (4, 3), colour), **options)


def with_picture(data: str) -> nbformat.NotebookNode:
    """Return a notebook whose one cell shows a picture."""
    output = new_output("display_data", {pictures.PNG: data})
    return new_notebook(cells=[new_code_cell("draw()", id="figure", outputs=[output])])


@pytest.fixture(scope="module")
def figure() -> str:
    """A figure with everything that has many colours: a map, a bar, smoothed curves and text."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    fig, (left, right) = plt.subplots(1, 2)
    fig.colorbar(left.imshow(np.linspace(-1, 1, 400).reshape(20, 20), cmap="RdBu"))
    for shift in range(3):
        right.plot(np.sin(np.arange(50) / 9 + shift), label=f"curve {shift}")
    right.legend()
    file = io.BytesIO()
    fig.savefig(file)
    plt.close(fig)
    return base64.b64encode(file.getvalue()).decode()


def test_figure_takes_half_the_bytes_and_looks_the_same(figure):
    light = pictures.light(figure)
    assert len(light) < len(figure) / 2
    assert pictures.look_the_same(figure, light)
    assert (dots(light)[dots(figure).min(-1) == 255] == 255).all(), "white stays white"


def test_what_is_light_stays_as_it_is(figure):
    light = pictures.light(figure)
    assert pictures.light(light) == light


def test_what_the_page_shines_through_stays_as_it_is():
    glass = stored(Image.new("RGBA", (4, 3), (9, 9, 9, 100)))
    assert pictures.light(glass) == glass


def test_what_needs_more_colours_stays_as_it_is():
    noise = np.random.default_rng(0).integers(0, 256, (60, 60, 3), dtype=np.uint8)
    photograph = stored(Image.fromarray(noise))
    assert pictures.light(photograph) == photograph


def test_every_picture_of_a_notebook_becomes_light(figure):
    notebook = with_picture(figure)
    notebook.cells.append(new_code_cell("print(1)", outputs=[new_output("stream", text="1\n")]))
    pictures.lighten(notebook)
    assert notebook.cells[0].outputs[0].data[pictures.PNG] == pictures.light(figure)
    assert notebook.cells[1].outputs[0].text == "1\n"


def test_picture_that_looks_the_same_keeps_its_bytes():
    before, after = (pictures.light(one_colour(9, 9, blue)) for blue in (9, 12))
    old, new = with_picture(before), with_picture(after)
    pictures.keep(old, new)
    assert new.cells[0].outputs[0].data[pictures.PNG] == before != after


def test_heavy_picture_is_not_kept_as_it_is(figure):
    old, new = with_picture(figure), with_picture(pictures.light(figure))
    pictures.keep(old, new)
    assert new.cells[0].outputs[0].data[pictures.PNG] == pictures.light(figure)


def test_picture_that_changed_is_stored():
    old, new = with_picture(one_colour(9, 9, 9)), with_picture(one_colour(9, 9, 90))
    pictures.keep(old, new)
    assert new.cells[0].outputs != old.cells[0].outputs
