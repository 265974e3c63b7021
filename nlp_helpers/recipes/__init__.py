"""How each shipped model is made: one file a model, which holds its recipe and nothing else.

A new file here is a new model: `nlp-helpers recipes` lists it and `nlp-helpers train` makes it.
"""

import importlib
import pkgutil
from typing import TYPE_CHECKING

from nlp_helpers.errors import ArgumentError

if TYPE_CHECKING:
    from nlp_helpers.training.recipe import Recipe


def recipe_names() -> list[str]:
    """Return the names of the models that can be made."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__))


def load_recipe(name: str) -> "Recipe":
    """Return the recipe of a model.

    Raises:
        ValueError: if there is none of this name.

    Example:
        >>> load_recipe("nmt-attention").config.attention
        'general'
    """
    if name not in recipe_names():
        raise ArgumentError(f"no recipe {name!r}: there are {', '.join(recipe_names())}")
    return importlib.import_module(f"{__name__}.{name.replace('-', '_')}").RECIPE
