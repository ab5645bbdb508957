"""What the world did to us, told in plain words: what is wrong, and what to do about it."""


class HallFault(Exception):
    """A fault of the surroundings (file, network, database, key, screen), not of this program.

    `what` says what is wrong, naming the thing; `remedy` says what to do. Shown to people as it is, without a traceback.
    """

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what} — {remedy}" if remedy else what)
        self.what = what
        self.remedy = remedy
