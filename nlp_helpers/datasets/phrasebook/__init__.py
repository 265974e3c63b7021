"""English-Spanish pairs made by a grammar: as many as one likes, and right on both sides."""

from nlp_helpers.datasets.phrasebook.corpus import PhrasebookSplits, load_phrasebook
