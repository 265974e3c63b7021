"""The `results` directive: one table a trained model, from the card that lies beside it.

A card is `nlp_helpers/checkpoints/NAME/card.json`; published figures to stand beside ours are in
`book/published_figures.yml`.
"""

import json
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

CARDS = "nlp_helpers/checkpoints/*/card.json"
PUBLISHED = "book/published_figures.yml"
PAGE = "book/results"
WRITTEN = {"bleu": "BLEU", "chrf": "chrF"}


def duration(seconds: float) -> str:
    """Write a run time as people say it."""
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"


def figure(value: float) -> str:
    """Write a figure: losses and accuracies with four decimals, scores as they were given."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.4f}" if abs(value) < 10 else f"{value:g}"


def our_rows(card: dict) -> list[list[str]]:
    """Return one row for each figure among the card's metrics."""
    return [
        ["**ours**", " ".join(WRITTEN.get(word, word) for word in name.split("_")), figure(value)]
        for name, value in card["metrics"].items()
        if name != "n" and not isinstance(value, str)
    ]


def how_scored(card: dict) -> str:
    """Say on what a translator is scored, and name sacrebleu's signatures; nothing for others."""
    metrics = card["metrics"]
    signatures = [f"`{value}`" for value in metrics.values() if isinstance(value, str)]
    if not signatures:
        return ""
    return f"\nScored on {figure(metrics['n'])} pairs by sacrebleu: {', '.join(signatures)}.\n"


def published_rows(published: list[dict]) -> list[list[str]]:
    """Return one row for each published figure, linked to its source."""
    return [
        [
            f"[{row['name']}]({row['source']})",
            f"{row['setting']}; {row['cost']}",
            figure(row["value"]),
        ]
        for row in published
    ]


def markdown_table(header: list[str], rows: list[list[str]]) -> str:
    """Return the rows as a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def recipe(card: dict) -> str:
    """Return one sentence about how the model was made and scored."""
    training, scored = card["training"], card.get("scored", card["training"])
    return (
        f"Trained for {training['steps']:,} steps, {duration(training['seconds'])} on "
        f"{training['machine']}; scored by the code of commit {scored['commit']}."
    )


def section(name: str, card: dict, published: list[dict]) -> str:
    """Return the Markdown of one model's section."""
    rows = our_rows(card) + published_rows(published)
    table = markdown_table(["model", "measured on", "figure"], rows)
    title = card.get("title", name)
    return f"## {title}\n\nThe checkpoint `{name}`. {recipe(card)}\n\n{table}\n{how_scored(card)}"


class Results(SphinxDirective):
    """Write a section for every card that is there."""

    def run(self) -> list[nodes.Node]:
        """Parse the generated Markdown in the place of the directive."""
        root = Path(self.env.srcdir)
        published = yaml.safe_load((root / PUBLISHED).read_text(encoding="utf-8"))
        text = []
        for path in sorted(root.glob(CARDS)):
            card = json.loads(path.read_text(encoding="utf-8"))
            text.append(section(path.parent.name, card, published.get(path.parent.name, [])))
        return self.parse_text_to_nodes("\n".join(text), allow_section_headings=True)


def read_again(app: Sphinx, env, added: set, changed: set, removed: set) -> list[str]:
    """Have the page read in every build: a new card is not among the files Sphinx watches."""
    return [PAGE] if PAGE in env.found_docs else []


def setup(app: Sphinx) -> dict:
    """Register the directive."""
    app.add_directive("results", Results)
    app.connect("env-get-outdated", read_again)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
