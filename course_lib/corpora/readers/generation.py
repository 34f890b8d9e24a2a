"""Text to write and to speak: summaries, dialogues, preferences, instructions, poems, digits."""

import re
from itertools import takewhile

from course_lib.corpora.dataset import Splits
from course_lib.corpora.readers.files import json_file, json_lines, lines, path_of, paths_of, tab_rows
from course_lib.corpora.records import Dialogue, Instruction, Poem, Preference, Speech, Summary, Turn


def scitldr() -> Splits[Summary]:
    """Abstracts of computer science papers, sentence by sentence, and summaries of one sentence."""
    return {
        split: tuple(
            Summary(tuple(row["source"]), tuple(summary.strip() for summary in row["target"]))
            for row in json_lines(path_of(f"scitldr/{split}.jsonl"))
        )
        for split in ("train", "dev", "test")
    }


def csl_title() -> Splits[Summary]:
    """Abstracts of Chinese papers, each as one piece, and their titles."""
    rows = tab_rows(path_of("csl_title/dev.tsv"))
    return {"all": tuple(Summary((abstract,), (title,)) for _, abstract, title in rows)}


def xdailydialog() -> Splits[Dialogue]:
    """Everyday conversations of two speakers, A and B; the same ones in English and in Chinese."""
    return {
        split: tuple(map(_dialogue, lines(path_of(f"xdailydialog/dialogues_text_{suffix}.txt"))))
        for split, suffix in (("en", "En"), ("zh", "Zh"))
    }


def _dialogue(line: str) -> Dialogue:
    texts = (text.strip() for text in line.split("__eou__"))
    return Dialogue(tuple(Turn("AB"[index % 2], text) for index, text in enumerate(texts)))


def hh_rlhf() -> Splits[Preference]:
    """Conversations with an assistant, and the end that people found less harmful. Upsetting content."""
    rows = json_lines(path_of("hh_rlhf/test.jsonl.gz"))
    return {"all": tuple(_preference(_turns(row["chosen"]), _turns(row["rejected"])) for row in rows)}


def _turns(conversation: str) -> tuple[Turn, ...]:
    _, *pieces = re.split(r"\n\n(Human|Assistant):", conversation)
    return tuple(Turn(speaker, text.strip()) for speaker, text in zip(pieces[::2], pieces[1::2], strict=True))


def _preference(chosen: tuple[Turn, ...], rejected: tuple[Turn, ...]) -> Preference:
    shared = tuple(one for one, _ in takewhile(lambda both: both[0] == both[1], zip(chosen, rejected, strict=False)))
    return Preference(shared, chosen[len(shared) :], rejected[len(shared) :])


def self_instruct_seeds() -> Splits[Instruction]:
    """175 tasks that people wrote, with an example each."""
    return {
        "train": tuple(
            Instruction(row["instruction"], tuple((pair["input"], pair["output"]) for pair in row["instances"]))
            for row in json_lines(path_of("self_instruct_seeds/seed_tasks.jsonl"))
        )
    }


def chinese_poetry() -> Splits[Poem]:
    """Four collections, a split each: Tang poems (traditional, then simplified characters), Song lyrics, the Analects.

    A Song lyric's title is that of its tune, a chapter of the Analects' is the chapter's; modern notes are left out.
    """
    collections = {
        "tang_traditional": ("唐诗三百首.json", "title"),
        "tang_simplified": ("shuimotangshi.json", "title"),
        "song": ("宋词三百首.json", "rhythmic"),
        "analects": ("lunyu.json", "chapter"),
    }
    return {
        split: tuple(
            Poem(row[title], row.get("author", ""), tuple(row["paragraphs"]))
            for row in json_file(path_of(f"chinese_poetry/{name}"))
        )
        for split, (name, title) in collections.items()
    }


def fsdd_test() -> Splits[Speech]:
    """Digits spoken by six people, five recordings each: number 0 is the test, the others are for training."""
    splits: dict[str, list[Speech]] = {"train": [], "test": []}
    for path in paths_of("fsdd_test").values():
        digit, speaker, index = path.stem.split("_")
        splits["test" if index == "0" else "train"].append(Speech(path, int(digit), speaker))
    return {split: tuple(records) for split, records in splits.items()}
