"""Families of small programs about names; `program_families` says how they are written."""

from course_lib.corpora.town.genres.program_families import TABLE, family

NAME_FAMILIES = (
    family(
        "initial",
        1,
        "names",
        "ITEMS names, letter letter",
        "list[str]",
        """
found = []
for ITEM in ITEMS:
    if ITEM[0] == letter:
        found.append(ITEM)
return found
""",
    ),
    family(
        "long_names",
        1,
        "names",
        "ITEMS names, length length",
        "int",
        """
count = 0
for ITEM in ITEMS:
    if len(ITEM) > length:
        count += 1
return count
""",
    ),
    family(
        "label",
        1,
        "names",
        "ITEM name, width width",
        "str",
        """
text = ITEM.upper()
if len(text) > width:
    text = text[:width]
return text
""",
    ),
    family(
        "without_repeats",
        2,
        "names",
        "ITEMS names",
        "list[str]",
        """
seen = []
for ITEM in ITEMS:
    if ITEM not in seen:
        seen.append(ITEM)
return seen
""",
    ),
    family(
        "turn_round",
        2,
        "names",
        "ITEMS names, steps small",
        "list[str]",
        """
if not ITEMS:
    return []
steps = steps % len(ITEMS)
return ITEMS[steps:] + ITEMS[:steps]
""",
    ),
    family(
        "longest_name",
        2,
        "names",
        "ITEMS names",
        "str",
        """
longest = ""
for ITEM in ITEMS:
    if len(ITEM) > len(longest):
        longest = ITEM
return longest
""",
    ),
    family(
        "sentence",
        2,
        "names",
        "ITEMS some_names",
        "str",
        """
if len(ITEMS) == 1:
    return ITEMS[0]
return ", ".join(ITEMS[:-1]) + " and " + ITEMS[-1]
""",
    ),
    family(
        "vowels",
        2,
        "names",
        "ITEM name",
        "int",
        """
count = 0
for letter in ITEM.lower():
    if letter in "aeiou":
        count += 1
return count
""",
    ),
    family(
        "counts",
        2,
        "names",
        "ITEMS names",
        TABLE,
        """
counts = {}
for ITEM in ITEMS:
    counts[ITEM] = counts.get(ITEM, 0) + 1
return counts
""",
    ),
    family(
        "most_frequent",
        3,
        "names",
        "ITEMS names",
        "str",
        """
counts = {}
for ITEM in ITEMS:
    counts[ITEM] = counts.get(ITEM, 0) + 1
best = ""
for ITEM in sorted(counts):
    if best == "" or counts[ITEM] > counts[best]:
        best = ITEM
return best
""",
    ),
    family(
        "acronym",
        3,
        "names",
        "ITEMS some_names",
        "str",
        """
letters = ""
for ITEM in ITEMS:
    for word in ITEM.split(" "):
        if word != "and":
            letters += word[0].upper()
return letters
""",
    ),
)
