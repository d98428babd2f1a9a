"""Records that a red flag fired: a hashed id, the rule and the time, never the words.

Each line is on the disk before `record` returns. A full or read-only disk must not keep
the answer from the runner, so it is logged once and otherwise ignored.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import secrets
from datetime import datetime, timezone
from pathlib import Path
from threading import Lock

DEFAULT = ".backstride/emergency.log"
logger = logging.getLogger(__name__)


class Journal:
    """The emergency journal. `path` defaults to BACKSTRIDE_JOURNAL."""

    def __init__(self, path: Path | str | None = None) -> None:
        self.path = Path(path or os.environ.get("BACKSTRIDE_JOURNAL") or DEFAULT)
        self._lock = Lock()
        self._complained = False
        self._salt = b""

    def record(self, conversation: str, rules: tuple[str, ...] | list[str]) -> bool:
        """Writes one line per rule; False when the disk refused."""
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        try:
            with self._lock:
                who = self._hashed(conversation)
                self._append("".join(f"{now} {who} {rule}\n" for rule in rules))
        except OSError as error:
            self._complain(error)
            return False
        return True

    def _append(self, lines: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            data = lines.encode("utf-8")
            while data:
                data = data[os.write(handle, data) :]
            os.fsync(handle)
        finally:
            os.close(handle)

    def _hashed(self, conversation: str) -> str:
        if not self._salt:
            self._salt = self._read_salt()
        name = conversation.encode("utf-8", "surrogatepass")
        return hmac.new(self._salt, name, hashlib.sha256).hexdigest()[:16]

    def _read_salt(self) -> bytes:
        """This installation's own secret, made on first use."""
        path = self.path.with_name(self.path.name + ".salt")
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes() or secrets.token_bytes(32)
        with os.fdopen(handle, "wb") as file:
            file.write(salt := secrets.token_bytes(32))
        return salt

    def _complain(self, error: OSError) -> None:
        if not self._complained:
            self._complained = True
            logger.error(
                "The emergency journal cannot be written (%s).", error.strerror
            )
