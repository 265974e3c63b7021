"""The study of positions: its models differ in nothing but how a place is told."""

from dataclasses import replace

from nlp_helpers.datasets.splits import TwoSplits
from nlp_helpers.studies import load_study, positions

TEXT = "to be or not to be, that is the question. " * 12


def test_rows_tell_losses_of_models_alike(eager, tmp_path, monkeypatch):
    brief = replace(positions.OPTIMIZATION, steps=2, batch_size=2, warmup_steps=1)
    small = replace(positions.CONFIG, num_blocks=1)
    for name, value in {"CONFIG": small, "OPTIMIZATION": brief, "SEEDS": (1, 2)}.items():
        monkeypatch.setattr(positions, name, value)
    monkeypatch.setattr(positions, "nine_tenths", lambda: TwoSplits(TEXT, TEXT[:200]))
    monkeypatch.setattr("nlp_helpers.studies.STUDIES", tmp_path)
    positions.run_positions_study(tmp_path / "positions.json")
    rows = load_study("positions")
    assert [(row["positions"], row["seed"]) for row in rows] == [
        (kind, seed) for seed in (1, 2) for kind in ("learned", "rotary")
    ]
    learned, rotary = (row["parameters"] for row in rows[:2])
    assert learned - rotary == positions.CONTEXT * positions.CONFIG.width, "the vectors of places"
    assert len({row["nats_per_char"] for row in rows}) == len(rows)
    assert all(3 < row["nats_per_char"] < 5 for row in rows), "two steps teach nearly nothing"


def test_turning_is_ahead_with_every_seed():
    rows = load_study("positions")
    nats = {
        kind: [row["nats_per_char"] for row in rows if row["positions"] == kind]
        for kind in positions.KINDS
    }
    assert [len(values) for values in nats.values()] == [len(positions.SEEDS)] * 2
    assert max(nats["rotary"]) < min(nats["learned"]) - 0.1
