"""What numbers on a command line may be: `type` of an argument of `argparse`, refused in plain words."""

import argparse
import contextlib
import math

PORT_MOST = 65_535


def number(text: str) -> float:
    """Any number but infinity and what is none."""
    with contextlib.suppress(ValueError):
        if math.isfinite(value := float(text)):
            return value
    raise argparse.ArgumentTypeError(f"{text!r} is not a number")


def positive(text: str) -> float:
    """A number above 0."""
    if (value := number(text)) > 0:
        return value
    raise argparse.ArgumentTypeError(f"{text} is not above 0")


def count(text: str) -> int:
    """A whole number from 0 on."""
    if text.isdecimal():
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 on")


def port(text: str) -> int:
    """A TCP port, or 0."""
    if text.isdecimal() and int(text) <= PORT_MOST:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port: 0 to {PORT_MOST}")
