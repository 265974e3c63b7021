"""The figure of the translators is drawn from their cards and the study that timed them."""

import json

import tests.site.conftest  # noqa: F401  (puts book/_ext on the path)

from trade_off_figure import CARD, STUDY, draw, in_words, read_models  # isort: skip

MODELS = {"small": (900.4, 36.68, 4_119_712), "large": (1500, 43.3, 8_372_384)}


def test_speed_comes_from_the_study_and_the_rest_from_the_cards(tmp_path):
    rows = []
    for name, (speed, bleu, weights) in MODELS.items():
        card = tmp_path / CARD.format(name)
        card.parent.mkdir(parents=True)
        card.write_text(json.dumps({"metrics": {"bleu": bleu}, "parameters": weights}))
        rows.append({"model": name, "sentences_per_second": speed})
    (tmp_path / STUDY).parent.mkdir(parents=True)
    (tmp_path / STUDY).write_text(json.dumps({"rows": rows}))
    assert read_models(tmp_path) == MODELS


def test_the_figure_is_told_in_words():
    small, large = in_words(MODELS).split("; ")
    assert small == "small: BLEU 36.7, 900 sentences a second, 4.1 million weights"
    assert large == "large: BLEU 43.3, 1,500 sentences a second, 8.4 million weights"


def test_the_figure_is_a_picture():
    assert draw(MODELS).startswith(b"\x89PNG")
