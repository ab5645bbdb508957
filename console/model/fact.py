"""What a part of the hall's state is made of. It says nothing about any of them."""

from msgspec import Struct


class Fact(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A part of the state; never part of a cycle, so that the collector need not look at it."""
