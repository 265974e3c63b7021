"""Drawings of networks and data: boxes with names and shapes, arrows, rows of tokens.

Figures are dark on white, as those of `plotting`. Places and sizes are in inches, y upwards; a
page's column is 6.4 wide. A drawing refuses what a reader could not read: text larger than its box,
anything outside the figure or upon something else, an arrow through a box.
"""

import itertools
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from nlp_helpers.plotting import COLOURS, DARK

KINDS = {  # what a box is for -> its colour; orange belongs to what is marked
    "plain": DARK,
    "attention": COLOURS[0],
    "marked": COLOURS[1],
    "network": COLOURS[2],
    "embedding": COLOURS[3],
    "norm": COLOURS[4],
}
AXES = {  # the legend of the whole book
    "B": "batch",
    "T": "target length",
    "S": "source length",
    "D": "width",
    "E": "embedding",
    "H": "heads",
    "V": "vocabulary",
    "K": "beams",
    "L": "buffer",
    "N": "number",
    "R": "rows",
    "C": "context",
    "P": "prompt",
    "M": "masked places",
    "Q": "queries",
}
SIDES = {"left": (0, -1), "right": (0, 1), "below": (1, -1), "above": (1, 1)}  # axis, direction
WAYS = (None, *SIDES, "across", "between", "straight")
LARGE, SMALL = 10, 9  # points: of labels, and of the rest
LINE, PAD = 0.17, 0.08  # inches: the height of a line of text, the room around it


class Drawing:
    """A figure that is drawn part by part. Introduced in chapter 11, The Transformer.

    Args:
        width: of the figure; at most 6.4 for a page. One of 4 can be read on a phone.
        height: of the figure.

    Attributes:
        figure: matplotlib's.
        boxes: name -> where it is, as matplotlib's `Bbox`.

    Example:
        >>> drawing = Drawing(3, 2)
        >>> drawing.box("embed", (1.5, 0.5), "embedding", shape="(B, T, D)", kind="embedding")
        >>> drawing.box("gru", (1.5, 1.5), "GRU", kind="network")
        >>> drawing.arrow("embed", "gru")
    """

    def __init__(self, width: float = 6.4, height: float = 3.2):
        self.figure = plt.figure(figsize=(width, height), layout="none")
        self.axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
        self.axes.set_axis_off()
        self.boxes: dict[str, Bbox] = {}
        self._patches: dict = {}  # of boxes by name, of arrows by (start, end)
        self._taken: dict[str, Bbox] = {}  # where boxes and texts are
        self._ways: dict[tuple[str, str], Path] = {}  # where arrows are

    def box(
        self,
        name: str,
        at: tuple[float, float],
        label: str | None = None,
        *,
        shape: str = "",
        kind: str = "plain",
        size: tuple[float, float] | None = None,
    ) -> None:
        """Draw a box.

        Args:
            name: what arrows call it.
            at: its middle.
            label: what is written in it; the name where not given.
            shape: a smaller last line, such as "(B, T, D)".
            kind: one of `KINDS`.
            size: width and height; as large as the text needs where not given.

        Raises:
            ValueError: if the name is taken, the kind unknown, the text larger than the box, or
                the box not on free ground.
        """
        if name in self.boxes or kind not in KINDS:
            raise ValueError(f"{name!r}, a {kind}: names are given once, kinds are {[*KINDS]}")
        lines = [(line, LARGE) for line in (name if label is None else label).splitlines()]
        lines += [(shape, SMALL)] if shape else []
        text = self._write(lines, at) if lines else Bbox.from_bounds(*at, 0, 0)
        size = (text.width + 2 * PAD, LINE * len(lines) + PAD) if size is None else size
        bounds = at[0] - size[0] / 2, at[1] - size[1] / 2, *size
        if text.width > size[0] or text.height > size[1]:
            needs = f"{text.width:.2f} x {text.height:.2f}"
            raise ValueError(f"the text in {name} needs {needs} inches, its box has {size}")
        self._claim(name, Bbox.from_bounds(*bounds))
        self.boxes[name] = self._taken[name]
        tint = 0 if kind == "plain" else 0.15 if lines else 0.6
        face = [1 - tint * (1 - c) for c in mpl.colors.to_rgb(KINDS[kind])]
        look = {"facecolor": face, "edgecolor": KINDS[kind]}
        self._patches[name] = self._rounded(bounds, 0.05, **look)

    def tokens(
        self,
        name: str,
        tokens: Sequence[str],
        at: tuple[float, float],
        *,
        kinds: Mapping[int, str] | None = None,
        cell: float | None = None,
    ) -> None:
        """Draw a row of tokens, or of cells where the tokens are "". Their names are "name.0"...

        Args:
            name: of the row.
            tokens: from left to right, as they are written.
            at: the middle of the row.
            kinds: place in the row -> one of `KINDS`; the others are plain.
            cell: the width of each; as wide as its token where not given.

        Raises:
            ValueError: as `box`.
        """
        kinds, gap, height = kinds or {}, 0.04, LINE + PAD
        widths = [cell or max(self._width(token) + 2 * PAD, height) for token in tokens]
        left = at[0] - (sum(widths) + gap * (len(widths) - 1)) / 2
        for place, (token, width) in enumerate(zip(tokens, widths, strict=True)):
            middle, size = (left + width / 2, at[1]), (width, min(width, height))
            self.box(f"{name}.{place}", middle, token, kind=kinds.get(place, "plain"), size=size)
            left += width + gap

    def arrow(
        self,
        start: str,
        end: str,
        label: str = "",
        *,
        via: str | None = None,
        reach: float = 0.2,
    ) -> None:
        """Draw an arrow from one box to another, or from a box to itself.

        Args:
            start: the name of a box.
            end: the name of a box.
            label: written beside the arrow.
            via: the way, where not straight up, straight across, or up and then across: "left",
                "right", "above" or "below" leads around what stands between, as residual
                connections and loops do; "across" turns up after that; "between" leaves and enters
                at the sides; "straight" is aslant, from one row to another.
            reach: how far a way around leads away from the boxes.

        Raises:
            ValueError: if there is no such box or way, or it leads through a box or out of the
                figure.
        """
        if via not in WAYS:
            raise ValueError(f"via must be one of {WAYS}, not {via!r}")
        if {start, end} - self.boxes.keys():
            raise ValueError(f"no box {start!r} or {end!r}; there are {', '.join(self.boxes)}")
        way = Path(_way(self.boxes[start], self.boxes[end], via, reach))
        for name, place in self._taken.items():
            if name not in (start, end) and way.intersects_bbox(place, filled=False):
                raise ValueError(
                    f"the arrow from {start} to {end} runs through {name}; give a way with via"
                )
        self._inside(f"the arrow from {start} to {end}", way.get_extents())
        self._ways[start, end] = way
        look = {"arrowstyle": "-|>", "mutation_scale": 9, "linewidth": 1.2, "joinstyle": "round"}
        arrow = FancyArrowPatch(path=way, color=DARK, **look)
        self._patches[start, end] = self.axes.add_patch(arrow)
        if label:
            self._beside(way.vertices, label)

    def chain(self, *names: str) -> None:
        """Draw an arrow from each box to the next."""
        for start, end in itertools.pairwise(names):
            self.arrow(start, end)

    def group(self, names: Sequence[str], label: str = "") -> None:
        """Frame boxes that belong together, and the arrows between them.

        Args:
            names: of the boxes.
            label: such as "encoder block × 3", written on top of the frame, at its left end.

        Raises:
            ValueError: if there are no such boxes, the frame cuts another one or leaves the figure,
                or the label is not on free ground.
        """
        if not names or set(names) - self.boxes.keys():
            raise ValueError(f"no boxes {[*names]}; there are {', '.join(self.boxes)}")
        within = Bbox.union([self.boxes[name] for name in names])
        members = {name for name, box in self.boxes.items() if _holds(within, box)}
        ways = [way.get_extents() for ends, way in self._ways.items() if members.issuperset(ends)]
        frame = Bbox.union([within, *ways]).padded(0.12)
        for name, place in self._taken.items():
            if frame.overlaps(place) and not _holds(frame, place):
                raise ValueError(f"the frame of {label or names} would cut {name}; move it away")
        self._inside(label or "a group", frame)
        look = {"facecolor": "none", "edgecolor": DARK, "linestyle": (0, (4, 3)), "zorder": 0}
        self._rounded(frame.bounds, 0.1, **look)
        if label:
            self.note((frame.x0, frame.y1 + LINE / 2), label, ha="left")

    def path(self, *names: str) -> None:
        """Mark the path of an example: the boxes, and the arrows from each to the next.

        Raises:
            ValueError: if there is no such box or arrow.
        """
        for part in (*names, *itertools.pairwise(names)):
            if part not in self._patches:
                raise ValueError(f"{part!r} is not drawn, so it cannot be marked")
            self._patches[part].set(edgecolor=COLOURS[1], linewidth=2.2, zorder=3)
            if isinstance(part, tuple):
                self._patches[part].set_facecolor(COLOURS[1])

    def note(
        self, at: tuple[float, float], text: str, *, kind: str = "plain", ha: str = "center"
    ) -> None:
        """Write a text on free ground, such as an example's values, in small letters.

        Args:
            at: its middle, or its left or right end, as `ha` says.
            text: one or more lines.
            kind: one of `KINDS`.
            ha: "left", "center" or "right".

        Raises:
            ValueError: if there is no text, the kind is unknown, or the ground is not free.
        """
        lines = [(line, SMALL) for line in text.splitlines()]
        if not lines or kind not in KINDS:
            raise ValueError(f"{text!r}, a {kind}: give a text, and one of the kinds {[*KINDS]}")
        self._claim(f"the text {text!r}", self._write(lines, at, ha=ha, color=KINDS[kind]))

    def legend(self, letters: str) -> None:
        """Write what the axes of the shapes are, such as "BTD", at the bottom of the figure."""
        if unknown := set(letters) - set(AXES):
            raise ValueError(f"no axis {min(unknown)!r}: there are {', '.join(AXES)}")
        axes = AXES if "S" in letters else AXES | {"T": "length"}  # a target has a source
        meanings = "   ".join(f"{letter} {axes[letter]}" for letter in letters)
        self.note((self.figure.get_size_inches()[0] / 2, LINE / 2 + 0.02), meanings)

    def _write(self, lines: Sequence[tuple[str, int]], at: tuple[float, float], **style) -> Bbox:
        """Write lines of a size in points each, around the height `at`; return where they are."""
        style = {"family": "DejaVu Sans", "ha": "center", "color": DARK, "zorder": 5, **style}
        y = at[1] + LINE * (len(lines) - 1) / 2 - 0.05  # half a capital's height below the middle
        texts = [
            self.axes.text(
                at[0], y - LINE * place, line, fontsize=points, parse_math=False, **style
            )
            for place, (line, points) in enumerate(lines)
        ]
        place = Bbox.union([text.get_window_extent() for text in texts])
        return place.transformed(self.figure.dpi_scale_trans.inverted())

    def _width(self, token: str) -> float:
        width = self._write([(token, LARGE)], (0, 0)).width
        self.axes.texts[-1].remove()
        return width

    def _rounded(self, bounds: tuple, radius: float, **look) -> FancyBboxPatch:
        style = f"round,pad=0,rounding_size={radius}"
        return self.axes.add_patch(FancyBboxPatch(bounds[:2], *bounds[2:], style, **look))

    def _beside(self, way: Sequence, label: str) -> None:
        """Write to the right of an upright piece of the way, or above a level one."""
        pieces = itertools.pairwise(way)
        (x0, y0), (x1, y1) = max(pieces, key=lambda piece: Path(piece).get_extents().size.max())
        upright = abs(y1 - y0) > abs(x1 - x0)
        shift = (0.07, 0) if upright else (0, LINE / 2 + 0.02)
        middle = (x0 + x1) / 2 + shift[0], (y0 + y1) / 2 + shift[1]
        self.note(middle, label, ha="left" if upright else "center")

    def _claim(self, name: str, place: Bbox) -> None:
        """Take a place that nothing else has taken."""
        self._inside(name, place)
        for other, taken in self._taken.items():
            if place.padded(-0.01).overlaps(taken):
                raise ValueError(f"{name} would be drawn upon {other}; move one of them")
        for (start, end), way in self._ways.items():
            if way.intersects_bbox(place, filled=False):
                raise ValueError(f"the arrow from {start} to {end} runs through {name}; move it")
        self._taken[name] = place

    def _inside(self, name: str, place: Bbox) -> None:
        width, height = self.figure.get_size_inches()
        if not (place.x0 >= 0 and place.y0 >= 0 and place.x1 <= width and place.y1 <= height):
            raise ValueError(
                f"{name} reaches from {place.p0.round(2)} to {place.p1.round(2)} and the figure "
                f"is {width:g} x {height:g} inches; move it or enlarge the figure"
            )


def _holds(frame: Bbox, box: Bbox) -> bool:
    return bool((frame.min <= box.min).all() and (box.max <= frame.max).all())


def _way(start: Bbox, end: Bbox, via: str | None, reach: float) -> list[tuple[float, float]]:
    """Return the corners of an arrow's way, from the edge of one box to the edge of another."""
    if via in SIDES:
        return _around(start, end, *SIDES[via], reach)
    a, b = (start.p0 + start.p1) / 2, (end.p0 + end.p1) / 2
    (left, right), (low, high) = (_facing(start, end, axis) for axis in (0, 1))
    if via == "straight":
        return [(a[0], low), (b[0], high)]
    if via == "between":
        half = (left + right) / 2
        return [(left, a[1]), (half, a[1]), (half, b[1]), (right, b[1])]
    if via == "across":
        return [(left, a[1]), (b[0], a[1]), (b[0], high)]
    x, y = (_shared(start, end, axis) for axis in (0, 1))
    if x is not None:  # one is above the other
        return [(x, low), (x, high)]
    if y is not None:  # they stand side by side
        return [(left, y), (right, y)]
    return [(a[0], low), (a[0], b[1]), (right, b[1])]


def _facing(start: Bbox, end: Bbox, axis: int) -> tuple[float, float]:
    """Return where two boxes end that are turned towards each other: from one to the other."""
    if start.min[axis] < end.min[axis]:
        return start.max[axis], end.min[axis]
    return start.min[axis], end.max[axis]


def _shared(start: Bbox, end: Bbox, axis: int) -> float | None:
    """Return the middle of what two boxes share of an axis, where that is enough for an arrow."""
    low, high = max(start.min[axis], end.min[axis]), min(start.max[axis], end.max[axis])
    return (low + high) / 2 if high - low > 0.05 else None


def _around(
    start: Bbox, end: Bbox, axis: int, direction: int, reach: float
) -> list[tuple[float, float]]:
    """Return a way that leaves and enters on one side, `reach` beyond the farther box."""
    edges = [(box.min, box.max)[direction > 0][axis] for box in (start, end)]
    outside = direction * (max(direction * edge for edge in edges) + reach)
    other = 1 - axis
    sense = 1 if start.min[other] <= end.min[other] else -1
    # Not from the very middle: a box that one way around enters and another one leaves has both.
    leave = (start.min + start.max)[other] / 2 + sense * start.size[other] / 5
    enter = (end.min + end.max)[other] / 2 - sense * end.size[other] / 5
    corners = [(edges[0], leave), (outside, leave), (outside, enter), (edges[1], enter)]
    return corners if axis == 0 else [corner[::-1] for corner in corners]
