"""What a callback does before anybody listens to it."""


def nothing(*_told: object) -> None:
    """Take whatever is told, and do nothing."""
