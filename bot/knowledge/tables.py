"""The SQL tables of the knowledge base. `rows` turns values into their rows and back.

Attributes bear the names that `model` uses; a column is named otherwise where SQL keeps
the word for itself. Lists of ids are tables with a `position`; lists of words are JSON.
"""

from __future__ import annotations

from enum import Enum as PythonEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Enum,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import declarative_base, relationship
from sqlalchemy.types import TypeDecorator

from bot.knowledge.model import Grade, Status, Triage

SCHEMA_VERSION = 1

Base: Any = declarative_base()


class Row(Base):  # type: ignore[misc]
    __abstract__ = True


class Words(TypeDecorator):  # type: ignore[misc]
    """A tuple of texts, kept as a JSON list."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> list[str]:  # noqa: ARG002
        return list(value or ())

    def process_result_value(self, value: Any, dialect: Any) -> tuple[str, ...]:  # noqa: ARG002
        return tuple(value)


def _enum(kind: type[PythonEnum]) -> Any:
    values = [each.value for each in kind]
    return Enum(kind, native_enum=False, length=20, values_callable=lambda _: values)


def _id() -> Any:
    return Column(String(80), primary_key=True)


def _text(name: str | None = None) -> Any:
    return Column(*([name] if name else []), Text, nullable=False, default="")


def _owner(table: str, column: str = "id") -> Any:
    target = ForeignKey(f"{table}.{column}", ondelete="CASCADE")
    return Column(String(80), target, primary_key=True)


def _refers(table: str) -> Any:
    return Column(String(80), ForeignKey(f"{table}.id"), nullable=False, index=True)


def _detail() -> Any:
    """What follows the colon in `prior_diagnosis:slipped_disc`."""
    return Column(String(80), nullable=False, default="")


def _list(of: str, order: str = "position") -> Any:
    return relationship(of, order_by=f"{of}.{order}", lazy="selectin", cascade="all")


class Link(Row):
    """One entry of a list: whose it is, and its place there."""

    __abstract__ = True
    position = Column(Integer, primary_key=True)


class MetaRow(Row):
    """One row: what the store was built from, when, and by which release."""

    __tablename__ = "meta"
    id = Column(Integer, CheckConstraint("id = 1"), primary_key=True)
    schema_version = Column(Integer, nullable=False)
    content_version = Column(String(40), nullable=False)
    built_at = Column(String(40), nullable=False)


class SourceRow(Row):
    __tablename__ = "sources"
    id = _id()
    title = _text()
    kind = Column(String(20), nullable=False)
    publisher = _text()
    year = Column(Integer)
    url = _text()
    seed = Column(String(4), nullable=False, index=True)
    note = _text()


class FindingRow(Row):
    __tablename__ = "findings"
    id = _id()
    kind = Column(String(40), nullable=False, index=True)
    name = _text()
    lay = _text()
    lay_absent = _text()
    group = _text("group_name")
    implied = relationship(
        "ImpliedRow",
        foreign_keys="ImpliedRow.owner",
        order_by="ImpliedRow.position",
        lazy="selectin",
        cascade="all",
    )
    question = relationship("QuestionRow", uselist=False, lazy="selectin", cascade="all")


class ImpliedRow(Link):
    __tablename__ = "finding_implies"
    owner = _owner("findings")
    target = _refers("findings")
    detail = _detail()


class QuestionRow(Row):
    __tablename__ = "questions"
    owner = _owner("findings")
    text = _text()
    why = _text()
    type = Column(String(20), nullable=False)
    yes = Column("yes_option", Integer)
    no = Column("no_option", Integer)
    safety = Column(Integer, index=True)
    covered = _list("CoveredRow")
    choices = _list("OptionRow")


class CoveredRow(Link):
    __tablename__ = "question_covers"
    owner = _owner("questions", "owner")
    target = _refers("findings")
    detail = _detail()


class OptionRow(Link):
    __tablename__ = "options"
    owner = _owner("questions", "owner")
    label = _text()
    value_text = Column(Text)
    value_number = Column(Float)
    side = Column(String(8), nullable=False)
    phrases = Column(Words, nullable=False)
    effects = _list("EffectRow")


class EffectRow(Link):
    """What choosing an option says of a finding."""

    __tablename__ = "option_effects"
    owner = Column(String(80), primary_key=True)
    option = Column("option_position", Integer, primary_key=True)
    target = _refers("findings")
    detail = _detail()
    status = Column(_enum(Status), nullable=False)
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner", "option_position"], ["options.owner", "options.position"], ondelete="CASCADE"
        ),
    )


class ConditionRow(Row):
    __tablename__ = "conditions"
    id = _id()
    name = _text()
    lay = _text()
    prior = Column(Float, nullable=False)
    role = Column(String(20), nullable=False, index=True)
    triage = Column(_enum(Triage), nullable=False)
    when_seen = _text()
    changes = _text()
    running = Column(String(8), nullable=False)
    reviewed_by = _text()
    weighing = _list("WeightRow")
    required = _list("RequiredRow")
    causes = relationship(
        "CauseRow",
        foreign_keys="CauseRow.owner",
        order_by="CauseRow.position",
        lazy="selectin",
        cascade="all",
    )
    steps = _list("StepRow")
    cited = _list("ConditionSourceRow")


class WeightRow(Link):
    __tablename__ = "weights"
    owner = _owner("conditions")
    target = _refers("findings")
    detail = _detail()
    present = Column(Float, nullable=False)
    absent = Column(Float, nullable=False)
    grade = Column(_enum(Grade), nullable=False)
    group = _text("group_name")
    why = _text()
    side = Column(String(8), nullable=False)
    at_least = Column(Float)
    below = Column(Float)
    cited = _list("WeightSourceRow")


class WeightSourceRow(Link):
    __tablename__ = "weight_sources"
    owner = Column(String(80), primary_key=True)
    weight = Column("weight_position", Integer, primary_key=True)
    target = _refers("sources")
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner", "weight_position"], ["weights.owner", "weights.position"], ondelete="CASCADE"
        ),
    )


class RequiredRow(Link):
    __tablename__ = "condition_requires"
    owner = _owner("conditions")
    target = _refers("findings")
    detail = _detail()


class CauseRow(Link):
    __tablename__ = "condition_causes"
    owner = _owner("conditions")
    target = _refers("conditions")


class StepRow(Link):
    """Advice for a condition; `stage` is now, week or returning."""

    __tablename__ = "condition_advice"
    owner = _owner("conditions")
    stage = Column(String(12), primary_key=True)
    target = _refers("advice")


class ConditionSourceRow(Link):
    __tablename__ = "condition_sources"
    owner = _owner("conditions")
    target = _refers("sources")


class FactorRow(Row):
    __tablename__ = "factors"
    id = _id()
    name = _text()
    lay = _text()
    grade = Column(_enum(Grade), nullable=False)
    evidence = _text()
    suggested_by = _list("FactorFindingRow")
    helped_by = _list("FactorAdviceRow")
    feeds = _list("FactorConditionRow")
    cited = _list("FactorSourceRow")


class FactorFindingRow(Link):
    __tablename__ = "factor_findings"
    owner = _owner("factors")
    target = _refers("findings")
    detail = _detail()


class FactorAdviceRow(Link):
    __tablename__ = "factor_advice"
    owner = _owner("factors")
    target = _refers("advice")


class FactorConditionRow(Link):
    __tablename__ = "factor_conditions"
    owner = _owner("factors")
    target = _refers("conditions")


class FactorSourceRow(Link):
    __tablename__ = "factor_sources"
    owner = _owner("factors")
    target = _refers("sources")


class AdviceRow(Row):
    __tablename__ = "advice"
    id = _id()
    kind = Column(String(20), nullable=False, index=True)
    name = _text()
    text = _text()
    how = _text()
    how_often = _text()
    stop_if = _text()
    grade = Column(_enum(Grade), nullable=False)
    priority = Column(Integer, nullable=False)
    levels = _list("LevelRow")
    suited = _list("SuitedRow")
    barred = _list("BarredRow")
    cited = _list("AdviceSourceRow")


class LevelRow(Link):
    """A triage level at which the advice may be given."""

    __tablename__ = "advice_triage"
    owner = _owner("advice")
    target = Column(_enum(Triage), nullable=False, index=True)


class SuitedRow(Link):
    """A condition or factor that the advice is for."""

    __tablename__ = "advice_for"
    owner = _owner("advice")
    target = Column(String(80), nullable=False, index=True)


class BarredRow(Link):
    """A condition or finding that rules the advice out."""

    __tablename__ = "advice_not_for"
    owner = _owner("advice")
    target = Column(String(80), nullable=False, index=True)


class AdviceSourceRow(Link):
    __tablename__ = "advice_sources"
    owner = _owner("advice")
    target = _refers("sources")


class FactRow(Row):
    __tablename__ = "facts"
    id = _id()
    source = Column("source_id", String(80), ForeignKey("sources.id"), nullable=False, index=True)
    where = _text("place")
    claim = _text()
    grade = Column(_enum(Grade), nullable=False)
    stance = Column(String(12), nullable=False)
    position = _text("our_position")
    subjects = _list("FactSubjectRow")
    cited = _list("FactSourceRow")


class FactSubjectRow(Link):
    """The id of a condition, factor, advice, topic or finding that the fact is about."""

    __tablename__ = "fact_about"
    owner = _owner("facts")
    target = Column(String(80), nullable=False, index=True)


class FactSourceRow(Link):
    __tablename__ = "fact_position_sources"
    owner = _owner("facts")
    target = _refers("sources")


class TopicRow(Row):
    __tablename__ = "topics"
    id = _id()
    name = _text()
    text = _text()
    phrases = Column(Words, nullable=False)
    advice_kinds = Column(Words, nullable=False)
    needs_assessment = Column(Boolean(create_constraint=False), nullable=False)
    handler = Column(String(20), nullable=False)
    subjects = _list("TopicSubjectRow")
    helped_by = _list("TopicAdviceRow")
    cited = _list("TopicSourceRow")


class TopicSubjectRow(Link):
    __tablename__ = "topic_about"
    owner = _owner("topics")
    target = Column(String(80), nullable=False, index=True)


class TopicAdviceRow(Link):
    __tablename__ = "topic_advice"
    owner = _owner("topics")
    target = _refers("advice")


class TopicSourceRow(Link):
    __tablename__ = "topic_sources"
    owner = _owner("topics")
    target = _refers("sources")


class TriageRuleRow(Row):
    __tablename__ = "triage_rules"
    id = _id()
    name = _text()
    triage = Column(_enum(Triage), nullable=False, index=True)
    reason = _text()
    all = Column("all_tests", Words, nullable=False)
    any = Column("any_tests", Words, nullable=False)
    none = Column("none_tests", Words, nullable=False)
    at_least = Column(Integer, nullable=False)
    uncertain = Column(Boolean(create_constraint=False), nullable=False)
    running = Column(String(8), nullable=False)
    cited = _list("TriageSourceRow")


class TriageSourceRow(Link):
    __tablename__ = "triage_rule_sources"
    owner = _owner("triage_rules")
    target = _refers("sources")


class CountryRow(Row):
    __tablename__ = "countries"
    id = _id()
    name = _text()
    emergency_number = _text()
    urgent_line = _text()
    crisis_line = _text()
    phrases = Column(Words, nullable=False)
    cited = _list("CountrySourceRow")


class CountrySourceRow(Link):
    __tablename__ = "country_sources"
    owner = _owner("countries")
    target = _refers("sources")


class TextRow(Row):
    """One sentence of `wording`."""

    __tablename__ = "wording"
    key = Column(String(120), primary_key=True)
    text = _text()
