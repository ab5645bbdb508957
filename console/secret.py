"""A text that is shown to nobody: not by `repr`, not in a log line, not in a traceback that prints local variables."""

import hmac
import unicodedata
from typing import NoReturn

SHOWN = "Secret(…)"


class Secret:
    """What a person types to prove who they are. Only what sends or hashes it calls `reveal`.

    Kept in the compatibility form of Unicode (NFKC), so that a Chinese keyboard's full-width digits are the digits that were meant.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = unicodedata.normalize("NFKC", text)

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __len__(self) -> int:
        return len(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> NoReturn:
        raise TypeError("a secret is no key of anything")

    def __repr__(self) -> str:
        return SHOWN

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return SHOWN

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled or copied")
