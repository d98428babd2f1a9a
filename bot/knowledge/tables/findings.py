"""Sources, findings and how a finding is asked for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKeyConstraint,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import relationship

from bot.knowledge.model import Status
from bot.knowledge.tables.base import (
    Link,
    Row,
    Words,
    detail_column,
    enum_type,
    id_column,
    listed,
    owner_column,
    reference,
    text_column,
)


class SourceRow(Row):
    __tablename__ = "sources"
    id = id_column()
    title = text_column()
    kind = Column(String(20), nullable=False)
    publisher = text_column()
    year = Column(Integer)
    url = text_column()
    seed = Column(String(4), nullable=False, index=True)
    note = text_column()


def _linked(links: str) -> Any:
    """Findings that a finding names: two columns of a link lead to the same table."""
    return relationship(
        links,
        foreign_keys=f"{links}.owner",
        order_by=f"{links}.position",
        lazy="selectin",
        cascade="all",
    )


class FindingRow(Row):
    __tablename__ = "findings"
    id = id_column()
    kind = Column(String, nullable=False, index=True)
    name = text_column()
    lay = text_column()
    lay_absent = text_column()
    group = text_column("group_name")
    implied = _linked("ImpliedRow")
    excluded = _linked("ExcludedRow")
    question = relationship(
        "QuestionRow", uselist=False, lazy="selectin", cascade="all"
    )


class ImpliedRow(Link):
    __tablename__ = "finding_implies"
    owner = owner_column("findings")
    target = reference("findings")
    detail = detail_column()


class ExcludedRow(Link):
    __tablename__ = "finding_excludes"
    owner = owner_column("findings")
    target = reference("findings")
    detail = detail_column()


class QuestionRow(Row):
    __tablename__ = "questions"
    owner = owner_column("findings")
    text = text_column()
    why = text_column()
    type = Column(String(20), nullable=False)
    yes = Column("yes_option", Integer)
    no = Column("no_option", Integer)
    other = Column("other_option", Integer)
    ask_other = text_column()
    safety = Column(Integer, index=True)
    firm = Column(Words, nullable=False)
    covered = listed("CoveredRow")
    choices = listed("OptionRow")


class CoveredRow(Link):
    __tablename__ = "question_covers"
    owner = owner_column("questions", "owner")
    target = reference("findings")
    detail = detail_column()


class OptionRow(Link):
    __tablename__ = "options"
    owner = owner_column("questions", "owner")
    label = text_column()
    value_text = Column(Text)
    value_number = Column(Float)
    side = Column(String(8), nullable=False)
    phrases = Column(Words, nullable=False)
    shown = Column(Boolean(create_constraint=False), nullable=False)
    effects = listed("EffectRow")


class EffectRow(Link):
    """What choosing an option says of a finding."""

    __tablename__ = "option_effects"
    owner = Column(String, primary_key=True)
    option = Column("option_position", Integer, primary_key=True)
    target = reference("findings")
    detail = detail_column()
    status = Column(enum_type(Status), nullable=False)
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner", "option_position"],
            ["options.owner", "options.position"],
            ondelete="CASCADE",
        ),
    )
