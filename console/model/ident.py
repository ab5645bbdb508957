"""Names, dates and times of day as they come over the wire and stand in files. `$` would let a newline in at the end."""

import hashlib
from typing import Annotated

from msgspec import Meta

LONGEST = 64
Id = Annotated[str, Meta(min_length=1, max_length=LONGEST, pattern=r"^[\w.:/-]+\Z")]
Date = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d\Z")]
"""A day of the hall, YYYY-MM-DD."""
Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d\Z")]
"""A time of day, HH:MM."""


def fitting(id: str, longest: int = LONGEST) -> str:
    """The id itself, or when it is too long its beginning and a digest of the whole."""
    if len(id) <= longest:
        return id
    return f"{id[: longest - 17]}-{hashlib.sha256(id.encode()).hexdigest()[:16]}"
