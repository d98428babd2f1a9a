"""Reads and writes stored conversations. It blocks: for a thread of its own."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Sequence, Tuple

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.dialogue.connections import Connections
from bot.dialogue.tables import CONVERSATION, OUTBOX, TURN

EventDict = Dict[str, Any]


class ChangedMeanwhileError(RuntimeError):
    """Another process has written the conversation since it was read."""


@dataclass(frozen=True)
class Stored:
    """What a bot needs to go on: turns, and the slots before them (None: no turns)."""

    version: int
    slots: Optional[Dict[str, Any]]
    turns: List[List[EventDict]] = field(default_factory=list)


@dataclass(frozen=True)
class NewTurn:
    """A turn to add as `number`; `slots`: those before turn `tail`, if it was cut."""

    conversation: str
    number: int
    events: Sequence[EventDict]
    slots: Optional[Dict[str, Any]] = None
    tail: int = 1
    bodies: Sequence[str] = ()


class Database(Connections):
    """Conversations in SQLite or PostgreSQL. Makes its tables on first use."""

    def read(self, conversation: str, known: int = -1) -> Optional[Stored]:
        """The conversation, or None. Without its turns if it is still at `known`."""
        with self.reading() as connection:
            row = connection.execute(
                select(CONVERSATION).where(CONVERSATION.c.id == conversation)
            ).first()
            if row is None:
                return None
            slots = json.loads(row.slots)
            if row.version == known:
                return Stored(row.version, slots)
            turns = _turns(connection, conversation, row.tail)
            return Stored(row.version, slots, turns)

    def add(self, turn: NewTurn) -> None:
        """Raises ChangedMeanwhileError when the one before is not the latest."""
        now = time.time()
        with self.writing() as connection:
            if turn.number == 1:
                self._begin(connection, turn, now)
            else:
                self._go_on(connection, turn, now)
            connection.execute(
                insert(TURN).values(
                    conversation=turn.conversation,
                    number=turn.number,
                    at=now,
                    events=json.dumps(list(turn.events)),
                )
            )
            for body in turn.bodies:
                connection.execute(
                    insert(OUTBOX).values(conversation=turn.conversation, body=body)
                )

    def all_turns(self, conversation: str) -> List[List[EventDict]]:
        """Everything that is kept of it, from the beginning."""
        with self.reading() as connection:
            return _turns(connection, conversation, 0)

    def delete(self, conversation: str, body: str = "") -> bool:
        """Every row of it; False if there was none. `body` tells readers of events."""
        with self.writing() as connection:
            for table in (OUTBOX, TURN):
                column = table.c.conversation
                connection.execute(delete(table).where(column == conversation))
            gone = connection.execute(
                delete(CONVERSATION).where(CONVERSATION.c.id == conversation)
            )
            if body and gone.rowcount:
                connection.execute(insert(OUTBOX).values(conversation="", body=body))
        self._wipe()
        return bool(gone.rowcount)

    def delete_older_than(self, moment: float) -> int:
        """All conversations without a word since `moment`; how many there were."""
        with self.writing() as connection:
            old = select(CONVERSATION.c.id).where(CONVERSATION.c.updated < moment)
            for table in (OUTBOX, TURN):
                old_rows = table.c.conversation.in_(old)
                connection.execute(delete(table).where(old_rows))
            gone = connection.execute(
                delete(CONVERSATION).where(CONVERSATION.c.updated < moment)
            )
        self._wipe()
        return int(gone.rowcount)

    def ids(self) -> List[str]:
        """The ids of all conversations."""
        with self.reading() as connection:
            rows = connection.execute(select(CONVERSATION.c.id))
            return sorted(row.id for row in rows)

    def check(self) -> None:
        """Raises DatabaseError if it does not answer."""
        with self.reading() as connection:
            connection.execute(select(func.count()).select_from(OUTBOX)).scalar()

    def unsent(self, most: int, before: float) -> List[Tuple[int, str]]:
        """Take up to `most` bodies that nobody took since `before`, oldest first."""
        with self.writing() as connection:
            rows = select(OUTBOX.c.id, OUTBOX.c.body)
            rows = rows.where(OUTBOX.c.taken < before).order_by(OUTBOX.c.id)
            rows = rows.limit(most).with_for_update(skip_locked=True)
            taken = [(row.id, row.body) for row in connection.execute(rows)]
            connection.execute(
                update(OUTBOX)
                .where(OUTBOX.c.id.in_([id_ for id_, _ in taken]))
                .values(taken=time.time())
            )
            return taken

    def untake(self, ids: Sequence[int]) -> None:
        """They have not arrived: anybody may try again."""
        with self.writing() as connection:
            mine = update(OUTBOX).where(OUTBOX.c.id.in_(list(ids)))
            connection.execute(mine.values(taken=0.0))

    def sent(self, ids: Sequence[int]) -> None:
        """They have arrived."""
        with self.writing() as connection:
            connection.execute(delete(OUTBOX).where(OUTBOX.c.id.in_(list(ids))))

    def waiting(self) -> int:
        """How many bodies are still to be sent."""
        with self.reading() as connection:
            count = select(func.count()).select_from(OUTBOX)
            return int(connection.execute(count).scalar() or 0)

    def _wipe(self) -> None:
        """What was deleted is gone from the file beside the SQLite one, too."""
        if not self.shared:
            with self.reading() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _begin(self, connection: Any, turn: NewTurn, now: float) -> None:
        try:
            connection.execute(
                insert(CONVERSATION).values(
                    id=turn.conversation,
                    version=1,
                    tail=1,
                    slots=json.dumps(turn.slots),
                    created=now,
                    updated=now,
                )
            )
        except IntegrityError as error:
            raise ChangedMeanwhileError from error

    def _go_on(self, connection: Any, turn: NewTurn, now: float) -> None:
        values: Dict[str, Any] = {"version": turn.number, "updated": now}
        if turn.slots is not None:
            values.update(tail=turn.tail, slots=json.dumps(turn.slots))
        mine = CONVERSATION.c.id == turn.conversation
        before = CONVERSATION.c.version == turn.number - 1
        changed = connection.execute(
            update(CONVERSATION).where(mine, before).values(**values)
        )
        if changed.rowcount != 1:
            raise ChangedMeanwhileError


def _turns(connection: Any, conversation: str, first: int) -> List[List[EventDict]]:
    rows = connection.execute(
        select(TURN.c.events)
        .where(TURN.c.conversation == conversation, TURN.c.number >= first)
        .order_by(TURN.c.number)
    )
    return [json.loads(row.events) for row in rows]
