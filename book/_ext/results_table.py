"""The `results` directive: the trained models of each task, from the cards that lie beside them.

A card is `nlp_helpers/checkpoints/NAME/card.json`; published figures to stand beside ours are in
`book/published_figures.yml`.
"""

import json
from itertools import chain
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

CARDS = "nlp_helpers/checkpoints/*/card.json"
PUBLISHED = "book/published_figures.yml"
PAGE = "book/results"
WRITTEN = {"bleu": "BLEU", "chrf": "chrF"}
TITLES = {  # of the tasks that a card can name, in the order of the chapters
    "language model": "Language models",
    "classifier": "Classifiers",
    "translator": "Translators",
    "masked language model": "Masked language models",
    "text to text": "Text to text",
    "image classifier": "Image classifiers",
}


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


def figures(card: dict) -> dict[str, str]:
    """Return a model's figures, by the names that stand above the columns."""
    return {
        " ".join(WRITTEN.get(word, word) for word in name.split("_")): figure(value)
        for name, value in card["metrics"].items()
        if name != "n" and not isinstance(value, str)
    }


def loss(card: dict) -> float:
    """Return the first loss among a model's figures."""
    return next((value for name, value in card["metrics"].items() if "nats" in name), 0.0)


def our_table(cards: dict[str, dict]) -> str:
    """Return the table of a task: a row a model, a column a figure."""
    rows = {name: figures(card) for name, card in cards.items()}
    columns = list(dict.fromkeys(chain(*rows.values())))
    body = [
        [f"`{name}`", *(row.get(column, "") for column in columns)] for name, row in rows.items()
    ]
    return markdown_table(["model", *columns], body)


def how_scored(card: dict) -> str:
    """Say on what a translator is scored, and name sacrebleu's signatures; nothing for others."""
    metrics = card["metrics"]
    signatures = [f"`{value}`" for value in metrics.values() if isinstance(value, str)]
    if not signatures:
        return ""
    return f"Scored on {figure(metrics['n'])} pairs by sacrebleu: {', '.join(signatures)}."


def published_table(published: list[dict]) -> str:
    """Return the table of published figures, each linked to its source."""
    rows = [
        [
            f"[{row['name']}]({row['source']})",
            f"{row['setting']}; {row['cost']}",
            figure(row["value"]),
        ]
        for row in published
    ]
    return markdown_table(["published", "measured on", "figure"], rows) if rows else ""


def markdown_table(header: list[str], rows: list[list[str]]) -> str:
    """Return the rows as a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def recipe(name: str, card: dict) -> str:
    """Return an item of a list: what the model is, and how it was made and scored."""
    training, scored = card["training"], card.get("scored", card["training"])
    return (
        f"- `{name}`: {card.get('title', name)}. Trained for {training['steps']:,} steps, "
        f"{duration(training['seconds'])} on {training['machine']}; "
        f"scored by the code of commit {scored['commit']}."
    )


def section(task: str, cards: dict[str, dict], published: dict[str, list[dict]]) -> str:
    """Return the Markdown of one task's section, the models by their loss, the best one last."""
    cards = dict(sorted(cards.items(), key=lambda item: -loss(item[1])))
    recipes = "\n".join(recipe(*item) for item in cards.items())
    others = [row for name in cards for row in published.get(name, [])]
    signatures = dict.fromkeys(how_scored(card) for card in cards.values())
    parts = [f"## {TITLES[task]}", recipes, our_table(cards), *signatures, published_table(others)]
    return "\n\n".join(filter(None, parts))


class Results(SphinxDirective):
    """Write a section for every task of which there are cards."""

    def run(self) -> list[nodes.Node]:
        """Parse the generated Markdown in the place of the directive."""
        root = Path(self.env.srcdir)
        published = yaml.safe_load((root / PUBLISHED).read_text(encoding="utf-8"))
        tasks = {task: {} for task in TITLES}
        for path in sorted(root.glob(CARDS)):
            card = json.loads(path.read_text(encoding="utf-8"))
            tasks[card["task"]][path.parent.name] = card
        text = [section(task, cards, published) for task, cards in tasks.items() if cards]
        return self.parse_text_to_nodes("\n\n".join(text), allow_section_headings=True)


def read_again(app: Sphinx, env, added: set, changed: set, removed: set) -> list[str]:
    """Have the page read in every build: a new card is not among the files Sphinx watches."""
    return [PAGE] if PAGE in env.found_docs else []


def setup(app: Sphinx) -> dict:
    """Register the directive."""
    app.add_directive("results", Results)
    app.connect("env-get-outdated", read_again)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
