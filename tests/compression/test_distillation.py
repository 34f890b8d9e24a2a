"""Distillation: the paper's formula and its gradient; a student that learns from a teacher."""

import pytest
import torch
import torch.nn.functional as F

from course_lib.compression.distillation import distillation_loss, every_other_layer, learn_from, soft_loss
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.objectives.causal import causal_batches
from course_lib.training.loop import TrainingConfig, train


def small_gpt(n_layers=4):
    torch.manual_seed(0)
    return GPT(GPTConfig(vocab_size=13, context_length=8, d_model=12, n_heads=3, n_layers=n_layers))


@pytest.mark.parametrize("temperature", [1.0, 2.5, 20.0])
def test_the_gradient_is_that_of_hintons_equation_2(temperature):
    """∂C/∂z = (q − p) / T, times T² as section 2 asks for, over the mean of the rows."""
    student = torch.randn(5, 7, dtype=torch.float64, requires_grad=True)
    teacher = torch.randn(5, 7, dtype=torch.float64)
    soft_loss(student, teacher, temperature).backward()
    q, p = (torch.softmax(logits / temperature, dim=-1) for logits in (student, teacher))
    expected = temperature**2 * (q - p) / temperature / 5
    torch.testing.assert_close(student.grad, expected.detach())


def test_it_is_the_cross_entropy_with_soft_targets_less_the_teachers_entropy():
    student, teacher = torch.randn(2, 3, 7), torch.randn(2, 3, 7)
    p, q = (torch.softmax(one / 3, dim=-1) for one in (teacher, student))
    by_hand = -(p * q.log()).sum(-1) + (p * p.log()).sum(-1)
    torch.testing.assert_close(soft_loss(student, teacher, 3.0), 9 * by_hand.mean())


def test_two_that_agree_have_no_loss():
    logits = torch.randn(4, 7)
    assert soft_loss(logits, logits, 2.0).abs() < 1e-6


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_mixture_is_between_the_texts_loss_and_the_teachers(share):
    student, teacher, targets = torch.randn(2, 3, 7), torch.randn(2, 3, 7), torch.randint(7, (2, 3))
    hard = F.cross_entropy(student.view(-1, 7), targets.view(-1))
    expected = share * soft_loss(student, teacher, 2.0) + (1 - share) * hard
    torch.testing.assert_close(distillation_loss(student, teacher, targets, 2.0, share), expected)


def test_a_student_of_every_other_layer_begins_as_its_teacher():
    teacher = small_gpt()
    student = every_other_layer(teacher)
    assert student.config.n_layers == len(student.blocks) == 2
    for mine, theirs in ((0, 0), (1, 2)):
        for a, b in zip(student.blocks[mine].parameters(), teacher.blocks[theirs].parameters(), strict=True):
            assert torch.equal(a, b)
            assert a is not b
    assert torch.equal(student.token_embedding.weight, teacher.token_embedding.weight)


def test_a_student_comes_nearer_to_its_teacher_and_the_teacher_stays():
    teacher, student = small_gpt(), small_gpt(n_layers=1)
    with torch.no_grad():
        for parameter in teacher.parameters():
            parameter.mul_(4)  # a teacher with opinions
    before = {name: one.clone() for name, one in teacher.state_dict().items()}
    ids = torch.randint(13, (500,), generator=torch.Generator().manual_seed(1))
    batches = causal_batches(ids, 8, 16, torch.Generator().manual_seed(2))
    loss = learn_from(teacher, temperature=1.0, share=1.0)
    losses = train(student, batches, 60, 1e-2, loss=loss, config=TrainingConfig(progress=False))
    assert losses[-1] < 0.6 * losses[0]
    assert all(torch.equal(one, before[name]) for name, one in teacher.state_dict().items())


def test_a_temperature_of_0_is_refused():
    with pytest.raises(ValueError, match="temperature must be positive, got 0"):
        soft_loss(torch.ones(1, 2), torch.ones(1, 2), 0.0)


def test_a_share_out_of_range_is_refused():
    with pytest.raises(ValueError, match=r"between 0 and 1, got 1\.2"):
        distillation_loss(torch.ones(1, 2), torch.ones(1, 2), torch.zeros(1, dtype=torch.long), share=1.2)
