"""The training loop: draw a batch, measure the loss, follow the gradient, repeat.

Left out: checkpoints, gradient accumulation, mixed precision, early stopping.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from tqdm import tqdm

from course_lib.objectives.causal import causal_loss
from course_lib.training.schedule import warmup_cosine


def train(
    model: nn.Module, batches: Iterator[tuple[Tensor, Tensor]], n_steps: int, learning_rate: float
) -> list[float]:
    """Train in place with AdamW (warm-up, cosine, gradients clipped to norm 1); return the loss of each step.

    Raises:
        ValueError: if the loss stops being a finite number.
    """
    optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate, betas=(0.9, 0.98), weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: warmup_cosine(step, n_steps, n_steps // 10))
    losses = []
    model.train()
    for step in tqdm(range(n_steps), unit="step"):
        inputs, targets = next(batches)
        loss = causal_loss(model(inputs), targets)
        if not torch.isfinite(loss):
            raise ValueError(
                f"the loss became {loss.item()} at step {step}; lower the learning rate, now {learning_rate}."
            )
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    model.eval()
    return losses
