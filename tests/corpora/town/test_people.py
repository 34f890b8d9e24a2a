from collections import Counter

from course_lib.corpora.town.people import KINSHIP, Town

TOWN = Town()


def test_a_town_has_over_a_hundred_people_with_names_of_their_own():
    assert len(TOWN.people) > 110
    for language in ("en", "zh"):
        assert max(Counter(person.name[language] for person in TOWN.people).values()) == 1


def test_another_seed_is_another_town():
    assert [person.full.en for person in Town(0).people] == [person.full.en for person in TOWN.people]
    assert [person.full.en for person in Town(1).people] != [person.full.en for person in TOWN.people]


def test_kinship_is_mutual_and_agrees_with_age_and_sex():
    back = {"mother": "child", "father": "child", "daughter": "parent", "son": "parent"}
    for person in TOWN.people:
        for other in TOWN.family(person):
            relation, inverse = TOWN.kin(person, other), TOWN.kin(other, person)
            assert relation in KINSHIP
            assert inverse in KINSHIP
            assert other.sex == ("f" if relation.split()[-1] in ("mother", "daughter", "sister", "wife") else "m")
            if back.get(relation) == "child":
                assert inverse in ("daughter", "son")
                assert other.age - person.age >= 18
            if relation.startswith("elder"):
                assert inverse.startswith("younger")
                assert other.age > person.age


def test_people_of_other_houses_are_no_family():
    first = TOWN.people[0]
    stranger = next(person for person in TOWN.people if person.address != first.address)
    assert TOWN.kin(first, stranger) is None
    assert TOWN.kin(first, first) is None


def test_full_names_follow_each_language():
    chinese = next(person for person in TOWN.people if person.origin == "china")
    western = next(person for person in TOWN.people if person.origin == "west")
    assert chinese.full.zh == chinese.surname.zh + chinese.name.zh
    assert chinese.full.en == f"{chinese.name.en} {chinese.surname.en}"
    assert western.full.zh == f"{western.name.zh}·{western.surname.zh}"


def test_children_have_no_job_and_adults_of_the_house_have_one():
    assert all((person.job is None) == (person.age < 20) for person in TOWN.people)
