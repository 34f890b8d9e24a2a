"""A prompt with solved examples, then the question."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "prompting.few_shot_prompt",
    title="A few-shot prompt",
    chapter="16",
    level=1,
    minutes=10,
    hints=[
        "Three pieces: a solved example, the same for each example, and a question that is "
        "not solved. What stands between two of them?",
        "A solved example is the filled pattern, then the answer of its label: "
        "`pattern.replace('{text}', text) + answers[label]`. The answers bring their space.",
        "Collect the solved examples and the filled question in a list, and join it by line ends: `'\\n'.join([...])`.",
    ],
)

TEXTS = ("Warm soup.", "Cold tea.", "A kind cook.", "Late again!", "A broken chair.")


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    order = torch.randperm(len(TEXTS), generator=rng).tolist()
    texts = [TEXTS[i] for i in order]
    labels = ["positive", "negative", "positive", "negative"]
    given = {"pattern": "{text} It was", "answers": {"positive": " good", "negative": " bad"}}
    shots = list(zip(texts[:4], labels, strict=True))
    return [
        {**given, "examples": shots[:3], "text": texts[4]},
        {**given, "pattern": "Said: {text} So:", "examples": shots[1:3], "text": texts[4]},
        {**given, "examples": [], "text": texts[4]},
    ]


@exercise.solution
def my_prompt(
    pattern: str,
    answers: dict[str, str],
    examples: list[tuple[str, str]],
    text: str,
) -> str:
    """Return a prompt: a line for each solved example, and the question as the last.

    `pattern` holds {text}; `answers` says what the model has to write for a label, with
    the space before it; `examples` are (text, label), in the order in which they stand.
    """
    lines = [pattern.replace("{text}", one) + answers[label] for one, label in examples]
    return "\n".join([*lines, pattern.replace("{text}", text)])


@exercise.also_right
def with_a_loop(pattern: str, answers: dict, examples: list, text: str) -> str:
    prompt = ""
    for one, label in examples:
        prompt += pattern.format(text=one) + answers[label] + "\n"
    return prompt + pattern.format(text=text)


@exercise.also_right
def from_the_back(pattern: str, answers: dict, examples: list, text: str) -> str:
    prompt = pattern.format(text=text)
    for one, label in reversed(examples):
        prompt = f"{pattern.format(text=one)}{answers[label]}\n{prompt}"
    return prompt


@exercise.mistake(
    "The prompt ends in a line end, so that the model begins a new line: it has to go on right after the pattern."
)
def line_end_at_the_end(pattern: str, answers: dict, examples: list, text: str) -> str:
    return my_prompt(pattern, answers, examples, text) + "\n"


@exercise.mistake("The question stands before the examples: the model must answer at the end.")
def question_first(pattern: str, answers: dict, examples: list, text: str) -> str:
    lines = my_prompt(pattern, answers, examples, text).split("\n")
    return "\n".join([lines[-1], *lines[:-1]])


@exercise.mistake("The label's name stands in the prompt; the answer is what the verbaliser has for it.")
def names_of_labels(pattern: str, answers: dict, examples: list, text: str) -> str:
    return my_prompt(pattern, {label: f" {label}" for label in answers}, examples, text)


@exercise.mistake("The answers have lost their space: “It wasgood” is other tokens.")
def no_space(pattern: str, answers: dict, examples: list, text: str) -> str:
    return my_prompt(pattern, {k: v.strip() for k, v in answers.items()}, examples, text)


@exercise.mistake("The examples are not solved: each needs the answer of its label.")
def unsolved(pattern: str, answers: dict, examples: list, text: str) -> str:
    return my_prompt(pattern, dict.fromkeys(answers, ""), examples, text)


@exercise.mistake("Nothing parts the examples: put a line end between two of them.")
def run_together(pattern: str, answers: dict, examples: list, text: str) -> str:
    return my_prompt(pattern, answers, examples, text).replace("\n", "")


@exercise.mistake("The examples stand in another order than they came in; the order changes answers.")
def turned_round(pattern: str, answers: dict, examples: list, text: str) -> str:
    return my_prompt(pattern, answers, examples[::-1], text)


@exercise.mistake("The question stands there bare: it needs the pattern, as the examples have it.")
def bare_question(pattern: str, answers: dict, examples: list, text: str) -> str:
    lines = my_prompt(pattern, answers, examples, "").split("\n")
    return "\n".join([*lines[:-1], text])


@exercise.property("The prompt must end where the answer begins.")
def ends_with_the_pattern(prompt: str, case: Case) -> bool:
    return prompt.endswith(case["pattern"].split("{text}")[-1])
