"""Families of small programs about pairs and dictionaries; `program_families` says how they are written."""

from course_lib.corpora.town.genres.program_families import TABLE, family

TABLE_FAMILIES = (
    family(
        "bill",
        1,
        "table",
        "ITEMS table, KEY key",
        "int",
        """
if KEY not in ITEMS:
    return 0
return ITEMS[KEY] * N
""",
    ),
    family(
        "totals_by_key",
        2,
        "pairs",
        "ITEMS pairs",
        TABLE,
        """
totals = {}
for KEY, VALUE in ITEMS:
    totals[KEY] = totals.get(KEY, 0) + VALUE
return totals
""",
    ),
    family(
        "pairs_total",
        2,
        "pairs",
        "ITEMS pairs, KEY key",
        "int",
        """
total = 0
for other, VALUE in ITEMS:
    if other == KEY:
        total += VALUE
return total
""",
    ),
    family(
        "keys_below",
        2,
        "table",
        "ITEMS table, limit edge",
        "list[str]",
        """
found = []
for KEY, VALUE in ITEMS.items():
    if VALUE < limit:
        found.append(KEY)
return sorted(found)
""",
    ),
    family(
        "smallest_key",
        2,
        "table",
        "ITEMS table",
        "str",
        """
best = ""
for KEY in sorted(ITEMS):
    if best == "" or ITEMS[KEY] < ITEMS[best]:
        best = KEY
return best
""",
    ),
    family(
        "merged",
        2,
        "table",
        "ITEMS table, more table",
        TABLE,
        """
result = dict(ITEMS)
for KEY, VALUE in more.items():
    result[KEY] = result.get(KEY, 0) + VALUE
return result
""",
    ),
    family(
        "grouped",
        3,
        "pairs",
        "ITEMS pairs, limit edge",
        "dict[str, list[int]]",
        """
groups = {}
for KEY, VALUE in ITEMS:
    if VALUE >= limit:
        if KEY not in groups:
            groups[KEY] = []
        groups[KEY].append(VALUE)
return groups
""",
    ),
    family(
        "averages",
        3,
        "pairs",
        "ITEMS pairs",
        TABLE,
        """
totals = {}
counts = {}
for KEY, VALUE in ITEMS:
    totals[KEY] = totals.get(KEY, 0) + VALUE
    counts[KEY] = counts.get(KEY, 0) + 1
return {KEY: totals[KEY] // counts[KEY] for KEY in totals}
""",
    ),
    family(
        "ranking",
        3,
        "pairs",
        "ITEMS pairs",
        "list[str]",
        """
rows = []
for KEY, VALUE in ITEMS:
    rows.append((-VALUE, KEY))
return [KEY for _, KEY in sorted(rows)]
""",
    ),
    family(
        "inverted",
        3,
        "table",
        "ITEMS table",
        "dict[int, list[str]]",
        """
groups = {}
for KEY in sorted(ITEMS):
    VALUE = ITEMS[KEY]
    if VALUE not in groups:
        groups[VALUE] = []
    groups[VALUE].append(KEY)
return groups
""",
    ),
    family(
        "take_away",
        3,
        "table",
        "ITEMS table, KEY key, amount held",
        TABLE,
        """
result = dict(ITEMS)
if KEY in result and result[KEY] >= amount:
    result[KEY] -= amount
    if result[KEY] == 0:
        del result[KEY]
return result
""",
    ),
)
