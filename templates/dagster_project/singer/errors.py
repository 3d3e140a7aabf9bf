"""The one kind of error that the kit raises at a person."""


class KitError(Exception):
    """What is wrong, and what to do about it; never with a secret in it.

    Attributes:
        message: one or a few lines that say what is wrong.
        advice: what to do; may be empty.
    """

    def __init__(self, message: str, advice: str = "") -> None:
        """Keep both texts; `str()` of the error gives them on separate lines."""
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        """The message and the advice, as they are shown on a terminal."""
        return f"{self.message}\n{self.advice}" if self.advice else self.message
