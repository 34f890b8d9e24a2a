"""A recipe: all that decides what a training makes, in one small JSON file.

`course_lib/training/recipes/` holds those of the course. Tested by
tests/training/test_recipe.py.
Left out: recipes that inherit from others; what is not in the file is as it says here.
"""

import json
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields, replace
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_type_hints

FOLDER = Path(str(files("course_lib.training"))) / "recipes"
OBJECTIVES = {  # what each kind of model learns
    "gpt": "causal",
    "llama": "causal",
    "bert": "masked_and_next_sentence",
    "encoder_decoder": "translation",
}
CHOICES = {
    "model": tuple(OBJECTIVES),
    "optimizer": ("adamw", "muon"),
    "precision": ("float32", "bfloat16"),
}
AT_LEAST_1 = (
    "context_length",
    "batch_size",
    "steps",
    "vocab_size",
    "corpus_size",
    "evaluate_every",
    "save_every",
)


@dataclass(frozen=True)
class Recipe:
    """What to train, on what, and how.

    Args:
        about: one line for people.
        model: "gpt", "llama", "bert" or "encoder_decoder" (a BART).
        sizes: of the model: d_model, n_heads, n_layers …, by the names of its config.
        corpus: a name for `course_lib.corpora.corpus.load`.
        tokenizer: "byte_bpe", "wordpiece" or "unigram", trained on the training text; or
            a folder with a tokenizer.json.
        objective: what the kind of model learns: see `OBJECTIVES`.
        context_length: of the model, in tokens.
        batch_size: sequences a step, of all processes together.
        steps: how often the weights move.
        learning_rate: the highest one; it rises, then falls along half a cosine.
        vocab_size: of a new tokenizer; None for a folder.
        corpus_size: for a corpus of the town how much is made, for another text how many
            characters of it are taken; None for all.
        document_ends: for "causal", whether blank lines become a token that ends a
            document.
        reverse: for "translation", whether the targets are read and the sources written.
        optimizer: "adamw" or "muon".
        warmup_share: in what share of the steps the learning rate rises.
        weight_decay: for matrices; vectors have none.
        precision: "float32" or "bfloat16".
        seed: of the first weights and of the batches.
        evaluate_every: steps between two held-out losses; the last step has one too.
        save_every: steps between two checkpoints; the last step has one too.

    Raises:
        ValueError: if a value is out of range, naming it.
    """

    about: str
    model: str
    sizes: dict
    corpus: str
    tokenizer: str
    objective: str
    context_length: int
    batch_size: int
    steps: int
    learning_rate: float
    vocab_size: int | None = None
    corpus_size: int | None = None
    document_ends: bool = False
    reverse: bool = False
    optimizer: str = "adamw"
    warmup_share: float = 0.1
    weight_decay: float = 0.1
    precision: str = "float32"
    seed: int = 0
    evaluate_every: int | None = None
    save_every: int | None = None

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
                must = f"{name} must be one of {', '.join(choices)}"
                raise ValueError(f"{must}, got {value!r}.")
        if self.objective != OBJECTIVES[self.model]:
            must = f"objective must be {OBJECTIVES[self.model]!r} for {self.model!r}"
            raise ValueError(f"{must}, got {self.objective!r}.")
        if self.reverse and self.objective != "translation":
            raise ValueError(f"reverse is for 'translation', got {self.objective!r}.")
        for name in AT_LEAST_1:
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}.")
        if not self.learning_rate > 0:
            came = self.learning_rate
            raise ValueError(f"learning_rate must be positive, got {came}.")
        if not 0 <= self.warmup_share < 1:
            must = "warmup_share must be at least 0 and less than 1"
            raise ValueError(f"{must}, got {self.warmup_share}.")


def recipe_from(content: Any, source: str) -> Recipe:
    """Return the recipe that a JSON object says; `source` names it in errors.

    Raises:
        ValueError: if a key is unknown or missing, or a value is of the wrong type.
    """
    if not isinstance(content, dict):
        raise ValueError(f"{source} must be a JSON object, got {type(content).__name__}.")
    known = [field.name for field in fields(Recipe)]
    for key in content:
        if key not in known:
            hint = did_you_mean(key, known)
            raise ValueError(f"{source} has the unknown key {key!r}{hint}")
    for field in fields(Recipe):
        if field.default is MISSING and field.name not in content:
            raise ValueError(f"{source} must have the key {field.name!r}, and has not.")
    kinds = get_type_hints(Recipe)
    for key, value in content.items():
        if not fits(value, kinds[key]):
            kind = kinds[key] if get_args(kinds[key]) else kinds[key].__name__
            raise ValueError(f"{key} of {source} must be {kind}, got {value!r}.")
    return Recipe(**content)


def fits(value: object, kind: Any) -> bool:
    """Return whether a value of JSON is of this type; 1 will do for 1.0, true not."""
    allowed = get_args(kind) or (kind,)
    if isinstance(value, bool):
        return bool in allowed
    if isinstance(value, int) and float in allowed:
        return True
    return isinstance(value, allowed)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that suggests the nearest name, or all of them."""
    known = list(known)
    nearest = get_close_matches(name, known, n=1)
    if nearest:
        return f"; did you mean {nearest[0]!r}?"
    return f"; known: {', '.join(known)}."


def read_recipe(name_or_path: str, changes: Iterable[str] = ()) -> Recipe:
    """Return a recipe of the course, by name, or that of a file, with changes.

    Args:
        name_or_path: `town_gpt`, or the path to a JSON file.
        changes: such as "steps=100" and "sizes.d_model=64"; later ones win.

    Raises:
        ValueError: if there is no such recipe, or something in it is wrong.
    """
    path = FOLDER / f"{name_or_path}.json"
    if name_or_path not in recipe_names():
        path = Path(name_or_path)
    if not path.is_file():
        must = f"there must be a recipe {name_or_path!r}, got no such name and no file"
        raise ValueError(f"{must}{did_you_mean(name_or_path, recipe_names())}")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path.name} must be JSON, got: {error}.") from error
    for change in changes:
        content = changed(content, change)
    return recipe_from(content, path.name)


def recipe_names() -> list[str]:
    """Return the names of the course's recipes."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def changed(content: dict[str, Any], change: str) -> dict[str, Any]:
    """Return the content with one value set; a dot leads into an object.

    >>> changed({"steps": 5, "sizes": {"d_model": 8}}, "sizes.d_model=16")
    {'steps': 5, 'sizes': {'d_model': 16}}
    """
    key, equals, text = change.partition("=")
    if not equals or not key:
        must = "a change must be key=value, such as steps=100"
        raise ValueError(f"{must}, got {change!r}.")
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        value = text  # a word needs no quotation marks
    first, dot, rest = key.partition(".")
    if dot:
        inner = content.get(first)
        inner = inner if isinstance(inner, dict) else {}
        value = changed(inner, f"{rest}={json.dumps(value)}")
    return {**content, first: value}


def with_steps(recipe: Recipe, steps: int | None) -> Recipe:
    """Return the recipe with another number of steps; None leaves it."""
    return recipe if steps is None else replace(recipe, steps=steps)
