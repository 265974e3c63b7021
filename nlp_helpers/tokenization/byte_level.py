"""Any text as bytes, each written as a character that can be seen (GPT-2's idea).

There are 256 bytes, so an encoder that starts from them knows every text there is. Merges are
easier to read in characters than in numbers; so each byte has a character that stands for it: "a"
for itself, "Ġ" for a space.
"""

import re

from nlp_helpers.arguments import one_text
from nlp_helpers.errors import ArgumentError

_PRINTED = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1)]
_PRINTED += range(ord("®"), ord("ÿ") + 1)
_HIDDEN = [byte for byte in range(256) if byte not in _PRINTED]
_CHARACTER = {byte: chr(byte) for byte in _PRINTED}
_CHARACTER |= {byte: chr(256 + place) for place, byte in enumerate(_HIDDEN)}
_BYTE = {character: byte for byte, character in _CHARACTER.items()}

BYTE_CHARACTERS = "".join(sorted(_BYTE))  # the 256 characters, in the order of their code points

# In this order: the endings of contractions; a run of letters, of digits or of other signs, each
# with the space before it; white space, but for one space that belongs to the word after it.
_WORD = re.compile(r"'(?:[sdmt]|ll|ve|re)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def to_bytes(text: str) -> bytes:
    """Return a text's UTF-8 bytes. Introduced in chapter 06, Tokenization.

    Raises:
        TypeError: `text` is not a string.
        ValueError: it holds half a surrogate pair, which is no character and has no bytes.
    """
    try:
        return one_text(text).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ArgumentError(
            f"the text holds {text[error.start]!r}, half of a surrogate pair: mend it with "
            'text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")'
        ) from None


def to_characters(text: str) -> str:
    """Write a text as the characters that stand for its UTF-8 bytes.

    Radford, Wu, Child, Luan, Amodei and Sutskever, Language Models are Unsupervised Multitask
    Learners, 2019, section 2.2. Introduced in chapter 06, Tokenization.
    Raises what `to_bytes` does.

    Example:
        >>> to_characters("¿Qué tal?")
        'Â¿QuÃ©Ġtal?'
    """
    return "".join(map(_CHARACTER.__getitem__, to_bytes(text)))


def to_text(characters: str) -> str:
    """Turn the characters that stand for bytes back into a text.

    Bytes that make no character, as a model may produce them, become "�". Introduced in chapter
    06, Tokenization.

    Raises:
        ValueError: a character stands for no byte.

    Example:
        >>> to_text("Â¿QuÃ©Ġtal?")
        '¿Qué tal?'
    """
    try:
        return bytes(map(_BYTE.__getitem__, characters)).decode("utf-8", "replace")
    except KeyError as error:
        raise ArgumentError(
            f"{error.args[0]!r} stands for no byte: give what to_characters(text) returns"
        ) from None


def split_text(text: str) -> list[str]:
    """Cut a text into the words that merges stay within; joined, they are the text again.

    The pattern is GPT-2's. (Signs such as "²" and "Ⅷ", neither letters nor decimal digits, go with
    the letters here and with the digits there.) Introduced in chapter 06, Tokenization.

    Raises:
        TypeError: `text` is not a string.

    Example:
        >>> split_text("It's 7 o'clock,  Tom")
        ['It', "'s", ' 7', ' o', "'", 'clock', ',', ' ', ' Tom']
    """
    return _WORD.findall(one_text(text))
