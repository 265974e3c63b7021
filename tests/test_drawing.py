"""Drawings, measured on what matplotlib has drawn: nothing overlaps and nothing is cut."""

import itertools
import re
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from nlp_helpers.drawing import AXES, KINDS, Drawing
from nlp_helpers.plotting import COLOURS


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture
def decoder() -> Drawing:
    """A block with two residual connections, its input, and what comes out."""
    drawing = Drawing(4, 4.4)
    drawing.tokens("in", ["T", "o", "$", "y"], (1.9, 0.45), kinds={2: "marked"})
    drawing.box("embed", (1.9, 1.0), "embedding", shape="(B, T, D)", kind="embedding")
    drawing.box("attention", (1.9, 1.8), "causal\nattention", kind="attention", size=(2, 0.5))
    drawing.box("add1", (1.9, 2.4), "+", kind="norm")
    drawing.box("dense", (1.9, 2.9), kind="network", size=(2, 0.3))
    drawing.box("add2", (1.9, 3.4), "+", kind="norm")
    drawing.chain("embed", "attention", "add1", "dense", "add2")
    drawing.arrow("in.1", "embed")
    drawing.arrow("embed", "add1", via="right", reach=0.7)
    drawing.arrow("add1", "add2", via="right", reach=1.1)
    drawing.group(["attention", "add2"], "block × 4")
    drawing.path("in.1", "embed", "attention")
    drawing.legend("BTD")
    return drawing


def patches(drawing: Drawing, kind: type) -> list:
    return [patch for patch in drawing.axes.patches if type(patch) is kind]


def extents(drawing: Drawing, artists: list) -> list:
    """Where things are drawn, in inches."""
    drawing.figure.canvas.draw()
    inches = drawing.figure.dpi_scale_trans.inverted()
    return [artist.get_window_extent().transformed(inches) for artist in artists]


def inside(outer, inner) -> bool:
    return bool((outer.min <= inner.min + 1e-6).all() and (inner.max <= outer.max + 1e-6).all())


def boxes_and_texts(drawing: Drawing) -> tuple[list, list]:
    """What is drawn of the boxes without the frames around them, and of all texts."""
    boxes = [p for p in patches(drawing, FancyBboxPatch) if p.get_linestyle() in ("-", "solid")]
    return extents(drawing, boxes), extents(drawing, list(drawing.axes.texts))


def test_an_axis_without_a_meaning_is_refused():
    with pytest.raises(ValueError, match="no axis 'Z': there are B, T"):
        Drawing(4, 2).legend("BZ")


@pytest.mark.parametrize(
    ("letters", "meanings"),
    [("BT", "B batch   T length"), ("ST", "S source length   T target length")],
)
def test_a_target_has_a_source(letters, meanings):
    drawing = Drawing(4, 2)
    drawing.legend(letters)
    assert [text.get_text() for text in drawing.axes.texts] == [meanings]


def test_every_letter_of_a_modules_legend_stands_in_the_books():
    root = Path(__file__).parents[1]
    table = re.findall(r"^\| `([A-Z])` \|", (root / "book/notation.md").read_text(), re.M)
    assert sorted(table) == sorted(AXES)
    texts = [path.read_text() for path in (root / "nlp_helpers").rglob("*.py")]
    legends = [found[1] for text in texts if (found := re.search(r"^Legend: ([^\"]+)", text, re.M))]
    assert len(legends) > 20
    for legend in legends:
        assert set(re.findall(r"\b[A-Z]\b", legend)) <= set(AXES), legend


def test_every_text_is_in_one_box_or_on_free_ground(decoder):
    boxes, texts = boxes_and_texts(decoder)
    assert len(boxes) == len(decoder.boxes) == 9
    around = [[box for box in boxes if box.overlaps(text)] for text in texts]
    held = [found for found in zip(texts, around, strict=True) if found[1]]
    assert all(len(found) == 1 and inside(found[0], text) for text, found in held)
    assert len(texts) - len(held) == 2  # the frame's label and the legend stand by themselves


def test_nothing_overlaps_and_nothing_is_cut(decoder):
    boxes, texts = boxes_and_texts(decoder)
    for group in (boxes, texts):
        assert not any(a.padded(-0.01).overlaps(b) for a, b in itertools.combinations(group, 2))
    page = mpl.transforms.Bbox([(0, 0), decoder.figure.get_size_inches()])
    everything = extents(decoder, list(decoder.axes.patches)) + texts
    assert all(inside(page, place) for place in everything)


def test_letters_can_be_read(decoder):
    assert min(text.get_fontsize() for text in decoder.axes.texts) >= 9
    assert {text.get_parse_math() for text in decoder.axes.texts} == {False}  # "$" is a dollar


def test_arrows_lead_from_edge_to_edge_and_through_nothing(decoder):
    ends = [("embed", "attention"), ("attention", "add1"), ("add1", "dense"), ("dense", "add2")]
    ends += [("in.1", "embed"), ("embed", "add1"), ("add1", "add2")]
    decoder.figure.canvas.draw()
    for arrow, (start, end) in zip(patches(decoder, FancyArrowPatch), ends, strict=True):
        path = arrow.get_path()
        drawn = path.vertices[path.codes != path.CLOSEPOLY]
        assert touches(decoder.boxes[start], drawn[:1])
        assert touches(decoder.boxes[end], drawn)
        assert not any(
            box.padded(-0.03).contains(*p) for box in decoder.boxes.values() for p in drawn
        )


def touches(box, points) -> bool:
    outer, inner = box.padded(0.04), box.padded(-0.03)
    return any(outer.contains(*point) and not inner.contains(*point) for point in points)


def test_an_elbow_ends_where_its_boxes_are():
    drawing = Drawing(4, 3)
    drawing.box("a", (1, 0.5))
    drawing.box("b", (3, 2.5))
    for via, first, last in [
        (None, (1, 0.5 + 0.125), (3 - drawing.boxes["b"].width / 2, 2.5)),
        ("across", (1 + drawing.boxes["a"].width / 2, 0.5), (3, 2.5 - 0.125)),
    ]:
        drawing.arrow("a", "b", via=via)
        way = drawing._ways["a", "b"].vertices
        np.testing.assert_allclose([way[0], way[-1]], [first, last])
        assert len(way) == 3


@pytest.mark.parametrize("via", ["left", "right", "above", "below"])
def test_a_loop_leaves_and_enters_on_the_same_side(via):
    drawing = Drawing(2, 2)
    drawing.box("gru", (1, 1))
    drawing.arrow("gru", "gru", via=via)
    (arrow,) = patches(drawing, FancyArrowPatch)
    (place,) = extents(drawing, [arrow])
    box = drawing.boxes["gru"]
    beyond = {
        "left": box.x0 - place.x0,
        "right": place.x1 - box.x1,
        "below": box.y0 - place.y0,
        "above": place.y1 - box.y1,
    }
    assert beyond.pop(via) == pytest.approx(0.2, abs=0.03)
    assert max(beyond.values()) < 0.03


def test_a_frame_holds_its_boxes_and_the_arrows_between_them(decoder):
    (frame,) = (p for p in patches(decoder, FancyBboxPatch) if p.get_zorder() == 0)
    (place,) = extents(decoder, [frame])
    arrow = patches(decoder, FancyArrowPatch)[-1]
    members = [decoder.boxes[name] for name in ("attention", "add1", "dense", "add2")]
    assert all(inside(place, member) for member in [*members, *extents(decoder, [arrow])])
    assert not place.overlaps(decoder.boxes["embed"])


def test_the_path_of_an_example_is_marked(decoder):
    marked = [p for p in decoder.axes.patches if to_hex(p.get_edgecolor()) == COLOURS[1]]
    assert len(marked) == 6  # three boxes, two arrows, and the token that was marked anyway
    assert sum(isinstance(patch, FancyArrowPatch) for patch in marked) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_filled_can_be_told_from_white(kind):
    drawing = Drawing(2, 1)
    drawing.tokens("row", ["", ""], (1, 0.5), kinds={0: kind}, cell=0.2)
    faces = [np.array(patch.get_facecolor()[:3]) for patch in patches(drawing, FancyBboxPatch)]
    assert faces[1].min() == 1
    assert kind == "plain" or np.ptp(faces[0]) > 0.15  # a hue, not a grey


def refused(message: str):
    return pytest.raises(ValueError, match=message)


def test_what_nobody_could_read_is_refused():
    drawing = Drawing(3, 2)
    drawing.box("a", (1, 0.5), size=(0.5, 0.3))
    with refused("needs 1.* inches, its box has"):
        drawing.box("long", (2, 1), "a long description", size=(0.5, 0.3))
    with refused("b would be drawn upon a"):
        drawing.box("b", (1.3, 0.5), size=(0.5, 0.3))
    with refused("the figure is 3 x 2 inches"):
        drawing.box("b", (2.9, 0.5), size=(0.5, 0.3))
    with refused("given once"):
        drawing.box("a", (2, 1.5))
    with refused("kinds are"):
        drawing.box("c", (2, 1.5), kind="grey")
    with refused("drawn upon a"):
        drawing.note((1, 0.5), "on top")
    with refused("kinds"):
        drawing.note((2, 1.5), "grey", kind="grey")
    with refused("give a text"):
        drawing.note((2, 1.5), "")


def test_arrows_through_something_are_refused():
    drawing = Drawing(3, 3)
    for name, y in [("a", 0.5), ("b", 1.5), ("c", 2.5)]:
        drawing.box(name, (1.5, y), size=(0.6, 0.3))
    with refused("from a to c runs through b"):
        drawing.arrow("a", "c")
    with refused("no box 'a' or 'd'"):
        drawing.arrow("a", "d")
    with refused("via must be one of .* not 'around'"):
        drawing.arrow("a", "c", via="around")
    with refused("from a to c .* enlarge the figure"):
        drawing.arrow("a", "c", via="right", reach=2)
    drawing.arrow("a", "b")
    with refused("runs through e"):
        drawing.box("e", (1.5, 1.0), size=(0.3, 0.2))
    drawing.box("f", (0.5, 2.2))
    with refused("the frame of .* would cut c"):
        drawing.group(["a", "f"])
    with refused("no boxes .*'g'.* there are a, b"):
        drawing.group(["a", "g"])
    with refused("no boxes"):
        drawing.group([])
    with refused("not drawn"):
        drawing.path("b", "c")
