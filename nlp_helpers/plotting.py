"""The figures' style, and the few plots that several chapters share.

Figures are dark on white. On the website's dark pages the style sheet turns lightness around
and keeps the hues, so one stored picture serves both. Every function draws on the axes `ax`, in a
new figure where there are none, returns them, and raises a ValueError where nothing can be drawn.
"""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

# Told apart with any of the common colour vision deficiencies, and each at least 3:1 on white.
COLOURS = ("#0f6cbd", "#c8500a", "#0b7a5e", "#a23b8f", "#7a6a00", "#5b5b66")
DARK, LIGHT = "#222222", "#8a8a8a"

STYLE = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#444444",
    "axes.grid": True,
    "axes.labelcolor": DARK,
    "axes.prop_cycle": mpl.cycler(color=COLOURS),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "white",
    "figure.figsize": (6.4, 3.2),  # inches; at 100 dots an inch it fits the page's column
    "figure.dpi": 100,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # ships with matplotlib: the same everywhere
    "font.size": 10,
    "grid.color": "#e4e4e4",
    "legend.frameon": False,
    "lines.linewidth": 2,
    "text.color": DARK,
    "xtick.color": "#444444",
    "ytick.color": "#444444",
}

NAME_HEIGHT = 14  # points from one name at a curve to the next, with some air
ENDLESS = 100  # words: with so many a group of lengths has no end; see `scores_by_length`
LETTERS_A_LINE = 60  # of `plot_words`: with its font, as wide as a figure


def use_style() -> None:
    """Set the book's figure style; in a notebook also draw for sharp screens.

    The pictures carry no mention of the software that made them, so that an unchanged figure
    is stored as the same bytes.
    """
    mpl.rcdefaults()
    mpl.rcParams.update(STYLE)
    try:
        shell = get_ipython()
    except NameError:  # a plain script
        return
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    if hasattr(shell, "kernel"):
        set_matplotlib_formats("retina", metadata={"Software": None})


def plot_curves(
    curves: Mapping[str, Sequence[float]],
    *,
    x: Sequence[float] | None = None,
    xlabel: str = "epoch",
    ylabel: str = "loss (nats per character)",
    ax: Axes | None = None,
) -> Axes:
    """Draw learning curves, each named at its right end rather than in a legend.

    A curve of the name "" gets none. Introduced in chapter 01, Characters.

    Args:
        curves: name -> values, one for each entry of `x`.
        x: what the values stand against (steps, seconds); 1, 2, 3... where not given.
        xlabel, ylabel: what these are, with their units.

    Example:
        >>> plot_curves({"train": [2.1, 1.7], "validation": [2.2, 1.9]})
    """
    if not curves:
        raise ValueError("curves is empty; give at least one name -> values")
    ax = ax or plt.subplots()[1]
    for name, values in curves.items():
        places = np.arange(1, len(values) + 1) if x is None else np.asarray(x)
        if len(places) != len(values) or not len(values):
            raise ValueError(f"curve {name!r} has {len(values)} values for {len(places)} in x")
        marker = "o" if len(values) < 12 else None
        ax.plot(places, values, marker=marker, markersize=4, label=name)
    _name_ends(ax)
    if x is None:
        ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return ax


def _name_ends(ax: Axes) -> None:
    """Write each curve's name at its right end, higher where it would run into one below.

    A name that begins with "_" was given by Matplotlib, to a line that has none.
    """
    ax.autoscale_view()  # which is otherwise put off, and the heights with it
    named = [line for line in ax.lines if not line.get_label().startswith("_")]
    drawn = [(line, line.get_xydata()) for line in named]
    finite = [(line, places[np.isfinite(places).all(axis=1)]) for line, places in drawn]
    ends = [(line, *places[-1]) for line, places in finite if len(places)]
    points = 72 / ax.figure.dpi
    heights = [ax.transData.transform(end)[1] * points for _, *end in ends]
    free = -np.inf  # in points: from where on nothing is written
    for place in np.argsort(heights, kind="stable"):
        line, *end = ends[place]
        above = max(free - heights[place], 0)
        style = {"color": line.get_color(), "va": "center", "fontsize": 9}
        ax.annotate(line.get_label(), end, (6, above), textcoords="offset points", **style)
        free = heights[place] + above + NAME_HEIGHT


def plot_by_length(rows: Mapping[str, Sequence[Mapping]], *, ax: Axes | None = None) -> Axes:
    """Draw the BLEU of translators against the length of the English sentence.

    `rows` are name -> "by_length" of the translator's card, on the same sentences; see
    `scores_by_length`. Introduced in chapter 07, Encoder and decoder.

    Example:
        >>> plot_by_length({"ours": [{"words": [1, 3], "n": 40, "bleu": 41.5}]})
    """
    if len({tuple(map(_length_group, lengths)) for lengths in rows.values()}) > 1:
        raise ValueError(f"{', '.join(rows)} were scored on other lengths: score them on one split")
    bleu = {name: [row["bleu"] for row in lengths] for name, lengths in rows.items()}
    ax = plot_curves(bleu, xlabel="words of English, and how many pairs", ylabel="BLEU", ax=ax)
    lengths = next(iter(rows.values()))
    ax.set_xticks(range(1, len(lengths) + 1), map(_length_group, lengths))
    ax.set_ylim(0, None)
    return ax


def _length_group(row: Mapping) -> str:
    """Name a group of lengths: its words, and below them how many pairs have so many."""
    least, most = row["words"]
    words = f"{least}–{most}" if most < ENDLESS else f"{least}+"
    return f"{words}\n{row['n']:,}"


def plot_trade_off(
    models: Mapping[str, tuple[float, float, int]], *, ax: Axes | None = None
) -> Axes:
    """Draw how good translators are against how fast, each as a disc of the area of its weights.

    They are name -> (sentences a second, BLEU, weights). Introduced in chapter 11, The Transformer.

    Example:
        >>> plot_trade_off({"small": (900, 36.7, 4_100_000), "large": (500, 43.3, 8_400_000)})
    """
    if not models:
        raise ValueError("models is empty; give at least one name -> (speed, BLEU, weights)")
    ax = ax or plt.subplots()[1]
    most = max(weights for *_, weights in models.values())
    for name, (speed, bleu, weights) in models.items():
        label = f"{name}, {weights / 1e6:.1f} million weights"
        ax.scatter(speed, bleu, s=900 * weights / most, alpha=0.6, label=label)
    for handle in ax.legend(loc="lower left").legend_handles:
        handle.set_sizes([60])  # there, the colour alone counts
    ax.set(xlabel="sentences a second", ylabel="BLEU")
    ax.margins(x=0.2, y=0.25)
    return ax


def plot_bars(
    values: Mapping[str, float],
    *,
    xlabel: str = "",
    form: str = "{:.2f}",
    ax: Axes | None = None,
) -> Axes:
    """Compare a few figures as horizontal bars, each with its value written beside it.

    The values are name -> figure, drawn from top to bottom in this order; `form` is how a figure is
    written, in `str.format`'s notation. Introduced in chapter 01, Characters.
    """
    if not values:
        raise ValueError("values is empty; give at least one name -> figure")
    ax = ax or plt.subplots(figsize=(6.4, 0.7 + 0.36 * len(values)))[1]
    bars = ax.barh(list(values), list(values.values()), height=0.7)
    ax.bar_label(bars, [form.format(value) for value in values.values()], padding=4, fontsize=9)
    ax.invert_yaxis()
    ax.margins(x=0.12)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel(xlabel)
    return ax


def plot_next_characters(
    probabilities: Sequence[float],
    characters: str,
    *,
    top: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw the probabilities of the next character as bars, one a character.

    The probabilities are (V,), as the vocabulary's characters are, in the order of their ids; with
    `top` only so many are drawn, the most probable first. A space is shown as an open box and a
    newline as "\n". Introduced in chapter 02, Decoding.
    """
    probabilities = np.asarray(probabilities)
    if probabilities.shape != (len(characters),) or not characters:
        raise ValueError(
            f"probabilities has shape {probabilities.shape}; {len(characters)} characters need "
            f"({len(characters)},)"
        )
    if top is not None and top < 1:
        raise ValueError(f"top is {top}; draw at least 1 character")
    order = np.arange(len(characters)) if top is None else np.argsort(-probabilities)[:top]
    ax = ax or plt.subplots()[1]
    ax.bar(np.arange(len(order)), probabilities[order], width=0.8)
    ax.set_xticks(np.arange(len(order)), [_visible(characters[index]) for index in order])
    ax.grid(axis="x", visible=False)
    ax.set(xlabel="next character", ylabel="probability")
    return ax


def _visible(character: str) -> str:
    """Return a mark for the characters that leave no ink."""
    return {" ": "␣", "\n": r"\n", "$": r"\$"}.get(character, character)


def plot_words(
    words: Sequence[str],
    scores: Sequence[float],
    *,
    strongest: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Write a text with each word on a ground of its score: blue above 0, orange below.

    The farther from 0 one of the T scores, the stronger the colour. `strongest` is the score of the
    full colour, so that several texts can be compared; the farthest from 0 in this text where not
    given. Introduced in chapter 04, Sentiment.
    """
    scores = np.asarray(scores, dtype=float)
    if not len(words) or scores.shape != (len(words),):
        raise ValueError(f"{len(words)} words need as many scores, not {scores.shape}")
    places = _wrapped(words)
    ax = ax or plt.subplots(figsize=(6.4, 0.3 * (1 + places[-1][1])))[1]
    ax.set(xlim=(-0.5, LETTERS_A_LINE + 0.5), ylim=(places[-1][1] + 0.6, -0.6))
    ax.set_axis_off()
    ends = [COLOURS[1], "white", COLOURS[0]]
    colours = mpl.colors.LinearSegmentedColormap.from_list("", ends, N=257)  # odd: 0 is white
    shades = colours(0.5 + 0.35 * np.clip(scores / (strongest or abs(scores).max() or 1), -1, 1))
    for word, (column, line), shade in zip(words, places, shades, strict=True):
        ax.add_patch(Rectangle((column - 0.25, line - 0.42), len(word) + 0.5, 0.84, color=shade))
        # A monospaced letter is 0.602 em wide. Letters by the line have to fill 6.4 inches.
        ax.text(column, line, word, family="monospace", fontsize=12, va="center", parse_math=False)
    return ax


def _wrapped(words: Sequence[str]) -> list[tuple[int, int]]:
    """Return the column and the line at which each word starts."""
    places, column, line = [], 0, 0
    for word in words:
        if column and column + len(word) > LETTERS_A_LINE:
            column, line = 0, line + 1
        places.append((column, line))
        column += len(word) + 1
    return places


def plot_alignment(
    source: Sequence[str],
    target: Sequence[str],
    weights: ArrayLike,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw where a decoder looked: a row for each token it wrote, darker for more weight.

    The weights are (T, S) for S tokens of the source and T of the target, each row adding up to 1.
    A new figure gets a colour bar. Introduced in chapter 10, Attention.

    Example:
        >>> plot_alignment(*translator.align("A red car.", "Un coche rojo."))
    """
    weights = np.asarray(weights)
    if weights.shape != (len(target), len(source)) or not weights.size:
        raise ValueError(
            f"{len(target)} target and {len(source)} source tokens need weights of the shape "
            f"{(len(target), len(source))}, not {weights.shape}"
        )
    size = np.clip((2.2 + 0.36 * len(source), 1.2 + 0.3 * len(target)), 2.5, 6.4)
    alone = ax is None
    ax = ax or plt.subplots(figsize=size)[1]
    shades = mpl.colors.LinearSegmentedColormap.from_list("", ["white", COLOURS[0], "#062c4d"])
    image = ax.imshow(weights, cmap=shades, vmin=0, vmax=1, aspect="auto")
    if alone:
        ax.figure.colorbar(image, ax=ax, label="weight")
    for axis, tokens in ((ax.xaxis, source), (ax.yaxis, target)):
        axis.set_ticks(range(len(tokens)), [token.strip() for token in tokens], parse_math=False)
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", rotation=90)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(True)
    ax.set(xlabel="read", ylabel="written")
    ax.grid(False)
    return ax
