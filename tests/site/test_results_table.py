"""The results page is written from the cards."""

import tests.site.conftest  # noqa: F401  (puts book/_ext on the path)

from results_table import duration, figure, section  # isort: skip

CARD = {
    "title": "Char-RNN",
    "metrics": {"loss": 1.43214, "parameters": 1000},
    "training": {"steps": 4800, "seconds": 3601.0, "machine": "2 CPU cores"},
}
PUBLISHED = [
    {"name": "Other", "setting": "cased", "value": 1.5, "cost": "1 h", "source": "https://x.org"}
]


def test_section_has_our_figures_and_the_published_ones():
    text = section("char-rnn", CARD, PUBLISHED)
    assert text.startswith("## Char-RNN\n\nThe checkpoint `char-rnn`.")
    assert "Trained for 4,800 steps, 60 minutes on 2 CPU cores." in text
    assert "| **ours** | loss | 1.4321 |" in text
    assert "| **ours** | parameters | 1000 |" in text
    assert "| [Other](https://x.org) | cased; 1 h | 1.5000 |" in text


def test_durations_are_written_as_people_say_them():
    assert [duration(s) for s in (90, 600, 9000)] == ["90 seconds", "10 minutes", "2.5 hours"]


def test_figures_fit_into_a_table():
    values = (0.12345, 36.1234, 1000, "nrefs:1|case:mixed")
    assert [figure(value) for value in values] == [
        "0.1235",
        "36.12",
        "1000",
        "nrefs:1\\|case:mixed",
    ]
