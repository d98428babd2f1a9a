"""The tables of stored conversations. The knowledge has tables of its own."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData()

# `version` is the number of its latest turn; `tail` of the first one that a bot needs
# beside `slots`, a JSON object of what the slots were before it.
CONVERSATION = Table(
    "conversation",
    METADATA,
    Column("id", String(160), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("tail", Integer, nullable=False),
    Column("slots", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("updated", Float, nullable=False),
    Index("conversation_updated", "updated"),
)

# One row a message: Rasa's events of that turn as a JSON list.
TURN = Table(
    "turn",
    METADATA,
    Column(
        "conversation",
        String(160),
        ForeignKey("conversation.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("number", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("events", Text, nullable=False),
)

# Events on their way to a broker, written with the turn they belong to.
OUTBOX = Table(
    "outbox",
    METADATA,
    Column(
        "id",
        BigInteger().with_variant(Integer(), "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    Column("conversation", String(160), nullable=False),
    Column("body", Text, nullable=False),
    Column("taken", Float, nullable=False, default=0.0),
    Column("sent", Boolean, nullable=False, default=False),
    # Else SQLite gives the id of an event that was sent to a new one, which a consumer
    # would take for a repeat.
    sqlite_autoincrement=True,
)
