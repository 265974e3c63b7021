"""The results page is written from the cards."""

import pytest

import tests.site.conftest  # noqa: F401  (puts book/_ext on the path)
from tests.site.conftest import ROOT, parsed

from results_table import duration, figure, our_table, section  # isort: skip

CARD = {
    "title": "Char-RNN",
    "metrics": {"nats": 1.43214, "parameters": 1000},
    "training": {"steps": 4800, "seconds": 3601.0, "machine": "2 CPU cores", "commit": "0123"},
}
PUBLISHED = [
    {"name": "Other", "setting": "cased", "value": 1.5, "cost": "1 h", "source": "https://x.org"}
]


def test_section_has_our_figures_and_the_published_ones():
    text = section("language model", {"char-rnn": CARD}, {"char-rnn": PUBLISHED})
    assert text.startswith(
        "## Language models\n\n- `char-rnn`: Char-RNN. Trained for 4,800 steps, "
    )
    assert "60 minutes on 2 CPU cores; scored by the code of commit 0123." in text
    assert (
        "| model | nats | parameters |\n| --- | --- | --- |\n| `char-rnn` | 1.4321 | 1,000 |"
        in text
    )
    assert "| [Other](https://x.org) | cased; 1 h | 1.5000 |" in text


def test_models_of_a_task_stand_below_each_other_the_best_one_last():
    better = CARD | {"metrics": {"nats": 1.2}, "scored": {"commit": "4567"}}
    text = section("language model", {"better": better, "worse": CARD}, {})
    assert "| `worse` | 1.4321 | 1,000 |\n| `better` | 1.2000 |  |" in text
    assert "scored by the code of commit 4567." in text


def test_durations_are_written_as_people_say_them():
    assert [duration(s) for s in (90, 600, 9000)] == ["90 seconds", "10 minutes", "2.5 hours"]


def test_figures_have_the_digits_of_their_kind():
    assert [figure(value) for value in (0.12345, 43.32, 54.9, 5001)] == [
        "0.1235",
        "43.32",
        "54.9",
        "5,001",
    ]


def test_translators_name_their_signature_once_under_the_table():
    metrics = {
        "bleu": 43.32,
        "chrf_all_references": 64.16,
        "signature": "nrefs:1|tok:13a",
        "n": 5001,
    }
    card = CARD | {"metrics": metrics}
    assert our_table({"nmt": card}).startswith("| model | BLEU | chrF all references |")
    text = section("translator", {"one": card, "two": card}, {})
    assert text.count("Scored on 5,001 pairs by sacrebleu: `nrefs:1|tok:13a`.") == 1


@pytest.mark.site
def test_every_card_is_on_the_page(site):
    article = parsed(site / "book/results.html").select_one("article")
    shown = {cell.get_text() for cell in article.select("td code")}
    cards = ROOT.glob("nlp_helpers/checkpoints/*/card.json")
    assert shown >= {card.parent.name for card in cards}
