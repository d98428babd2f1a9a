"""Read-only access to the knowledge that `backstride build` compiled to SQL."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.knowledge import model
from bot.knowledge import tables as t
from bot.knowledge.connection import (
    BUILD,
    StoreError,
    database_url,
    open_to_read,
    plain_errors,
    shown,
)
from bot.knowledge.reading import content_version, default_folder
from bot.knowledge.rows import READERS

logger = logging.getLogger(__name__)

RECHECK_SECONDS = 2.0
RETRY_SECONDS = 30.0  # after a failure: asking a dead server holds up the runner

__all__ = ["KnowledgeStore", "Meta", "StoreError", "open_store"]


@dataclass(frozen=True)
class Meta:
    """What the store was built from, when, and by which release."""

    schema_version: int
    content_version: str
    built_at: str


def open_store(
    url: str | None = None, folder: Path | str | None = None
) -> KnowledgeStore:
    """The store, once it is known to match this release and the YAML files.

    Where there are no YAML files (they need not be deployed) the store alone counts.
    Raises StoreError.
    """
    store = KnowledgeStore(url)
    root = default_folder(folder)
    store.check(content_version(root) if root.is_dir() else None)
    return store


class KnowledgeStore:
    """Opens nothing until first used. Safe to share between threads.

    `knowledge` is the whole and is kept in memory; a cheap query, at most every
    `recheck_seconds`, sees whether a new build has replaced it. The other methods ask
    SQL for just what they need.
    """

    def __init__(
        self, url: str | None = None, *, recheck_seconds: float = RECHECK_SECONDS
    ) -> None:
        self._url = database_url(url)
        self._recheck_seconds = recheck_seconds
        self._lock = threading.Lock()
        self._knowledge: model.Knowledge | None = None
        self._ask_again = 0.0

    @cached_property
    def _engine(self) -> Any:
        return open_to_read(self._url)

    def close(self) -> None:
        if "_engine" in self.__dict__:
            self._engine.dispose()

    @contextmanager
    def _session(self) -> Iterator[Any]:
        with plain_errors(self._url), Session(self._engine, future=True) as session:
            yield session

    def meta(self) -> Meta:
        """Raises StoreError when nothing was built, or by another release."""
        with self._session() as session:
            return self._meta(session)

    def _meta(self, session: Any) -> Meta:
        if not session.connection().dialect.has_table(session.connection(), "meta"):
            raise self._error("is empty.")
        row = session.get(t.MetaRow, 1)
        if row is None or row.schema_version != t.SCHEMA_VERSION:
            raise self._error("was built by another release.")
        return Meta(row.schema_version, row.content_version, row.built_at)

    def check(self, version: str | None = None) -> Meta:
        """Raises StoreError unless the store can be used and holds `version`."""
        meta = self.meta()
        if version is not None and meta.content_version != version:
            raise self._error("is older than the YAML files.")
        return meta

    def _error(self, wrong: str) -> StoreError:
        return StoreError(f"The knowledge store at {shown(self._url)} {wrong} {BUILD}")

    def knowledge(self) -> model.Knowledge:
        """Everything. While the database is away, the last that was read is given."""
        with self._lock:
            if self._knowledge is None or self._is_due():
                self._refresh()
            return self._knowledge  # type: ignore[return-value]

    def _is_due(self) -> bool:
        return time.monotonic() >= self._ask_again

    def _refresh(self) -> None:
        pause = self._recheck_seconds
        try:
            with self._session() as session:
                version = self._meta(session).content_version
                if self._knowledge is None or self._knowledge.version != version:
                    self._knowledge = _read_all(session, version)
        except StoreError as error:
            if self._knowledge is None:
                raise
            pause = max(pause, RETRY_SECONDS)
            logger.warning("Knowledge from memory: %s", error)
        self._ask_again = time.monotonic() + pause

    def source(self, id_: str) -> model.Source | None:
        return self._one("sources", id_)

    def finding(self, id_: str) -> model.Finding | None:
        return self._one("findings", id_)

    def condition(self, id_: str) -> model.Condition | None:
        return self._one("conditions", id_)

    def factor(self, id_: str) -> model.Factor | None:
        return self._one("factors", id_)

    def advice(self, id_: str) -> model.Advice | None:
        return self._one("advice", id_)

    def topic(self, id_: str) -> model.Topic | None:
        return self._one("topics", id_)

    def country(self, id_: str) -> model.Country | None:
        return self._one("countries", id_)

    def text(self, key: str) -> str | None:
        with self._session() as session:
            row = session.get(t.TextRow, key)
            return row.text if row else None

    def sources(self, ids: Iterable[str]) -> tuple[model.Source, ...]:
        """Those that exist, in id order."""
        return self._select("sources", t.SourceRow.id.in_(list(ids)))

    def findings_of_kind(self, kind: str) -> tuple[model.Finding, ...]:
        return self._select("findings", t.FindingRow.kind == kind)

    def safety_findings(self) -> tuple[model.Finding, ...]:
        """Findings whose question belongs to the emergency screen, in its order."""
        asked = t.FindingRow.question.has(t.QuestionRow.safety.is_not(None))
        found = self._select("findings", asked)
        return tuple(sorted(found, key=lambda each: (_safety(each), each.id)))

    def conditions_weighing(self, finding: str) -> tuple[model.Condition, ...]:
        """Conditions that the finding speaks for or against."""
        return self._select(
            "conditions", t.ConditionRow.weighing.any(t.WeightRow.target == finding)
        )

    def facts_about(self, *ids: str) -> tuple[model.Fact, ...]:
        """Claims of the source articles on any of these items."""
        return self._select(
            "facts", t.FactRow.subjects.any(t.FactSubjectRow.target.in_(ids))
        )

    def facts_of(self, source: str) -> tuple[model.Fact, ...]:
        return self._select("facts", t.FactRow.source == source)

    def triage_rules_at(self, triage: model.Triage) -> tuple[model.TriageRule, ...]:
        return self._select("triage_rules", t.TriageRuleRow.triage == triage)

    def advice_for(
        self,
        *ids: str,
        triage: model.Triage | None = None,
        kinds: Iterable[str] = (),
        findings: Iterable[str] = (),
    ) -> tuple[model.Advice, ...]:
        """What suits these conditions and factors, and everyone; first things first.

        Left out: what any of the ids or `findings` rules out, and what may not be given
        at the level `triage`.
        """
        tests = [
            or_(
                ~t.AdviceRow.suited.any(),
                t.AdviceRow.suited.any(t.SuitedRow.target.in_(ids)),
            ),
            ~t.AdviceRow.barred.any(t.BarredRow.target.in_([*ids, *findings])),
        ]
        if triage is not None:
            tests.append(t.AdviceRow.levels.any(t.LevelRow.target == triage))
        if kinds:
            tests.append(t.AdviceRow.kind.in_(list(kinds)))
        found = self._select("advice", *tests)
        return tuple(sorted(found, key=lambda each: (each.priority, each.id)))

    def _one(self, place: str, id_: str) -> Any | None:
        table, to_value = READERS[place]
        with self._session() as session:
            row = session.get(table, id_)
            return to_value(row) if row else None

    def _select(self, place: str, *tests: Any) -> tuple[Any, ...]:
        with self._session() as session:
            return tuple(sorted(_read(session, place, *tests), key=_by_id))


def _safety(finding: model.Finding) -> int:
    return (finding.question and finding.question.safety) or 0


def _by_id(item: Any) -> str:
    """Sorted here, since databases do not agree on the order of letters."""
    return str(item.id)


def _read(session: Any, place: str, *tests: Any) -> Iterator[Any]:
    table, to_value = READERS[place]
    return (to_value(row) for row in session.scalars(select(table).where(*tests)))


def _read_all(session: Any, version: str) -> model.Knowledge:
    places = {
        place: {item.id: item for item in sorted(_read(session, place), key=_by_id)}
        for place in READERS
    }
    texts = {row.key: row.text for row in session.scalars(select(t.TextRow))}
    return model.Knowledge(
        **places, wording=dict(sorted(texts.items())), version=version
    )
