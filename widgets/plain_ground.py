"""A plain ground for a widget that is often painted: Qt then paints it alone, and not all that lies below it, up to the window."""

from PyQt6.QtWidgets import QWidget

from widgets.theme import Theme, Tone


def stand_on(widget: QWidget, theme: Theme, ground: Tone) -> None:
    """Fill its background with the colour that is below it anyway; nothing of what is below may shine through, no rounded corner either."""
    palette = widget.palette()
    palette.setColor(widget.backgroundRole(), theme.colour(ground))
    widget.setPalette(palette)
    widget.setAutoFillBackground(True)
