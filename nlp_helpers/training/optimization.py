"""The optimization of a training: all its numbers in one place."""

from dataclasses import dataclass

import keras

from nlp_helpers.arguments import at_least


@dataclass(frozen=True)
class Optimization:
    """AdamW with warm-up, cosine, and averaged weights. Introduced in chapter 01, Characters.

    Averaged weights are the ones to keep: they lie in the middle of the valley along whose walls
    the last steps bounce (Polyak and Juditsky 1992).
    """

    steps: int
    batch_size: int
    peak_learning_rate: float
    warmup_steps: int
    weight_decay: float = 0.0
    # Names of the weights that do not decay: a bias or the scale of a norm that is pulled towards 0
    # says something else, while a matrix only says it more softly.
    undecayed: tuple[str, ...] = ("bias", "gamma", "beta", "scale")
    # How far back Adam's averages of the gradient and of its square reach: 1 / (1 - beta) steps.
    beta_1: float = 0.9
    beta_2: float = 0.999
    clip_norm: float = 1.0  # of the whole gradient: recurrent nets explode now and then
    ema_momentum: float = 0.99  # the weights' running average remembers 1 / (1 - momentum) steps
    evaluate_every: int = 100  # steps; a snapshot to resume from is taken as often
    seed: int = 42

    def __post_init__(self):
        for name in ("steps", "batch_size", "evaluate_every"):
            at_least(1, **{name: getattr(self, name)})
        if not self.peak_learning_rate > 0:
            raise ValueError(f"peak_learning_rate must be above 0, not {self.peak_learning_rate}")

    def optimizer(self) -> keras.optimizers.Optimizer:
        """Return a fresh optimizer with these numbers."""
        optimizer = keras.optimizers.AdamW(
            warmup_cosine(self.peak_learning_rate, self.steps, self.warmup_steps),
            weight_decay=self.weight_decay,
            beta_1=self.beta_1,
            beta_2=self.beta_2,
            global_clipnorm=self.clip_norm,
            use_ema=True,
            ema_momentum=self.ema_momentum,
            ema_overwrite_frequency=None,  # only at the end, by finalize_variable_values
        )
        optimizer.exclude_from_weight_decay(var_names=self.undecayed)
        return optimizer


def build_optimizer(model: keras.Model) -> None:
    """Make the optimizer's variables, without which TensorFlow would trace the first step twice."""
    model.optimizer.build(model.trainable_variables)


def warmup_cosine(
    peak: float, steps: int, warmup_steps: int
) -> keras.optimizers.schedules.LearningRateSchedule:
    """Rise in a line from 0 to `peak`, then fall along half a cosine to 0 at the last step.

    The rise lets Adam's running averages settle before they steer big steps; the fall lets the
    weights settle into the minimum they have found (Loshchilov and Hutter 2017, eq. 5).

    Raises:
        ValueError: if the rise leaves no step for the fall.
    """
    if not 0 <= warmup_steps < steps:
        raise ValueError(f"warmup_steps must be in [0, {steps}), not {warmup_steps!r}")
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0,
        decay_steps=steps - warmup_steps,
        warmup_target=peak,
        warmup_steps=warmup_steps,
    )
