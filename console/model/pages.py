"""Mappings that are never changed in place, and yet cheap to change a little: large ones lie on pages, and a change copies one page.

Copying a dict of 1,400 tickets for each event costs 25 µs, most of it reference counts; copying one page of them costs 1 µs. Small
mappings stay plain dicts. Pages are equal to a dict of the same entries and encoded like one; their order means nothing.
"""

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import TypeVar, overload

V = TypeVar("V")
T = TypeVar("T")

PAGES = 32
"""A power of two: a key's page is chosen by the low bits of its hash. A change touches as many pages as there are and one page's entries."""
_LOW = PAGES - 1
SMALL = 96
"""Entries up to which a plain dict is copied as quickly."""


class Pages(Mapping[str, V]):
    """Entries on `PAGES` dicts that versions share. Made by `put` and `without` only."""

    __slots__ = ("_whole", "pages")

    def __init__(self, pages: list[dict[str, V]]) -> None:
        self.pages = pages
        self._whole: dict[str, V] | None = None

    def __getitem__(self, key: str) -> V:
        return self.pages[hash(key) & _LOW][key]

    @overload
    def get(self, key: str, /) -> V | None: ...
    @overload
    def get(self, key: str, /, default: V | T) -> V | T: ...
    def get(self, key: str, /, default: V | T | None = None) -> V | T | None:
        """The entry, or the default."""
        return self.pages[hash(key) & _LOW].get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self.pages[hash(key) & _LOW]

    def __len__(self) -> int:
        return sum(map(len, self.pages))

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole())

    def values(self) -> ValuesView[V]:
        """The entries."""
        return self.whole().values()

    def items(self) -> ItemsView[str, V]:
        """Keys and entries."""
        return self.whole().items()

    def whole(self) -> dict[str, V]:
        """All as one dict, which is made once for each version that is looked through; not to be changed."""
        if self._whole is None:
            whole: dict[str, V] = {}
            for page in self.pages:
                whole.update(page)
            self._whole = whole
        return self._whole

    def unshared(self, other: "Pages[V]") -> Iterator[tuple[dict[str, V], dict[str, V]]]:
        """The pages that this version and another do not share."""
        return ((mine, theirs) for mine, theirs in zip(self.pages, other.pages, strict=True) if mine is not theirs)


def put(mapping: Mapping[str, V], key: str, value: V) -> Mapping[str, V]:
    """The mapping with one more, or another, entry."""
    if type(mapping) is not Pages:  # `isinstance` would ask of each dict whether its class was registered as one of pages
        if len(mapping) < SMALL:
            return {**mapping, key: value}
        mapping = _paged(mapping)
    place = hash(key) & _LOW
    pages = mapping.pages.copy()
    pages[place] = page = pages[place].copy()
    page[key] = value
    return Pages(pages)


def without(mapping: Mapping[str, V], key: str) -> Mapping[str, V]:
    """The mapping without an entry, which must be there. An empty one is a plain dict again, as it is in a new state."""
    if type(mapping) is not Pages:
        rest = dict(mapping)
        del rest[key]
        return rest
    place = hash(key) & _LOW
    pages = mapping.pages.copy()
    pages[place] = page = pages[place].copy()
    del page[key]
    return Pages(pages) if page or any(pages) else {}


def _paged(mapping: Mapping[str, V]) -> Pages[V]:
    pages: list[dict[str, V]] = [{} for _ in range(PAGES)]
    for key, value in mapping.items():
        pages[hash(key) & _LOW][key] = value
    return Pages(pages)


def differing(old: Mapping[str, V], new: Mapping[str, V]) -> set[str]:
    """Keys whose entry is not the very same object in both: what changed from one version to the other, and perhaps some more.

    Between versions on pages only the pages that changed are looked through.
    """
    if old is new:
        return set()
    if isinstance(old, Pages) and isinstance(new, Pages):
        return {key for before, after in old.unshared(new) for key in _differing(before, after)}
    return _differing(old, new)


def _differing(old: Mapping[str, V], new: Mapping[str, V]) -> set[str]:
    changed = {key for key, entry in new.items() if old.get(key) is not entry}
    if len(old) + len(changed) > len(new):  # else nothing can have gone
        changed.update(key for key in old if key not in new)
    return changed
