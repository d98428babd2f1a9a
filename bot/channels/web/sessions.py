"""Names of conversations that only this server can make, so that nobody can guess one.

A token is `<random>.<signature>`. Every worker that has the same secret accepts it; the
conversation is stored under the random part, so that a list of stored conversations
lets nobody into them.
"""

from __future__ import annotations

import hmac
import os
import secrets
import tempfile
from hashlib import sha256
from pathlib import Path

SECRET = "BACKSTRIDE_SECRET"
FILE = ".backstride/secret"
SHORTEST = 16  # characters of a secret from the environment
# Rasa's REST clients choose their names from other characters (see intake.is_sender).
PREFIX = "web/"
_RANDOM = 22  # characters: 128 bits
_SIGNATURE = 32  # hexadecimal digits: 128 bits


class SecretError(RuntimeError):
    """The secret cannot be used; says what to do."""


class Sessions:
    """Makes and reads tokens."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def load(cls) -> Sessions:
        """With the secret of BACKSTRIDE_SECRET, or one kept in .backstride/secret."""
        given = os.environ.get(SECRET, "")
        if not given:
            return cls(_kept(Path(FILE)))
        if len(given) < SHORTEST:
            raise SecretError(f"{SECRET} is too short: give it 16 characters or more.")
        return cls(given.encode())

    def new(self) -> str:
        """A token for a new conversation."""
        name = secrets.token_urlsafe(16)
        return f"{name}.{self._signature(name)}"

    def sender(self, token: object) -> str:
        """Under which name its conversation is stored; empty when it is not ours."""
        if not isinstance(token, str) or not token.isascii():
            return ""
        name, _, signature = token.partition(".")
        good = hmac.compare_digest(signature, self._signature(name))
        return PREFIX + name if good and len(name) == _RANDOM else ""

    def _signature(self, name: str) -> str:
        return hmac.new(self._secret, name.encode(), sha256).hexdigest()[:_SIGNATURE]


def _kept(path: Path) -> bytes:
    """The secret in the file, made on first use; two workers get the same one."""
    try:
        if not path.exists():
            _make(path)
        secret = path.read_bytes().strip()
    except OSError as error:
        raise SecretError(
            f"{path} cannot be read or written ({error.strerror}). Set {SECRET} to a "
            "long random text instead."
        ) from error
    if len(secret) < SHORTEST:
        raise SecretError(f"{path} is broken. Delete it; conversations start anew.")
    return secret


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
    try:
        os.write(handle, secrets.token_hex(32).encode())
        os.close(handle)
        os.link(draft, path)  # whole or not at all, and never over another's
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
