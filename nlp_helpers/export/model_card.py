"""The README.md of an exported model: what its own card says, for readers of a hub."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlp_helpers.export.converted import Converted

TEMPLATE = """---
library_name: transformers
pipeline_tag: {task}
tags:
- keras
---
# {title}

This is `{name}` of the course *NLP with RNNs and Attention*, exported from Keras: a
{kind} of {parameters:,} parameters.

```python
from transformers import pipeline

ask = {usage}
ask({example})
```

{limits}

## How good it is

{metrics}

How its data was split: {split}.

## What it was trained on

{data}

A small model of a course, trained on little and on one kind of it: it repeats what stands there,
prejudice included, and nothing should be decided by what it says.
"""


def model_card(card: dict, converted: "Converted", folder: str) -> str:
    """Write a model card of a checkpoint's card."""
    metrics, name = card.get("metrics", {}).items(), card.get("name", folder)
    return TEMPLATE.format(
        task=converted.task,
        title=card.get("title", name),
        name=name,
        kind=type(converted.model).__name__,
        parameters=converted.model.num_parameters(only_trainable=True),
        usage=converted.usage(folder),
        example=converted.example,
        limits=converted.limits,
        metrics="\n".join(f"- {metric}: {value}" for metric, value in metrics),
        split=card.get("split", "its card does not say"),
        data="\n".join(map(_source, card.get("data", ()))),
    )


def _source(data: dict) -> str:
    return f"- {data['title']}, {data['licence']}. {data['citation']} (sha256 {data['sha256']})"
