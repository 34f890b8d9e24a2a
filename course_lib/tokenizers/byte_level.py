"""Text as bytes that can be seen: what GPT-2 does to a text before it looks for subwords.

Source: Radford et al. (2019), section 2.2, and the `encoder.py` published with the model.
Held equal to `tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)` by tests/tokenizers/test_bpe.py, on every
character that this Python's Unicode tables know. Characters newer than the tables count as symbols, not as letters.
"""

import re
import unicodedata

# `re` has no \p{L} (letters) and \p{N} (numbers) as the published pattern has. \w is letters, numbers and "_", \d the
# decimal digits; so what is to be listed are the other numbers, like ½ and Ⅷ. Python's \s is a little too wide.
_OTHER_NUMBERS = "".join(c for c in map(chr, range(0x20000)) if unicodedata.category(c) in ("Nl", "No"))
_NUMBER = rf"[\d{_OTHER_NUMBERS}]"
_LETTER = rf"[^\W\d_{_OTHER_NUMBERS}]"
# What Unicode calls white space, as a class of characters within a pattern.
WHITE_SPACE = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_GPT2 = re.compile(
    "'s|'t|'re|'ve|'m|'ll|'d"  # English endings
    f"| ?{_LETTER}+| ?{_NUMBER}+| ?(?:[^\\w{WHITE_SPACE}]|_)+"  # a word, a number or marks, with the space before it
    f"|[{WHITE_SPACE}]+(?![^{WHITE_SPACE}])|[{WHITE_SPACE}]+"  # white space, all but the last before a word
)


def split_like_gpt2(text: str) -> list[str]:
    """Return pieces that no token may cross; joined, they are the text.

    >>> split_like_gpt2("It's 3 cats,  你好!")
    ['It', "'s", ' 3', ' cats', ',', ' ', ' 你好', '!']
    """
    return _GPT2.findall(text)


def byte_alphabet() -> list[str]:
    """Return a visible character for each of the 256 bytes.

    Bytes that Latin-1 shows stand for themselves; the others, like the space, get the characters from 256 on.

    >>> alphabet = byte_alphabet()
    >>> alphabet[ord("A")], alphabet[ord(" ")], alphabet[0]
    ('A', 'Ġ', 'Ā')
    """
    visible = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    hidden = [byte for byte in range(256) if byte not in visible]
    stand_in = {byte: chr(256 + place) for place, byte in enumerate(hidden)}
    return [stand_in.get(byte, chr(byte)) for byte in range(256)]


_CHARACTERS = dict(enumerate(byte_alphabet()))
_BYTES = {character: byte for byte, character in _CHARACTERS.items()}


def to_visible_bytes(text: str) -> str:
    """Write each byte of the text's UTF-8 as the character that stands for it.

    Raises:
        ValueError: if the text holds half of a pair of surrogates, which no encoding can write.

    >>> to_visible_bytes(" é好")
    'ĠÃ©å¥½'
    """
    try:
        return text.encode("utf-8").decode("latin-1").translate(_CHARACTERS)
    except UnicodeEncodeError as error:
        half = text[error.start]
        raise ValueError(
            f"the text must be of whole characters, got half of one, {half!r}, at position {error.start}: "
            "read it with encoding='utf-8'."
        ) from None


def to_bytes(visible: str) -> bytes:
    """Return the bytes that `visible` stands for: the way back from `to_visible_bytes`.

    Raises:
        ValueError: if a character stands for no byte.

    >>> to_bytes("ĠÃ©å¥½").decode("utf-8")
    ' é好'
    """
    try:
        return bytes([_BYTES[character] for character in visible])
    except KeyError as error:
        raise ValueError(f"each character must stand for one of 256 bytes, got {error}, which does not.") from None
