"""What the rules of the desk look for: patterns that Python and JavaScript read alike.

They were written by looking at talks of the training part. Every pattern ignores case,
but for names. Used by understanding.py and, as JSON, by live/desk_chat.
Left out: Chinese; synonyms that nobody has used yet.
"""

from collections.abc import Iterable

from course_lib.corpora.town.genres.desk_records import COLOURS, TIMES, Records, reasons
from course_lib.corpora.town.lexicon import DAYS, SHOPS, STREETS, THINGS

# A sentence with one of these tells of something else, or says what is not wanted.
ASIDE_FROM = (
    r"\blast (month|year|thing)\b|\bten years\b|\byesterday\b|\bthis morning\b|\blong ago\b",
    r"\bonce\b(?! more)(?!.{0,4}\?)|\bi have (ordered from|already tried|meant)\b|\bdays late\b",
    r"\bi had meant\b|\bmy (last|first|other) (order|parcel|message)\b|\bthe young man\b",
    r"\bi know that the price\b|\bi read on your door\b|\bmy neighbour had\b|\bhas answered that\b",
    r"\bright person to ask\b|\bthe card that reads\b|\bnot from me\b|\bthat is settled\b",
    r"\bi do not want (to (cancel|send it)|another one|my money|it repaired)\b|\bnot that i want\b",
    r"\bi am not (cancelling|bringing|asking)\b|\bnot about a return\b|\bdo not offer\b",
    r"\bkeep the money\b|\bout of the question\b|\bdo not tell me\b|\bcome for another reason\b",
)
CUES = {
    "instead": r"\bforget that\b|\bchanged my mind\.|\bdo it differently\b|\bsomething better\b|\bleave that\b",
    "aside": r"\bby the way\b|\bbefore i answer\b|\bsomething else first\b|\blooking for that\b|\bin between\b",
    "also": r"\bone more thing\b|\bsomething else\b|\banother thing\b|\bwhile we are at it\b|\bsecond request\b",
}
GOODBYE = (
    r"\b(good)?bye\b|\bthat is all\b|\bthat was everything\b|\bnothing else\b|\bthank you for your help\b"
    r"|\bnice day\b|\bi give up\b|\bgo somewhere else\b|\benough questions\b|\bthanks a lot\b|\bin good hands\b"
    r"|\bwhat i wanted to hear\b|\bcould settle this\b|^thanks\b|^thank you, i\b|^all right, thanks"
)
AFFIRM = r"^(yes\b|exactly|right\b|correct|that is (right|correct)|that suits me|all right, then|good, i will come)"
DENY = r"^no\b(?!body)|\bthat is wrong\b"
GIVE_UP = r"\bi give up\b|\bforget it, i will go\b|\benough questions\b"
CORRECT = r"\bi meant\b|\bcorrect myself\b|\bi made a mistake\b|\bthat is wrong\b|^no, (?!sorry)"
UNKNOWN = r"\bi do not know\b|\bcannot tell you\b|\bno idea\b"
SAME = r"\bsame (address|house)\b|\byou (have|know) (it )?already\b|\byou have already\b|\byou know the address\b"
NAME = r"\b[A-Z][a-z]+ [A-Z][a-z]+\b"

# Each pattern that a request holds counts one; the intent with the most wins.
WISHES = {
    "speak_to_human": (
        r"\b(real|human) (person|being)\b|\bto a person\b|\bto (somebody|someone) in\b|\bto the owner\b",
        r"\bnot want to talk to a machine\b|\bcall me back\b|\bone of your people\b|\bspeak to\b",
        r"\bthe (manager|boss)\b|\bin charge\b|\bcolleague take over\b|\bhuman being\b",
    ),
    "gift_card": (r"\bgift cards?\b", r"\bvouchers?\b", r"\bchoose\b|\bpicks later\b|\bpresent for\b"),
    "book_repair": (
        r"\bmend(ing|ed)?\b|\brepair(ed)?\b|\bfix(ed)?\b",
        r"\bneeds some work\b|\bworkshop\b|\bhave a look at\b|\bbring in\b|\bbring it in\b|\bmy .{0,20} is broken\b",
    ),
    "report_damage": (
        r"\bwrong with\b|\bfaulty\b|\bdamaged\b|\bcame broken\b|\bbroken already\b|\bit is broken\b|\bno good\b",
        r"\bunhappy\b|\bdisappointed\b|\bcomplaint about\b|\bunpacked\b|\barrived today, but\b|\bis new, and yet\b",
        r"^(you sent me|i bought) an? [\w ]+, and\b",
    ),
    "change_address": (
        r"\b(another|different|wrong|new|old) address\b|\bto another address\b|\bmoving\b|\bmy new house\b",
        r"\bsomewhere else\b|\bdifferent (place|house)\b|\bwhere (my parcel|order ~*|my order) is sent\b",
        r"\bshould go (to|there)\b|\bsend my order to\b|\bbrought to\b|\bmy order sent to\b|\bto somebody else\b",
    ),
    "exchange_item": (
        r"\bexchange\b|\bswap\b",
        r"\b(another|wrong|this) colour\b|\b(different|another) one\b|\binstead of the one\b",
        r"\bshould have been\b|\brather have it in\b|\bsend me (one in|a different)\b|\bchange (it|what i bought)\b",
    ),
    "refund": (
        r"\bmoney\b|\bpa(y|id) (me )?back\b|\bpaid back\b|\bpay back\b",
        r"\bowe me\b|\bpayment\b|\bpaid too much\b|\bpay me back\b|\bwhat it cost\.",
    ),
    "cancel_order": (
        r"\bcancel(led)?\b|\bcall(ed)? (it )?off\b|\bcall off\b|\bundo\b|\bstrike\b|\bout of an order\b",
        r"\bdo not send\b|\bno longer (need|want)\b|\bby mistake\b|\bnot need\b",
        r"\bstop (it|my|order|the)\b|\bplease stop\b|\bbe stopped\b|\bnow i regret\b",
    ),
    "opening_hours": (
        r"\b(are|do) you (open|close)\b|\bopening hours\b|\buntil when\b|\bhow late\b|\bwhen could i drop\b",
        r"\bis any(one|body) there\b|\bis somebody there\b|\bcome (by|to the shop|round)\b|\bpick something up\b",
    ),
    "return_item": (
        r"\breturn (it|the|something)\b|\b(bring|send|give|take) (it|the|this|something|back|what)\b.{0,24}\bback\b",
        r"\b(bring|send|take) back\b|\btake (it|the .{0,20}) back\b|\b(not|cannot)( want to)? keep\b",
        r"\bwant to keep\b|\brather not keep\b|\bnot happy with\b|\bnot want it any more\b|\bbring it back\b",
    ),
    "price": (
        r"\bhow much (is|do you|would that|are)\b|\bwhat (does|did) it\b|\bcosts?\b.*\?|\bexpensive\b",
        r"\bwould i (have to )?pay\b|\bi would pay\b",
    ),
    "availability": (
        r"\bhave you (got|any)\b|\bdo you (still )?have (?!gift)|\blooking for\b|\bin stock\b|\bdo you sell\b",
        r"\bstill an? .{0,30}(on the shelf|in the shop)\b|\bcan i (buy|get) an?\b|\bbuy one\b|\bright colour\b",
        r"\bpick up an? .{0,30}today\b|\bcan i buy\b",
    ),
    "track_order": (
        r"\bwhere (is|my order is)\b|\bwaiting for\b|\bon its way\b|\bnot (come|arrived)\b|\bnothing has arrived\b",
        r"\bbeen sent\b|\bhas my order left\b|\bbecome of\b|\bnews about\b|\bhappen(ed|ing) (to|with)\b",
        r"\bwhen (will|can|does|do i)\b.{0,40}\b(arrive|get my|be here|expect)|\blook up\b|\bhow far\b",
        r"\bwhen it arrives\b|\bbrought me my order\b|\bsent at once\b",
    ),
}


def slot_patterns(books: Records | None = None) -> dict[str, list[str]]:
    """Return for each slot what its values look like; a shop knows its own goods.

    Without books: all goods and shops of the town.

    A slot's patterns are tried in the order of the dictionary, and what one has found is
    hidden from the next: "12 Green Street" holds no colour. The name's comes last.
    """
    kinds = ("return", "refund", "fault")
    told = {one.en for kind in kinds for thing in THINGS for one in reasons(kind, thing.name.en)}
    things = [goods.thing for goods in books.goods] if books else THINGS
    streets = "|".join(longest_first(street.en for street in STREETS))
    return {
        "shop": [books.shop.name.en] if books else longest_first(shop.name.en for shop in SHOPS),
        "reason": longest_first(told),
        "address": [rf"\d{{1,3}} (?:{streets})"],
        "time": longest_first(time.en for time in TIMES),
        "amount": [r"\d{1,3} crowns"],
        "order_number": [r"\d{4}"],
        "day": [day.en for day in DAYS],
        "colour": [colour.en for colour in COLOURS],
        "thing": longest_first(thing.name.en for thing in things),
    }


def longest_first(values: Iterable[str]) -> list[str]:
    """Return words so that none hides a longer one that begins alike."""
    return sorted(set(values), key=lambda one: (-len(one), one))
