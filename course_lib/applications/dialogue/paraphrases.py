"""Requests in words that no phrase of the town has: what rules and classifiers make of strangers.

Written by hand, two for each wish, by somebody who knew the town's phrases and avoided
them; no system had been tried on them before.
Tested by tests/applications/dialogue/test_paraphrases.py.
Left out: slots.
"""

from collections.abc import Sequence

from course_lib.applications.dialogue.understanding import Reader

PARAPHRASES = (
    ("Any sign of my delivery yet?", "track_order"),
    ("The courier should have been here on Tuesday. What is keeping him?", "track_order"),
    ("Scrap my purchase, would you?", "cancel_order"),
    ("Please don't ship what I bought, I found one in the attic.", "cancel_order"),
    ("May I hand the kettle in again? It is no use to me.", "return_item"),
    ("This was a mistake, I would like you to have it again.", "return_item"),
    ("The hat ought to be blue. Could we trade?", "exchange_item"),
    ("Mine is green and I wanted black. Is a switch possible?", "exchange_item"),
    ("My parcel was smashed to pieces when I opened it.", "report_damage"),
    ("The zip gave way after one day.", "report_damage"),
    ("Kindly reimburse me.", "refund"),
    ("You charged my account by error, so please credit it.", "refund"),
    ("Would I find you there on Sunday afternoon?", "opening_hours"),
    ("What time do you shut on Saturdays?", "opening_hours"),
    ("What am I looking at for a violin, roughly?", "price"),
    ("Name me your rate for a ladder.", "price"),
    ("Do red scarves exist in your shop at present?", "availability"),
    ("Is the black kite sold out?", "availability"),
    ("The parcel must be redirected, we have a new house.", "change_address"),
    ("Deliver it to my office instead of my flat.", "change_address"),
    ("My clock has stopped ticking. Who can see to it?", "book_repair"),
    ("I need a tune-up for my bicycle.", "book_repair"),
    ("I want a coupon that my niece can spend.", "gift_card"),
    ("Could you print a certificate worth 50 crowns for a birthday?", "gift_card"),
    ("Get me one of the staff.", "speak_to_human"),
    ("I would sooner deal with flesh and blood.", "speak_to_human"),
    ("How tall is the church?", "out_of_scope"),
    ("Tell me a joke.", "out_of_scope"),
)


def share_understood(reader: Reader, trials: Sequence[tuple[str, str]] = PARAPHRASES) -> float:
    """Return the share of texts whose act a reader finds.

    Raises:
        ValueError: if there are none.
    """
    if not trials:
        raise ValueError("there must be a text to read, got 0.")
    return sum(reader.read(text).act == act for text, act in trials) / len(trials)
