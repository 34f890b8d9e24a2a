"""Essays changed to please a program: what a pupil could do who knows that nobody reads them.

Each trick takes an essay and gives a text. The rubric gives nothing for any of them but the last, a faultless essay on
another topic: there it takes off what content is worth, and no more.
Source: Powers et al. (2002), "Stumping e-rater", https://doi.org/10.1016/S0747-5632(01)00052-8.
Tested by tests/applications/education/test_gaming.py.
Left out: tricks found by search against the scorer's own weights.
"""

from collections.abc import Callable

from course_lib.applications.education.collection import pieces
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.essays import Essay

GRAND = {
    **{"good": "extraordinary", "big": "considerable", "small": "insignificant", "funny": "entertaining"},
    **{"large": "extraordinarily large", "old": "traditional", "new": "unprecedented", "many": "innumerable"},
    **{"like": "appreciate", "think": "fundamentally believe", "needs": "necessitates", "help": "accommodate"},
    **{"house": "residence", "best": "outstanding", "people": "inhabitants", "always": "continuously"},
}
FILLING = (
    "In addition, this is a very important question for the people of our town.",
    "Besides, there are always two sides to a question like this.",
    "Also, my mother and my teacher say the same.",
    "After that, there is always something to do.",
)


def shuffled(essay: Essay) -> str:
    """Put the sentences in an order drawn by chance: no word changes, and nothing follows from anything."""
    order = [one.text for one in pieces(essay.text)]
    return " ".join(Chance("shuffled", essay.text).shuffled(order))


def twice(essay: Essay) -> str:
    """Hand the essay in twice, one copy after the other."""
    return f"{essay.text} {essay.text}"


def filled(essay: Essay) -> str:
    """Add well-written sentences that say nothing, before the last one."""
    *body, last = [one.text for one in pieces(essay.text)]
    return " ".join([*body, *FILLING, last])


def grand(essay: Essay) -> str:
    """Put long words for short ones."""
    return " ".join(GRAND.get(word, word) for word in essay.text.split(" "))


def learned_by_heart(essay: Essay) -> str:
    """Hand in a faultless essay on another topic, the same whatever was asked."""
    about_town = essay.prompt == "My town"
    return DOG if about_town or "town" in essay.prompt else TOWN


TOWN = (
    "I live in a small town between the hills and the sea. First of all, the people here are kind to each other. "
    "When my grandmother broke her leg, a neighbour cooked for her every day. Also, the market is the best place to "
    "eat. You can taste cheese, plums and warm bread for a few coins. Besides, the library is small, but it has "
    "thousands of books. The librarian always knows which story I will like. Finally, there is always something to do "
    "at weekends. Last Saturday a band played in the square and everybody danced. That is why I never want to live "
    "anywhere else."
)
DOG = (
    "A dog is a friend, but it is a lot of work too. First, a dog needs a walk every day. Without it, even a good dog "
    "eats shoes and chases the neighbour's hens. Also, a dog must always have fresh water. On a hot day a big dog "
    "drinks several bowls. In addition, you should brush a dog once a week. The brush takes out old hair and small "
    "insects. Finally, a dog needs a visit to the vet every year. The vet looks at its teeth and gives it an "
    "injection. It is hard work, but a happy dog is the best thanks."
)
TRICKS: dict[str, Callable[[Essay], str]] = {
    "sentences shuffled": shuffled,
    "handed in twice": twice,
    "four empty sentences added": filled,
    "long words put in": grand,
    "another essay, learned by heart": learned_by_heart,
}
