"""Families of small programs about numbers; `program_families` says how they are written."""

from course_lib.corpora.town.genres.program_families import INTS, family

NUMBER_FAMILIES = (
    family("spread", 1, "ints", "ITEMS some_ints", "int", "return max(ITEMS) - min(ITEMS)"),
    family("top", 1, "ints", "ITEMS ints, count small", INTS, "return sorted(ITEMS, reverse=True)[:count]"),
    family("last_ones", 1, "ints", "ITEMS ints, count small", INTS, "return ITEMS[max(0, len(ITEMS) - count) :]"),
    family("every_nth", 1, "ints", "ITEMS ints", INTS, "return ITEMS[::N]"),
    family(
        "fee",
        1,
        "",
        "weight weight",
        "int",
        """
if weight <= 5:
    return N
if weight <= 10:
    return N + 3
return N + 8
""",
    ),
    family(
        "late_fine",
        1,
        "",
        "days number, rate small",
        "int",
        """
if days <= N:
    return 0
return (days - N) * rate
""",
    ),
    family(
        "to_minutes",
        1,
        "",
        "time time",
        "int",
        """
hours, minutes = time.split(":")
return int(hours) * 60 + int(minutes)
""",
    ),
    family(
        "rises",
        2,
        "ints",
        "ITEMS ints",
        "int",
        """
count = 0
for i in range(1, len(ITEMS)):
    if ITEMS[i] > ITEMS[i - 1]:
        count += 1
return count
""",
    ),
    family(
        "running_total",
        2,
        "ints",
        "ITEMS ints",
        INTS,
        """
total = 0
totals = []
for ITEM in ITEMS:
    total += ITEM
    totals.append(total)
return totals
""",
    ),
    family(
        "differences",
        2,
        "ints",
        "ITEMS ints",
        INTS,
        """
changes = []
for i in range(len(ITEMS) - 1):
    changes.append(ITEMS[i + 1] - ITEMS[i])
return changes
""",
    ),
    family(
        "clip",
        2,
        "ints",
        "ITEMS ints, low low, high high",
        INTS,
        """
kept = []
for ITEM in ITEMS:
    if ITEM < low:
        ITEM = low
    elif ITEM > high:
        ITEM = high
    kept.append(ITEM)
return kept
""",
    ),
    family(
        "where_largest",
        2,
        "ints",
        "ITEMS some_ints",
        "int",
        """
best = 0
for i in range(1, len(ITEMS)):
    if ITEMS[i] > ITEMS[best]:
        best = i
return best
""",
    ),
    family(
        "place_in_order",
        2,
        "ints",
        "ITEMS sorted_ints, value edge",
        "int",
        """
for i in range(len(ITEMS)):
    if ITEMS[i] >= value:
        return i
return len(ITEMS)
""",
    ),
    family(
        "second_largest",
        2,
        "ints",
        "ITEMS ints",
        "int",
        """
different = sorted(set(ITEMS))
if len(different) < 2:
    return -1
return different[-2]
""",
    ),
    family(
        "discount",
        2,
        "ints",
        "ITEMS ints, limit total",
        "int",
        """
total = sum(ITEMS)
if total > limit:
    total -= N
return max(total, 0)
""",
    ),
    family(
        "clock_text",
        2,
        "",
        "minutes minutes",
        "str",
        """
hours = minutes // 60
rest = minutes % 60
if rest < 10:
    return f"{hours}:0{rest}"
return f"{hours}:{rest}"
""",
    ),
    family(
        "longest_run",
        3,
        "ints",
        "ITEMS ints, limit edge",
        "int",
        """
longest = 0
run = 0
for ITEM in ITEMS:
    if ITEM > limit:
        run += 1
        longest = max(longest, run)
    else:
        run = 0
return longest
""",
    ),
    family(
        "best_window",
        3,
        "ints",
        "ITEMS ints, days small",
        "int",
        """
best = 0
for start in range(len(ITEMS) - days + 1):
    total = sum(ITEMS[start : start + days])
    best = max(best, total)
return best
""",
    ),
    family(
        "pair_for_sum",
        3,
        "ints",
        "ITEMS ints, goal sum_of_two",
        "bool",
        """
for i in range(len(ITEMS)):
    for j in range(i + 1, len(ITEMS)):
        if ITEMS[i] + ITEMS[j] == goal:
            return True
return False
""",
    ),
    family(
        "pay_with_coins",
        3,
        "",
        "amount money",
        INTS,
        """
coins = []
for coin in [FIVE, N, 1]:
    for _ in range(amount // coin):
        coins.append(coin)
    amount = amount % coin
return coins
""",
    ),
)
