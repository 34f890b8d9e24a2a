"""The key-value cache of an 8B model, on paper."""

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "scaling.cache_size",
    title="What one long conversation keeps",
    chapter="11",
    level=1,
    minutes=5,
    tolerance=0.005,
    hints=[
        "For each token and each layer the cache holds a key and a value. How many numbers is a key, over all heads "
        "that have one?",
        "Only 8 heads have keys and values, so a key has 8 · 128 = 1,024 numbers. 16 bits are 2 bytes.",
        "2 · 32 layers · 1,024 numbers · 16,384 tokens · 2 bytes.",
    ],
)


@exercise.solution
def cache_gigabytes() -> float:
    """How many gigabytes (10⁹ bytes) does the cache take, to two decimals?

    32 layers; 32 query heads of 128 numbers, which share 8 key heads and 8 value heads
    keys and values in 16 bits, one conversation of 16,384 tokens
    """
    return 2 * 32 * (8 * 128) * 16_384 * 2 / 1e9


exercise.also_right(2.15)
exercise.also_right(2 * 32 * 8 * 128 * 16_384 * 16 / 8 / 10**9)

exercise.mistake("All 32 heads are counted; queries are not kept, and only 8 heads have keys and values.")(8.59)
exercise.mistake("This is half: the cache holds keys and values, and each number takes 2 bytes.")(1.074)
exercise.mistake("This is for one layer: each of the 32 has keys and values of its own.")(0.0671)
exercise.mistake("This is for one key head of 8.")(0.268)
exercise.mistake("These are numbers of 32 bits, 4 bytes; 16 bits are 2 bytes.")(4.295)
exercise.mistake("These are GiB, of 2³⁰ bytes; gigabytes have 10⁹.")(2.0)
exercise.mistake("These are gigabits: divide by 8.")(17.18)
