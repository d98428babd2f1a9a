"""Conditions with their weights, and contributing factors."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKeyConstraint, Integer, String
from sqlalchemy.orm import relationship

from bot.knowledge.model import Grade, Triage
from bot.knowledge.tables.base import (
    Link,
    Row,
    detail_column,
    enum_type,
    id_column,
    listed,
    owner_column,
    reference,
    text_column,
)


class ConditionRow(Row):
    __tablename__ = "conditions"
    id = id_column()
    name = text_column()
    lay = text_column()
    prior = Column(Float, nullable=False)
    role = Column(String(20), nullable=False, index=True)
    triage = Column(enum_type(Triage), nullable=False)
    when_seen = text_column()
    changes = text_column()
    running = Column(String(8), nullable=False)
    reviewed_by = text_column()
    weighing = listed("WeightRow")
    required = listed("RequiredRow")
    causes = relationship(
        "CauseRow",
        foreign_keys="CauseRow.owner",
        order_by="CauseRow.position",
        lazy="selectin",
        cascade="all",
    )
    steps = listed("StepRow")
    cited = listed("ConditionSourceRow")


class WeightRow(Link):
    __tablename__ = "weights"
    owner = owner_column("conditions")
    target = reference("findings")
    detail = detail_column()
    present = Column(Float, nullable=False)
    absent = Column(Float, nullable=False)
    grade = Column(enum_type(Grade), nullable=False)
    group = text_column("group_name")
    why = text_column()
    side = Column(String(8), nullable=False)
    at_least = Column(Float)
    below = Column(Float)
    cited = listed("WeightSourceRow")


class WeightSourceRow(Link):
    __tablename__ = "weight_sources"
    owner = Column(String, primary_key=True)
    weight = Column("weight_position", Integer, primary_key=True)
    target = reference("sources")
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner", "weight_position"],
            ["weights.owner", "weights.position"],
            ondelete="CASCADE",
        ),
    )


class RequiredRow(Link):
    __tablename__ = "condition_requires"
    owner = owner_column("conditions")
    target = reference("findings")
    detail = detail_column()


class CauseRow(Link):
    __tablename__ = "condition_causes"
    owner = owner_column("conditions")
    target = reference("conditions")


class StepRow(Link):
    """Advice for a condition; `stage` is now, week or returning."""

    __tablename__ = "condition_advice"
    owner = owner_column("conditions")
    stage = Column(String(12), primary_key=True)
    target = reference("advice")


class ConditionSourceRow(Link):
    __tablename__ = "condition_sources"
    owner = owner_column("conditions")
    target = reference("sources")


class FactorRow(Row):
    __tablename__ = "factors"
    id = id_column()
    name = text_column()
    lay = text_column()
    grade = Column(enum_type(Grade), nullable=False)
    evidence = text_column()
    suggested_by = listed("FactorFindingRow")
    helped_by = listed("FactorAdviceRow")
    feeds = listed("FactorConditionRow")
    cited = listed("FactorSourceRow")


class FactorFindingRow(Link):
    __tablename__ = "factor_findings"
    owner = owner_column("factors")
    target = reference("findings")
    detail = detail_column()


class FactorAdviceRow(Link):
    __tablename__ = "factor_advice"
    owner = owner_column("factors")
    target = reference("advice")


class FactorConditionRow(Link):
    __tablename__ = "factor_conditions"
    owner = owner_column("factors")
    target = reference("conditions")


class FactorSourceRow(Link):
    __tablename__ = "factor_sources"
    owner = owner_column("factors")
    target = reference("sources")
