"""What can be wrong, and how it is told."""


class NotVerified(Exception):
    """The first thing that is wrong; `reason` is one of the codes of docs/ballot-format.md."""

    def __init__(self, reason: str, where: str, what: str):
        super().__init__(what)
        self.reason = reason
        self.where = where
        self.what = what


class Malformed(Exception):
    """Bytes or text that are not spelt as the format demands."""


def require(condition: bool, reason: str, where: str, what: str) -> None:
    if not condition:
        raise NotVerified(reason, where, what)
