"""How the learning rate changes over a training."""

import keras


def warmup_cosine(
    peak: float, steps: int, warmup_steps: int
) -> keras.optimizers.schedules.LearningRateSchedule:
    """Rise in a line from 0 to `peak`, then fall along half a cosine to 0 at the last step.

    The rise lets Adam's running averages settle before they steer big steps; the fall lets the
    weights settle into the minimum they have found (Loshchilov and Hutter 2017, eq. 5). Introduced
    in chapter 01, Characters.

    Args:
        peak: the highest learning rate.
        steps: all steps of the training.
        warmup_steps: how many of them the rise takes.

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
