"""The studies of chapter 15, in small: every row is made, and its figures are what they say."""

from dataclasses import replace

import numpy as np
import pytest

from nlp_helpers.datasets.scenes import NOTHING, make_scenes
from nlp_helpers.studies import deit, detr, dino, read_rows


@pytest.fixture
def small(monkeypatch):
    """The networks and trainings of all three in a few steps."""
    tiny = replace(deit.VIT.config, width=8, num_heads=2, hidden_size=8, num_blocks=1)
    for module in (deit, dino):
        monkeypatch.setattr(module, "VIT", replace(deit.VIT, config=tiny))
        monkeypatch.setattr(module, "SEEDS", (0,))
    monkeypatch.setattr(deit, "STEPS", 6)
    monkeypatch.setattr(deit, "SIZES", (20,))
    short = {"steps": 3, "warmup_steps": 1, "batch_size": 8}
    monkeypatch.setattr(dino, "OPTIMIZATION", replace(dino.OPTIMIZATION, **short))
    monkeypatch.setattr(dino, "STEPS", 3)
    monkeypatch.setattr(dino, "WITHOUT", {"DINO, not centred": {"centre_momentum": 1.0}})
    monkeypatch.setattr(detr, "OPTIMIZATION", replace(detr.OPTIMIZATION, **short))
    monkeypatch.setattr(detr, "SEEDS", (0,))
    small_one = replace(detr.CONFIG, width=8, num_heads=2, hidden_size=8, num_blocks=1)
    monkeypatch.setattr(detr, "CONFIG", small_one)
    monkeypatch.setattr(detr, "TRAIN", 16)
    monkeypatch.setattr(detr, "HELD_OUT", 8)


@pytest.mark.slow
def test_deit(small, tmp_path):
    deit.run_deit_study(tmp_path / "deit.json")
    rows = {row["model"]: row for row in read_rows(tmp_path / "deit.json")}
    assert list(rows) == ["convnet", "ViT", "distilled ViT"]
    assert all(0 <= row["accuracy"] <= 1 for row in rows.values())
    assert rows["distilled ViT"]["parameters"] > rows["ViT"]["parameters"]


@pytest.mark.slow
def test_dino(small, tmp_path):
    dino.run_dino_study(tmp_path / "dino.json")
    rows = {row["encoder"]: row for row in read_rows(tmp_path / "dino.json")}
    assert len(rows) == 5
    assert rows["pixels"]["accuracy"] > 0.7  # ten labelled images a digit
    assert all(1 <= row["outputs_used"] <= 64 for name, row in rows.items() if "DINO" in name)


def test_detr(small, tmp_path):
    detr.run_detr_study(tmp_path / "detr.json")
    rows = read_rows(tmp_path / "detr.json")
    assert [row["targets"] for row in rows] == ["matched", "in the order given"]
    assert all(len(row["drawn"]) == 4 for row in rows)


def test_scores_of_sets():
    scenes = make_scenes(2, seed=0)
    logits = 9.0 * np.eye(NOTHING + 1)[scenes.classes]
    perfect = detr.set_scores(logits, scenes.boxes, scenes)
    assert perfect == {"precision": 1, "recall": 1, "faultless": 1}
    turned = detr.set_scores(logits[:, ::-1], scenes.boxes[:, ::-1], scenes)
    assert turned == perfect
    there = (scenes.classes != NOTHING).sum()
    doubled = [np.concatenate([each, each[:, :1]], axis=1) for each in (logits, scenes.boxes)]
    scores = detr.set_scores(*doubled, scenes)
    assert scores["recall"] == 1
    assert scores["precision"] == pytest.approx(there / (there + 2), abs=1e-4)
    assert scores["faultless"] == 0
