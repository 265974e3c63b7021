"""The figures' style and the shared plots, drawn without a screen."""

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb

from nlp_helpers import plotting
from nlp_helpers.training.translation_scores import LENGTHS


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("colour", plotting.COLOURS)
def test_colours_stand_out_from_white(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 3


def test_style_is_set_whatever_was_set_before():
    with mpl.rc_context({"axes.grid": False}):
        plotting.use_style()
        assert mpl.rcParams["axes.grid"]
        assert mpl.rcParams["axes.prop_cycle"].by_key()["color"] == list(plotting.COLOURS)


def test_curves_are_named_at_their_ends(ax):
    assert plotting.plot_curves({"train": [2.0, 1.5], "validation": [2.1, 1.8]}, ax=ax) is ax
    assert [line.get_ydata()[-1] for line in ax.lines] == [1.5, 1.8]
    assert [text.get_text() for text in ax.texts] == ["train", "validation"]
    assert ax.texts[0].get_color() == ax.lines[0].get_color()


def test_names_of_curves_that_end_together_stand_apart(ax):
    plotting.plot_curves({"b": [10.0, 20.0], "a": [30.0, 21.0], "far": [0.0, 600.0]}, ax=ax)
    ax.figure.canvas.draw()
    ends = {text.get_text(): text.get_window_extent() for text in ax.texts}
    assert ends["b"].y1 < ends["a"].y0 < ends["a"].y1 < ends["far"].y0


def test_a_curve_without_a_name_and_other_lines_stay_without_one(ax):
    ax.axhline(1.0)  # Matplotlib calls it "_child0"
    plotting.plot_curves({"": [2.0, 1.5], "train": [2.1, 1.8]}, ax=ax)
    assert [text.get_text() for text in ax.texts] == ["train"]


def test_a_curve_alone_needs_no_name(ax):
    plotting.plot_curves({"": [2.0, 1.5]}, ax=ax)
    assert not ax.texts


def test_curves_stand_against_what_is_given(ax):
    plotting.plot_curves({"train": [2.0, 1.5]}, x=[10, 20], xlabel="seconds", ax=ax)
    assert list(ax.lines[0].get_xdata()) == [10, 20]
    assert ax.get_xlabel() == "seconds"


def test_a_curve_that_diverged_is_named_where_it_was_last_seen(ax):
    plotting.plot_curves({"wild": [1.0, 5.0, np.nan], "": [np.nan], "tame": [2.0, 1.0, 1]}, ax=ax)
    assert {text.get_text(): text.xy for text in ax.texts} == {"wild": (2, 5), "tame": (3, 1)}


def test_curves_refuse_what_does_not_fit(ax):
    with pytest.raises(ValueError, match="'train' has 0 values"):
        plotting.plot_curves({"train": []}, ax=ax)
    with pytest.raises(ValueError, match="'train' has 2 values for 3"):
        plotting.plot_curves({"train": [2.0, 1.5]}, x=[1, 2, 3], ax=ax)
    with pytest.raises(ValueError, match="empty"):
        plotting.plot_curves({}, ax=ax)


def test_lengths_are_named_by_their_words_and_how_many_pairs_have_them(ax):
    rows = [
        {"words": [1, 3], "n": 1_444, "bleu": 41.5},
        {"words": [17, 100], "n": 16, "bleu": 5.5},
    ]
    theirs = [row | {"bleu": bleu} for row, bleu in zip(rows, (5.5, 41.5), strict=True)]
    assert plotting.plot_by_length({"ours": rows, "theirs": theirs}, ax=ax) is ax
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1–3\n1,444", "17+\n16"]
    assert [list(line.get_ydata()) for line in ax.lines] == [[41.5, 5.5], [5.5, 41.5]]
    assert ax.get_ylim()[0] == 0


def test_the_last_group_of_lengths_is_the_one_without_an_end():
    assert [most for _, most in LENGTHS if most >= plotting.ENDLESS] == [LENGTHS[-1][1]]


def test_lengths_refuse_nothing_and_those_of_another_split(ax):
    with pytest.raises(ValueError, match="empty"):
        plotting.plot_by_length({}, ax=ax)
    ours, theirs = ([{"words": words, "n": 4, "bleu": 10.0}] for words in ([1, 3], [4, 6]))
    with pytest.raises(ValueError, match="ours, theirs were scored on other lengths"):
        plotting.plot_by_length({"ours": ours, "theirs": theirs}, ax=ax)


def test_a_disc_has_as_much_area_as_its_model_has_weights(ax):
    models = {"small": (900, 36.7, 2_000_000), "large": (500, 43.3, 8_000_000)}
    assert plotting.plot_trade_off(models, ax=ax) is ax
    small, large = ax.collections
    assert small.get_offsets().tolist() == [[900, 36.7]]
    assert large.get_sizes()[0] == 4 * small.get_sizes()[0]
    names = [text.get_text().split(",")[0] for text in ax.get_legend().get_texts()]
    assert names == ["small", "large"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("sentences a second", "BLEU")


def test_a_trade_off_refuses_nothing(ax):
    with pytest.raises(ValueError, match="empty"):
        plotting.plot_trade_off({}, ax=ax)


def test_bars_keep_their_order_and_show_their_values(ax):
    assert plotting.plot_bars({"b": 1.0, "a": 2.5}, form="{:.1f}", ax=ax) is ax
    assert [label.get_text() for label in ax.get_yticklabels()] == ["b", "a"]
    assert [text.get_text() for text in ax.texts] == ["1.0", "2.5"]
    assert ax.yaxis_inverted()


def test_bars_refuse_nothing(ax):
    with pytest.raises(ValueError, match="empty"):
        plotting.plot_bars({}, ax=ax)


def test_next_characters_in_the_order_of_their_ids(ax):
    assert plotting.plot_next_characters([0.2, 0.5, 0.3], "\n b", ax=ax) is ax
    assert [label.get_text() for label in ax.get_xticklabels()] == [r"\n", "␣", "b"]
    assert [bar.get_height() for bar in ax.patches] == [0.2, 0.5, 0.3]


def test_most_probable_characters_first(ax):
    plotting.plot_next_characters([0.2, 0.5, 0.3], "abc", top=2, ax=ax)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["b", "c"]


def test_next_characters_refuse_what_does_not_fit(ax):
    with pytest.raises(ValueError, match="3 characters need"):
        plotting.plot_next_characters([0.5, 0.5], "abc", ax=ax)
    with pytest.raises(ValueError, match="0 characters"):
        plotting.plot_next_characters([], "", ax=ax)
    with pytest.raises(ValueError, match="top is 0"):
        plotting.plot_next_characters([0.5, 0.5], "ab", top=0, ax=ax)


def test_words_stand_on_grounds_of_their_scores(ax):
    words = ["a", "good", "or", "bad", "film"]
    assert plotting.plot_words(words, [0, 2.0, 0, -2.0, 1.0], ax=ax) is ax
    assert [text.get_text() for text in ax.texts] == words
    blank, good, _, bad, weaker = (patch.get_facecolor() for patch in ax.patches)
    assert blank == (1, 1, 1, 1)
    assert good[2] > good[0], "above 0 is blue"
    assert bad[0] > bad[2], "below 0 is orange"
    assert good[0] < weaker[0] < 1


def test_words_of_weak_scores_are_pale_beside_a_stronger_text(ax):
    plotting.plot_words(["good"], [1.0], strongest=4.0, ax=ax)
    pale = ax.patches[0].get_facecolor()
    plotting.plot_words(["good"], [1.0], ax=ax)
    assert pale[0] > ax.patches[1].get_facecolor()[0]


def test_words_go_on_in_the_next_line(ax):
    plotting.plot_words(["x" * 40, "y" * 19, "z", "w" * 70, "v"], [1.0] * 5, ax=ax)
    assert [text.get_position() for text in ax.texts] == [(0, 0), (41, 0), (0, 1), (0, 2), (0, 3)]


def test_words_keep_their_dollars(ax):
    plotting.plot_words(["$5", "$6"], [0.0, 0.0], ax=ax)
    ax.figure.canvas.draw()


def test_words_refuse_what_does_not_fit(ax):
    with pytest.raises(ValueError, match="2 words need as many scores"):
        plotting.plot_words(["so", "good"], [1.0], ax=ax)
    with pytest.raises(ValueError, match="0 words"):
        plotting.plot_words([], [], ax=ax)


def test_alignment_shows_each_row_of_weights_beside_its_token(ax):
    weights = np.array([[0.75, 0.25, 0.0], [0.0, 0.5, 0.5]])
    assert plotting.plot_alignment([" a", " $5", "."], [" un", " $5"], weights, ax=ax) is ax
    np.testing.assert_array_equal(ax.images[0].get_array(), weights)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["a", "$5", "."]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["un", "$5"]
    ax.figure.canvas.draw()


def test_an_alignment_alone_explains_its_colours(ax):
    alone = plotting.plot_alignment(["a"], ["b"], [[1.0]])
    assert alone.images[0].colorbar.ax.get_ylabel() == "weight"
    plt.close(alone.figure)
    plotting.plot_alignment(["a"], ["b"], [[1.0]], ax=ax)
    assert ax.images[0].colorbar is None, "several maps share one"


def test_alignment_refuses_weights_of_another_shape(ax):
    with pytest.raises(ValueError, match=r"2 target and 3 source tokens .* not \(3, 2\)"):
        plotting.plot_alignment("abc", "de", np.ones((3, 2)), ax=ax)
    with pytest.raises(ValueError, match="0 target and 0 source tokens"):
        plotting.plot_alignment([], [], np.zeros((0, 0)), ax=ax)
