"""The study of the GRU and the small GPT: which model reads which text."""

from types import SimpleNamespace

from nlp_helpers.studies import letters, load_study

TEXT = "a" * letters.VALID + "b" * (letters.TEST - letters.VALID) + "c" * 100


def test_both_models_read_the_published_ranges(tmp_path, monkeypatch):
    nats = {("char-rnn", "b"): 1.25, ("gpt-letters", "b"): 1.5}

    def fake(name):
        def evaluate(text):
            return {"nats_per_char": nats.get((name, text[0]), 2.00004), "chars": len(text) - 1}

        return SimpleNamespace(evaluate=evaluate, card={"parameters": 7})

    monkeypatch.setattr(letters, "load_shakespeare", lambda: TEXT)
    monkeypatch.setattr(letters, "load_checkpoint", fake)
    monkeypatch.setattr("nlp_helpers.studies.STUDIES", tmp_path)
    letters.run_letters_study(tmp_path / "letters.json")
    rows = load_study("letters")
    assert [(row["text"], row["model"], row["nats_per_char"], row["chars"]) for row in rows] == [
        ("validation", "char-rnn", 1.25, 33_460),
        ("validation", "gpt-letters", 1.5, 33_460),
        ("test", "char-rnn", 2.0, 99),
        ("test", "gpt-letters", 2.0, 99),
    ]


def test_the_rows_that_ship_are_whole():
    rows = load_study("letters")
    found = [(row["text"], row["model"]) for row in rows]
    assert found == [(text, model) for text in letters.PUBLISHED for model in letters.MODELS]
    assert [row["chars"] for row in rows[::2]] == [letters.TEST - letters.VALID - 1, 78_079]
