"""How many questions does the desk ask?"""

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "dialogue.questions_by_hand",
    title="Count the desk's turns",
    chapter="22",
    level=1,
    minutes=4,
    hints=[
        "Write down after each of the customer's turns which slots are known.",
        "The desk needs four slots: thing, day, time, name. It asks for one a turn, reads back once, and answers "
        "once. A correction of a slot that is read back makes it read back again.",
        "Known at first: thing and day. Then: ask time, ask name, read back, (corrected) read back again, answer.",
    ],
)


@exercise.solution
def desk_turns() -> int:
    """How many turns does the desk speak, up to and with its answer?

    It needs thing, day, time and name; it asks for what is missing, one slot a turn,
    reads back once all is known, and again after a correction, and then answers.

    customer: My kettle is broken. Can somebody mend it on Thursday?
    customer: (asked)       At 3 pm.
    customer: (asked)       Rosa Ito.
    customer: (read back)   No, Friday, not Thursday.
    customer: (read back)   Yes.
    """
    questions, read_backs, answers = 2, 2, 1
    return questions + read_backs + answers


@exercise.also_right
def slot_by_slot() -> int:
    return sum({"ask time": 1, "ask name": 1, "read back": 2, "answer": 1}.values())


@exercise.also_right
def one_for_each_turn() -> int:
    return len(["My kettle …", "At 3 pm.", "Rosa Ito.", "No, Friday …", "Yes."])


@exercise.mistake("All four slots are asked for; the first turn gives thing and day already.")
def whole_form() -> int:
    return 4 + 2 + 1


@exercise.mistake("After the correction it must read back again.")
def one_read_back() -> int:
    return 2 + 1 + 1


@exercise.mistake("The answer is a turn too, but then nothing is read back: it is, twice.")
def no_read_back() -> int:
    return 2 + 1


@exercise.mistake("This counts the turns of both sides.")
def both_sides() -> int:
    return 10


@exercise.mistake("This counts the questions alone; reading back and answering are turns too.")
def questions_alone() -> int:
    return 2


@exercise.property("The desk speaks once for each turn of the customer's.")
def is_whole(value: float, case: Case) -> bool:
    return value == 5
