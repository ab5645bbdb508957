"""Writing as a picture: signs in the hall and what a camera burns into its pictures. It finds the machine's own fonts."""

import functools
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Mask = NDArray[np.floating[Any]]
SMALLEST = 6
"""Pixels that writing is high at least."""


@functools.cache
def font_file(wish: str) -> str | None:
    """The file of the font that fits a fontconfig pattern best; None without fontconfig."""
    try:
        found = subprocess.run(("fc-match", "--format=%{file}", wish), capture_output=True, text=True, check=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout if Path(found.stdout).exists() else None


@functools.lru_cache(maxsize=64)
def _font(wish: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    file = font_file(wish)
    return ImageFont.truetype(file, size) if file else ImageFont.load_default(size)


def written(text: str, height: int, wish: str = "sans:lang=zh-cn:bold") -> Mask:
    """A line of text as high as asked, as wide as it gets; 0 … 1."""
    font = _font(wish, max(4, round(height * 0.78)))
    left, _, right, _ = font.getbbox(text)
    image = Image.new("L", (max(1, round(right - left) + 2), height))
    ImageDraw.Draw(image).text((1 - left, height / 2), text, fill=255, font=font, anchor="lm")
    return np.asarray(image, np.float32) / 255


def sign(text: str, width: int, height: int, *, fills: float = 0.8) -> Mask:
    """Text in the middle of a plate of this size, never larger than it; a plate too small for writing stays empty."""
    plate = np.zeros((height, width), np.float32)
    if not text or height < SMALLEST:
        return plate
    line = written(text, max(SMALLEST, round(height * fills)))
    if line.shape[1] > width * 0.94:
        line = written(text, max(SMALLEST, round(height * fills * width * 0.94 / line.shape[1])))[:, : width - 2]
    top, left = (height - line.shape[0]) // 2, (width - line.shape[1]) // 2
    plate[top : top + line.shape[0], left : left + line.shape[1]] = line
    return plate
