"""Advice, facts and topics: what the runner is told."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String

from bot.knowledge.model import Grade, Triage
from bot.knowledge.tables.base import (
    Link,
    Row,
    Words,
    enum_type,
    id_column,
    listed,
    owner_column,
    reference,
    text_column,
)


class AdviceRow(Row):
    __tablename__ = "advice"
    id = id_column()
    kind = Column(String(20), nullable=False, index=True)
    name = text_column()
    text = text_column()
    how = text_column()
    how_often = text_column()
    stop_if = text_column()
    grade = Column(enum_type(Grade), nullable=False)
    priority = Column(Integer, nullable=False)
    levels = listed("LevelRow")
    suited = listed("SuitedRow")
    barred = listed("BarredRow")
    cited = listed("AdviceSourceRow")


class LevelRow(Link):
    """A triage level at which the advice may be given."""

    __tablename__ = "advice_triage"
    owner = owner_column("advice")
    target = Column(enum_type(Triage), nullable=False, index=True)


class SuitedRow(Link):
    """A condition or factor that the advice is for."""

    __tablename__ = "advice_for"
    owner = owner_column("advice")
    target = Column(String, nullable=False, index=True)


class BarredRow(Link):
    """A condition or finding that rules the advice out."""

    __tablename__ = "advice_not_for"
    owner = owner_column("advice")
    target = Column(String, nullable=False, index=True)


class AdviceSourceRow(Link):
    __tablename__ = "advice_sources"
    owner = owner_column("advice")
    target = reference("sources")


class FactRow(Row):
    __tablename__ = "facts"
    id = id_column()
    source = Column(
        "source_id", String, ForeignKey("sources.id"), nullable=False, index=True
    )
    where = text_column("place")
    claim = text_column()
    grade = Column(enum_type(Grade), nullable=False)
    stance = Column(String(12), nullable=False)
    position = text_column("our_position")
    subjects = listed("FactSubjectRow")
    cited = listed("FactSourceRow")


class FactSubjectRow(Link):
    """A condition, factor, advice, topic or finding that the fact is about."""

    __tablename__ = "fact_about"
    owner = owner_column("facts")
    target = Column(String, nullable=False, index=True)


class FactSourceRow(Link):
    __tablename__ = "fact_position_sources"
    owner = owner_column("facts")
    target = reference("sources")


class TopicRow(Row):
    __tablename__ = "topics"
    id = id_column()
    name = text_column()
    text = text_column()
    phrases = Column(Words, nullable=False)
    advice_kinds = Column(Words, nullable=False)
    needs_assessment = Column(Boolean(create_constraint=False), nullable=False)
    handler = Column(String(20), nullable=False)
    button = text_column()
    priority = Column(Integer, nullable=False)
    subjects = listed("TopicSubjectRow")
    helped_by = listed("TopicAdviceRow")
    cited = listed("TopicSourceRow")


class TopicSubjectRow(Link):
    __tablename__ = "topic_about"
    owner = owner_column("topics")
    target = Column(String, nullable=False, index=True)


class TopicAdviceRow(Link):
    __tablename__ = "topic_advice"
    owner = owner_column("topics")
    target = reference("advice")


class TopicSourceRow(Link):
    __tablename__ = "topic_sources"
    owner = owner_column("topics")
    target = reference("sources")
