"""One spelling for texts that look the same."""

import unicodedata

from nlp_helpers.tokenization.byte_level import to_bytes


def normalize(text: str) -> str:
    """Spell a text as a model's training texts are spelled. Chapter 06, Tokenization.

    Accents become one with their letters (Unicode's NFC), characters that nobody can see are left
    out (zero-width spaces, byte-order marks, control characters), and white space of any kind and
    length becomes one plain space, none at the ends. Raises what `to_bytes` does.

    Example:
        >>> normalize("\\ufeffUn  cafe\\u0301,\\u00a0por favor.\\u200b")
        'Un café, por favor.'
    """
    to_bytes(text)  # says what is wrong with it
    if text.isascii() and text.isprintable():  # most are, and letter by letter takes long
        return " ".join(text.split())
    seen = (c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    # Accents last: what nobody sees may have stood between one and its letter.
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())
