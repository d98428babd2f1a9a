"""What the tables share: kinds of columns, and the rows that make up a list.

Attributes bear the names that `model` uses; a column is named otherwise where SQL keeps
the word for itself. Lists of ids are tables with a `position`; lists of words are JSON.
"""

from __future__ import annotations

from enum import Enum as PythonEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Enum,
    ForeignKey,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import declarative_base, relationship
from sqlalchemy.types import TypeDecorator

SCHEMA_VERSION = 1

Base: Any = declarative_base()


class Row(Base):  # type: ignore[misc]
    __abstract__ = True


class Words(TypeDecorator):  # type: ignore[misc]
    """A tuple of texts, kept as a JSON list."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> list[str]:
        return list(value or ())

    def process_result_value(self, value: Any, dialect: Any) -> tuple[str, ...]:
        return tuple(value)


def enum_type(kind: type[PythonEnum]) -> Any:
    values = [each.value for each in kind]
    return Enum(kind, native_enum=False, length=20, values_callable=lambda _: values)


def id_column() -> Any:
    return Column(String, primary_key=True)


def text_column(name: str | None = None) -> Any:
    return Column(*([name] if name else []), Text, nullable=False, default="")


def owner_column(table: str, column: str = "id") -> Any:
    target = ForeignKey(f"{table}.{column}", ondelete="CASCADE")
    return Column(String, target, primary_key=True)


def reference(table: str) -> Any:
    return Column(String, ForeignKey(f"{table}.id"), nullable=False, index=True)


def detail_column() -> Any:
    """What follows the colon in `prior_diagnosis:slipped_disc`."""
    return Column(String, nullable=False, default="")


def listed(of: str, order: str = "position") -> Any:
    return relationship(of, order_by=f"{of}.{order}", lazy="selectin", cascade="all")


class Link(Row):
    """One entry of a list: whose it is, and its place there."""

    __abstract__ = True
    position = Column(Integer, primary_key=True)
