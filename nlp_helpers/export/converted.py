"""What a conversion gives, and how weights get from Keras's layers into PyTorch's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import torch
from transformers.pytorch_utils import Conv1D
from transformers.utils import logging

logging.disable_progress_bar()  # of the few weights that are read and written here

Part = keras.layers.Layer | tuple[keras.layers.Dense, ...]


@dataclass(frozen=True)
class Converted:
    """A model of `transformers`, with what turns texts or images into its inputs."""

    model: Any
    reader: Any  # its tokenizer or image processor
    task: str  # as `pipeline` calls it
    example: str  # what to call the pipeline with, in Python
    limits: str  # where it differs from the model in this package, and what it cannot read
    options: dict = field(default_factory=dict)  # of `pipeline`

    def usage(self, folder: str) -> str:
        """Return the call that loads it from a folder."""
        options = "".join(f", {key}={value}" for key, value in self.options.items())
        return f'pipeline("{self.task}", model="{folder}"{options})'


def put(parameter: torch.Tensor, values: np.ndarray) -> None:
    """Fill a parameter; a ValueError where it has another shape."""
    if tuple(parameter.shape) != values.shape:
        raise ValueError(f"{values.shape} does not fit into {tuple(parameter.shape)}")
    with torch.no_grad():
        parameter.copy_(torch.tensor(values))


def put_parts(module: torch.nn.Module, parts: Mapping[str, Part]) -> None:
    """Fill parts of a module, by their names: what is one layer there may be several of ours."""
    for name, part in parts.items():
        to = module.get_submodule(name)
        if isinstance(part, keras.layers.LayerNormalization):
            _put_norm(to, part)
        else:
            _put_dense(to, *(part if isinstance(part, tuple) else (part,)))


def layers_by_name(model: keras.Model) -> dict[str, keras.layers.Layer]:
    """Return a model's layers, those of the models in it, too."""
    found = {}
    for layer in model.layers:
        found |= layers_by_name(layer) if isinstance(layer, keras.Model) else {layer.name: layer}
    return found


def _put_dense(linear: torch.nn.Module, *denses: keras.layers.Dense) -> None:
    """Fill a Linear, or GPT-2's Conv1D, from a Dense or from several side by side."""
    kernels, biases = zip(*(dense.get_weights() for dense in denses), strict=True)
    kernel = np.concatenate(kernels, axis=1)  # (inputs, outputs), as a Conv1D has it, too
    put(linear.weight, kernel if isinstance(linear, Conv1D) else kernel.T)
    put(linear.bias, np.concatenate(biases))


def _put_norm(norm: torch.nn.LayerNorm, layer: keras.layers.LayerNormalization) -> None:
    """Fill a LayerNorm from Keras's."""
    gamma, beta = layer.get_weights()
    put(norm.weight, gamma)
    put(norm.bias, beta)
