"""Labels inside a sentence: entities, events, slots, personal data, relations, roles."""

import re

from course_lib.corpora.annotations import Annotated, Parsed, Predicate, Related, Span, Tagged
from course_lib.corpora.dataset import Splits
from course_lib.corpora.readers.files import blocks, json_file, path_of, paths_of

SNIPS_INTENTS = (
    "AddToPlaylist",
    "BookRestaurant",
    "GetWeather",
    "PlayMusic",
    "RateBook",
    "SearchCreativeWork",
    "SearchScreeningEvent",
)


def wnut17() -> Splits[Tagged]:
    """Entities of six kinds in posts, BIO tags."""
    files = {"train": "wnut17train.conll", "dev": "emerging.dev.conll", "test": "emerging.test.annotated"}
    return {split: tuple(map(_words_and_tags, blocks(path_of(f"wnut17/{name}")))) for split, name in files.items()}


def uner_zh() -> Splits[Tagged]:
    """Persons, places and organisations in Chinese Wikipedia, cut into words, BIO tags."""
    return {
        split: tuple(
            _words_and_tags([row[1:3] for row in block if not row[0].startswith("# ")])
            for block in blocks(path_of(f"uner_zh/zh_gsdsimp-ud-{split}.iob2"))
        )
        for split in ("train", "dev", "test")
    }


def litbank_events() -> Splits[Tagged]:
    """Sentences of 100 novels, each word tagged `EVENT` or `O`."""
    novels = ((path.stem.removesuffix("_brat"), path) for path in paths_of("litbank_events").values())
    return {"all": tuple(_words_and_tags(block, novel) for novel, path in novels for block in blocks(path))}


def _words_and_tags(block: list[list[str]], document: str = "") -> Tagged:
    tokens, tags = zip(*block, strict=True)
    return Tagged(tokens, tags, document)


def snips() -> Splits[Annotated]:
    """Requests to an assistant: seven intents (the label), slots as spans; train comes in order of intent."""
    return {
        split: tuple(
            _request(row["data"], intent)
            for intent in SNIPS_INTENTS
            for row in json_file(path_of(f"snips/{kind}_{intent}.json"))[intent]
        )
        for split, kind in (("train", "train"), ("dev", "validate"))
    }


def _request(pieces: list[dict[str, str]], intent: str) -> Annotated:
    text, spans = "", []
    for piece in pieces:
        if "entity" in piece:
            spans.append(Span(len(text), len(text) + len(piece["text"]), piece["entity"]))
        text += piece["text"]
    return Annotated(text, tuple(spans), intent)


def presidio_pii() -> Splits[Annotated]:
    """Invented sentences with invented personal data, made from templates."""
    return {"all": tuple(map(_personal_data, json_file(path_of("presidio_pii/synth_dataset_v2.json"))))}


def _personal_data(row: dict) -> Annotated:
    spans = (Span(span["start_position"], span["end_position"], span["entity_type"]) for span in row["spans"])
    return Annotated(row["full_text"], tuple(sorted(spans)))


def semeval2010_task8() -> Splits[Related]:
    """Nine relations, each in two directions, and `Other`."""
    files = {"train": "TRAIN_FILE.TXT", "test": "TEST_FILE_FULL.TXT"}
    return {
        split: tuple(
            _relation(sentence, label) for (_, sentence), (label,), _ in blocks(path_of(f"semeval2010_task8/{name}"))
        )
        for split, name in files.items()
    }


def _relation(quoted: str, label: str) -> Related:
    before, first, between, second, after = re.split(r"</?e[12]>", quoted.strip()[1:-1])
    start = len(before) + len(first) + len(between)
    return Related(
        before + first + between + second + after,
        Span(len(before), len(before) + len(first), "e1"),
        Span(start, start + len(second), "e2"),
        label,
    )


def up_ewt() -> Splits[Parsed]:
    """English web text with a dependency tree and semantic roles (PropBank); each role marks the head of its phrase.

    Words that the annotators added to the tree, and that are not in the text, are left out.
    """
    return {
        split: tuple(map(_parsed, blocks(path_of(f"up_ewt/en_ewt-up-{split}.conllu")))) for split in ("dev", "test")
    }


def _parsed(block: list[list[str]]) -> Parsed:
    rows = [row for row in block if row[0].isdecimal()]
    _, tokens, lemmas, parts_of_speech, _, _, heads, dependencies, _, _, senses, *roles = zip(*rows, strict=True)
    positions = [index for index, sense in enumerate(senses) if sense not in ("_", "")]
    if not positions:
        roles = []  # a sentence without a predicate has one empty column
    predicates = (Predicate(index, senses[index], column) for index, column in zip(positions, roles, strict=True))
    return Parsed(
        tokens, lemmas, parts_of_speech, tuple(int(head) - 1 for head in heads), dependencies, tuple(predicates)
    )
