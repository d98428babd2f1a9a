"""Turns the values of `model` into rows of `tables` and rows back into values."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import inspect

from bot.knowledge import model
from bot.knowledge import tables as t

T = TypeVar("T")
STAGES = ("now", "week", "returning")


def rows_in_order(knowledge: model.Knowledge) -> Iterator[list[Any]]:
    """All rows, in batches such that each refers only to itself and those before."""
    for name, to_row in WRITERS.items():
        yield [to_row(item) for item in getattr(knowledge, name).values()]
    yield [t.TextRow(key=key, text=text) for key, text in knowledge.wording.items()]


@cache
def _shared(row: Hashable, value: Hashable) -> tuple[str, ...]:
    """The plain fields: those that row and value hold under one name."""
    names = {each.name for each in fields(cast(Any, value))}
    return tuple(each.key for each in inspect(row).column_attrs if each.key in names)


def _row(row: Callable[..., T], value: Any, /, **lists: Any) -> T:
    plain = {
        name: getattr(value, name) for name in _shared(row, cast(Hashable, type(value)))
    }
    return row(**plain, **lists)


def _value(value: Callable[..., T], row: Any, /, **lists: Any) -> T:
    plain = {
        name: getattr(row, name) for name in _shared(cast(Hashable, type(row)), value)
    }
    return value(**plain, **lists)


def _links(link: Any, ids: Iterable[Any], /, **more: Any) -> list[Any]:
    """One row per id; a finding's `:detail` goes into a column of its own."""
    return [
        link(position=position, **_split(link, each), **more)
        for position, each in enumerate(ids)
    ]


def _split(link: Any, name: Any) -> dict[str, str]:
    if not hasattr(link, "detail"):
        return {"target": name}
    target, _, detail = name.partition(":")
    return {"target": target, "detail": detail}


def _joined(link: Any) -> Any:
    detail = getattr(link, "detail", "")
    return f"{link.target}:{detail}" if detail else link.target


def _ids(links: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(_joined(link) for link in links)


def _source_row(source: model.Source) -> t.SourceRow:
    return _row(t.SourceRow, source)


def to_source(row: t.SourceRow) -> model.Source:
    return _value(model.Source, row)


def _finding_row(finding: model.Finding) -> t.FindingRow:
    question = finding.question and _question_row(finding.question)
    # All three are relationships, so they are not among the plain fields.
    return _row(
        t.FindingRow,
        finding,
        question=question,
        implied=_links(t.ImpliedRow, finding.implies),
        excluded=_links(t.ExcludedRow, finding.excludes),
    )


def to_finding(row: t.FindingRow) -> model.Finding:
    question = row.question and _to_question(row.question)
    return _value(
        model.Finding,
        row,
        question=question,
        implies=_ids(row.implied),
        excludes=_ids(row.excluded),
    )


def _question_row(question: model.Question) -> t.QuestionRow:
    return _row(
        t.QuestionRow,
        question,
        covered=_links(t.CoveredRow, question.covers),
        choices=[_option_row(at, option) for at, option in enumerate(question.options)],
    )


def _to_question(row: t.QuestionRow) -> model.Question:
    options = tuple(_to_option(each) for each in row.choices)
    return _value(model.Question, row, covers=_ids(row.covered), options=options)


def _option_row(position: int, option: model.Option) -> t.OptionRow:
    is_text = isinstance(option.value, str)
    effects = _links(t.EffectRow, option.sets)
    for effect, status in zip(effects, option.sets.values(), strict=True):
        effect.status = status
    return _row(
        t.OptionRow,
        option,
        position=position,
        value_text=option.value if is_text else None,
        value_number=None if is_text else option.value,
        effects=effects,
    )


def _to_option(row: t.OptionRow) -> model.Option:
    sets = {_joined(effect): effect.status for effect in row.effects}
    value = row.value_number if row.value_text is None else row.value_text
    return _value(model.Option, row, sets=sets, value=value)


def _condition_row(condition: model.Condition) -> t.ConditionRow:
    steps = [
        step
        for stage in STAGES
        for step in _links(t.StepRow, getattr(condition, stage), stage=stage)
    ]
    return _row(
        t.ConditionRow,
        condition,
        weighing=[_weight_row(at, each) for at, each in enumerate(condition.weights)],
        required=_links(t.RequiredRow, condition.requires_any),
        causes=_links(t.CauseRow, condition.caused_by),
        steps=steps,
        cited=_links(t.ConditionSourceRow, condition.sources),
    )


def to_condition(row: t.ConditionRow) -> model.Condition:
    stages = {stage: _ids(s for s in row.steps if s.stage == stage) for stage in STAGES}
    return _value(
        model.Condition,
        row,
        weights=tuple(_to_weight(each) for each in row.weighing),
        requires_any=_ids(row.required),
        caused_by=_ids(row.causes),
        sources=_ids(row.cited),
        **stages,
    )


def _weight_row(position: int, weight: model.Weight) -> t.WeightRow:
    names = _split(t.WeightRow, weight.finding)
    cited = _links(t.WeightSourceRow, weight.sources)
    return _row(t.WeightRow, weight, position=position, cited=cited, **names)


def _to_weight(row: t.WeightRow) -> model.Weight:
    return _value(model.Weight, row, finding=_joined(row), sources=_ids(row.cited))


def _factor_row(factor: model.Factor) -> t.FactorRow:
    return _row(
        t.FactorRow,
        factor,
        suggested_by=_links(t.FactorFindingRow, factor.findings),
        helped_by=_links(t.FactorAdviceRow, factor.advice),
        feeds=_links(t.FactorConditionRow, factor.conditions),
        cited=_links(t.FactorSourceRow, factor.sources),
    )


def to_factor(row: t.FactorRow) -> model.Factor:
    return _value(
        model.Factor,
        row,
        findings=_ids(row.suggested_by),
        advice=_ids(row.helped_by),
        conditions=_ids(row.feeds),
        sources=_ids(row.cited),
    )


def _advice_row(advice: model.Advice) -> t.AdviceRow:
    return _row(
        t.AdviceRow,
        advice,
        levels=_links(t.LevelRow, advice.triage),
        suited=_links(t.SuitedRow, advice.for_),
        barred=_links(t.BarredRow, advice.not_for),
        cited=_links(t.AdviceSourceRow, advice.sources),
    )


def to_advice(row: t.AdviceRow) -> model.Advice:
    return _value(
        model.Advice,
        row,
        triage=_ids(row.levels),
        for_=_ids(row.suited),
        not_for=_ids(row.barred),
        sources=_ids(row.cited),
    )


def _fact_row(fact: model.Fact) -> t.FactRow:
    return _row(
        t.FactRow,
        fact,
        subjects=_links(t.FactSubjectRow, fact.about),
        cited=_links(t.FactSourceRow, fact.position_sources),
    )


def to_fact(row: t.FactRow) -> model.Fact:
    return _value(
        model.Fact, row, about=_ids(row.subjects), position_sources=_ids(row.cited)
    )


def _topic_row(topic: model.Topic) -> t.TopicRow:
    return _row(
        t.TopicRow,
        topic,
        subjects=_links(t.TopicSubjectRow, topic.about),
        helped_by=_links(t.TopicAdviceRow, topic.advice),
        cited=_links(t.TopicSourceRow, topic.sources),
    )


def to_topic(row: t.TopicRow) -> model.Topic:
    return _value(
        model.Topic,
        row,
        about=_ids(row.subjects),
        advice=_ids(row.helped_by),
        sources=_ids(row.cited),
    )


def _triage_rule_row(rule: model.TriageRule) -> t.TriageRuleRow:
    return _row(t.TriageRuleRow, rule, cited=_links(t.TriageSourceRow, rule.sources))


def to_triage_rule(row: t.TriageRuleRow) -> model.TriageRule:
    return _value(model.TriageRule, row, sources=_ids(row.cited))


def _country_row(country: model.Country) -> t.CountryRow:
    cited = _links(t.CountrySourceRow, country.sources)
    return _row(t.CountryRow, country, cited=cited)


def to_country(row: t.CountryRow) -> model.Country:
    return _value(model.Country, row, sources=_ids(row.cited))


# field of Knowledge -> how to write one item; what others refer to comes first
WRITERS: Mapping[str, Callable[[Any], Any]] = {
    "sources": _source_row,
    "findings": _finding_row,
    "advice": _advice_row,
    "conditions": _condition_row,
    "factors": _factor_row,
    "facts": _fact_row,
    "topics": _topic_row,
    "triage_rules": _triage_rule_row,
    "countries": _country_row,
}
# field of Knowledge -> its table, and how to read one row
READERS: Mapping[str, tuple[Any, Callable[[Any], Any]]] = {
    "sources": (t.SourceRow, to_source),
    "findings": (t.FindingRow, to_finding),
    "conditions": (t.ConditionRow, to_condition),
    "factors": (t.FactorRow, to_factor),
    "advice": (t.AdviceRow, to_advice),
    "facts": (t.FactRow, to_fact),
    "topics": (t.TopicRow, to_topic),
    "triage_rules": (t.TriageRuleRow, to_triage_rule),
    "countries": (t.CountryRow, to_country),
}
