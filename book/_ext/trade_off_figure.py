"""The `trade-off` directive: how good, how fast and how large the translators are, in one figure.

BLEU and weights come from the cards beside the models, the speed from the study that timed them.
"""

import io
import json
from pathlib import Path

import figures
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

STUDY = "nlp_helpers/studies/translators.json"
CARD = "nlp_helpers/checkpoints/{}/card.json"


def read_models(root: Path) -> dict[str, tuple[float, float, int]]:
    """Return the translators that the study timed: name -> (speed, BLEU, weights)."""
    models = {}
    for row in json.loads((root / STUDY).read_text(encoding="utf-8"))["rows"]:
        card = json.loads((root / CARD.format(row["model"])).read_text(encoding="utf-8"))
        its = row["sentences_per_second"], card["metrics"]["bleu"], card["parameters"]
        models[row["model"]] = its
    return models


def draw(models: dict[str, tuple[float, float, int]]) -> bytes:
    """Draw them as a PNG, for sharp screens."""
    import matplotlib as mpl  # here: the site's other pages do not wait for it

    mpl.use("Agg")
    from nlp_helpers import plotting

    plotting.use_style()
    figure, file = plotting.plot_trade_off(models).figure, io.BytesIO()
    figure.savefig(file, dpi=200)
    return file.getvalue()


def in_words(models: dict[str, tuple[float, float, int]]) -> str:
    """Say what the figure shows, for those who do not see it."""
    return "; ".join(
        f"{name}: BLEU {bleu:.1f}, {speed:,.0f} sentences a second, "
        f"{weights / 1e6:.1f} million weights"
        for name, (speed, bleu, weights) in models.items()
    )


class TradeOff(SphinxDirective):
    """Put the figure in the place of the directive; its content is the caption."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Draw the figure, with its caption and an alternative text."""
        models = read_models(Path(self.env.srcdir))
        caption, _ = self.parse_inline(" ".join(self.content))
        image = figures.image(self.env, draw(models), in_words(models))
        return [nodes.figure("", image, nodes.caption("", "", *caption))]


def setup(app: Sphinx) -> dict:
    """Register the directive."""
    app.add_directive("trade-off", TradeOff)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
