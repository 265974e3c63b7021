"""The results page is written from the cards."""

import tests.site.conftest  # noqa: F401  (puts book/_ext on the path)

from results_table import duration, figure, section  # isort: skip

CARD = {
    "title": "Char-RNN",
    "metrics": {"loss": 1.43214, "parameters": 1000},
    "training": {"steps": 4800, "seconds": 3601.0, "machine": "2 CPU cores", "commit": "0123"},
}
PUBLISHED = [
    {"name": "Other", "setting": "cased", "value": 1.5, "cost": "1 h", "source": "https://x.org"}
]


def test_section_has_our_figures_and_the_published_ones():
    text = section("char-rnn", CARD, PUBLISHED)
    assert text.startswith("## Char-RNN\n\nThe checkpoint `char-rnn`.")
    trained = "Trained for 4,800 steps, 60 minutes on 2 CPU cores; scored by the code of commit"
    assert f"{trained} 0123." in text
    assert f"{trained} 4567." in section("x", CARD | {"scored": {"commit": "4567"}}, PUBLISHED)
    assert "| **ours** | loss | 1.4321 |" in text
    assert "| **ours** | parameters | 1,000 |" in text
    assert "| [Other](https://x.org) | cased; 1 h | 1.5000 |" in text


def test_durations_are_written_as_people_say_them():
    assert [duration(s) for s in (90, 600, 9000)] == ["90 seconds", "10 minutes", "2.5 hours"]


def test_figures_have_the_digits_of_their_kind():
    assert [figure(value) for value in (0.12345, 43.32, 54.9, 5001)] == [
        "0.1235",
        "43.32",
        "54.9",
        "5,001",
    ]


def test_translators_name_their_signature_under_the_table():
    metrics = {
        "bleu": 43.32,
        "chrf_all_references": 64.16,
        "signature": "nrefs:1|tok:13a",
        "n": 5001,
    }
    text = section("nmt", CARD | {"metrics": metrics}, [])
    assert "| **ours** | BLEU | 43.32 |\n| **ours** | chrF all references | 64.16 |" in text
    assert text.endswith("\nScored on 5,001 pairs by sacrebleu: `nrefs:1|tok:13a`.\n")
