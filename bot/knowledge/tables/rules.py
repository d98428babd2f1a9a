"""Triage rules, countries, wording, and what the store was built from."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String

from bot.knowledge.model import Triage
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


class TriageRuleRow(Row):
    __tablename__ = "triage_rules"
    id = id_column()
    name = text_column()
    triage = Column(enum_type(Triage), nullable=False, index=True)
    reason = text_column()
    all = Column("all_tests", Words, nullable=False)
    any = Column("any_tests", Words, nullable=False)
    none = Column("none_tests", Words, nullable=False)
    at_least = Column(Integer, nullable=False)
    uncertain = Column(Boolean(create_constraint=False), nullable=False)
    running = Column(String(8), nullable=False)
    cited = listed("TriageSourceRow")


class TriageSourceRow(Link):
    __tablename__ = "triage_rule_sources"
    owner = owner_column("triage_rules")
    target = reference("sources")


class CountryRow(Row):
    __tablename__ = "countries"
    id = id_column()
    name = text_column()
    emergency_number = text_column()
    urgent_line = text_column()
    crisis_line = text_column()
    phrases = Column(Words, nullable=False)
    cited = listed("CountrySourceRow")


class CountrySourceRow(Link):
    __tablename__ = "country_sources"
    owner = owner_column("countries")
    target = reference("sources")


class TextRow(Row):
    """One sentence of `wording`."""

    __tablename__ = "wording"
    key = Column(String, primary_key=True)
    text = text_column()


class MetaRow(Row):
    """One row: what the store was built from, when, and by which release."""

    __tablename__ = "meta"
    id = Column(Integer, CheckConstraint("id = 1"), primary_key=True)
    schema_version = Column(Integer, nullable=False)
    content_version = Column(String, nullable=False)
    built_at = Column(String, nullable=False)
