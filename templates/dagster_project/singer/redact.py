"""Hide secret values in everything that people get to read."""

import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "***"
SHORTEST = 4  # masking shorter values would hide half of every log and protect nothing


class Redactor:
    """Replace the secrets of a run by ``***``, in text, bytes and JSON values.

    A secret is also found as it looks inside JSON, a URL or a Python representation, and each line
    of a secret of several lines (a private key) is a secret of its own.

    Args:
        secrets: the values to hide; values shorter than four characters are left alone.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Prepare the patterns once for the whole run."""
        forms: set[str] = set()
        for secret in secrets:
            for line in {secret, *secret.splitlines()}:
                forms |= written_forms(line)
        long_enough = (form for form in forms if len(form) >= SHORTEST)
        encoded = (form.encode("utf-8", "surrogateescape") for form in long_enough)
        self._forms = sorted(encoded, key=lambda form: (-len(form), form))
        self.longest = len(self._forms[0]) if self._forms else 0

    def data(self, data: bytes) -> bytes:
        """Return the bytes without secrets."""
        for form in self._forms:
            if form in data:
                data = data.replace(form, MASK.encode())
        return data

    def text(self, text: str) -> str:
        """Return the text without secrets."""
        encoded = text.encode("utf-8", "surrogateescape")
        return self.data(encoded).decode("utf-8", "replace")

    def holds_secret(self, value: object) -> bool:
        """Tell whether a JSON value has a secret anywhere inside."""
        if not self._forms:
            return False
        text = json.dumps(value, ensure_ascii=False, default=str)
        data = text.encode("utf-8", "surrogateescape")
        return any(form in data for form in self._forms)

    def cut(self, data: bytes, wanted: int) -> int:
        """Return the first place from ``wanted`` on, in bytes, that is not inside a secret."""
        moved = True
        while moved:
            moved = False
            for form in self._forms:
                start = data.find(form, max(0, wanted - len(form) + 1), wanted + len(form) - 1)
                if start >= 0:
                    wanted, moved = start + len(form), True
        return wanted


def written_forms(secret: str) -> set[str]:
    """Return the ways in which programs write a value: plain, in JSON, in a URL, in Python."""
    return {
        secret,
        secret.strip(),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        quote(secret, safe="", errors="surrogateescape"),
        quote_plus(secret, errors="surrogateescape"),
        repr(secret)[1:-1],
    }
