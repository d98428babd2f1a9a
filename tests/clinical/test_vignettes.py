"""The written patients: sound data, and a bot that judges them no worse than it did."""

from __future__ import annotations

import asyncio
import json
from collections import Counter

import pytest

from bot.knowledge.model import Knowledge
from tests import loaded
from tests.clinical.perturb import PERTURBATIONS
from tests.clinical.scorer import (
    HERE,
    LATER,
    LEVELS,
    PARTS,
    Outcome,
    Sums,
    load,
    part_of,
)

VIGNETTES = {part: load(part) for part in PARTS}
EVERYONE = [each for part in PARTS for each in VIGNETTES[part]]
OTHERS = [each for part in LATER for each in load(part)]
KEYS = {"id", "opening", "facts", "expect"}
LABELS = {
    "leads",
    "top3",
    "must_not_lead",
    "triage",
    "triage_also_ok",
    "red_flag",
    "factors",
    "source",
}
# What dev reached; raise them when the bot gets better, never lower them. (TOP3 was
# 0.96 until a foot drop of a week was urgent: an emergency's ranking does not count.)
EXACT, LEAD, TOP3 = 0.86, 0.90, 0.95
LATE, FALSE_ALARMS = 4, 0.05
# Whatever the bot asks everyone; the rest may stay "not sure".
ALWAYS_TOLD = {"bladder_bowel", "numbness", "weakness", "fever", "duration", "age"}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return loaded.knowledge()


def test_ids_are_unique_and_each_is_in_its_file() -> None:
    ids = [each["id"] for each in (*EVERYONE, *OTHERS)]
    assert [id_ for id_, times in Counter(ids).items() if times > 1] == []
    for part, vignettes in VIGNETTES.items():
        assert [v["id"] for v in vignettes if part_of(v["id"]) != part] == []


def test_each_has_every_key_and_a_level() -> None:
    for each in (*EVERYONE, *OTHERS):
        assert set(each) == KEYS, each["id"]
        assert set(each["expect"]) == LABELS, each["id"]
        assert {each["expect"]["triage"], *each["expect"]["triage_also_ok"]} <= set(
            LEVELS
        ), each["id"]
        assert each["expect"]["source"], each["id"]


def test_labels_name_what_the_knowledge_base_knows(knowledge: Knowledge) -> None:
    for each in (*EVERYONE, *OTHERS):
        expect = each["expect"]
        named = {*expect["leads"], *expect["top3"], *expect["must_not_lead"]}
        assert named <= set(knowledge.conditions), each["id"]
        assert set(expect["factors"]) <= set(knowledge.factors), each["id"]
        flag = expect["red_flag"]
        assert flag is None or flag in knowledge.findings, each["id"]


def test_labels_do_not_contradict_themselves() -> None:
    for each in EVERYONE:
        expect = each["expect"]
        assert expect["leads"], each["id"]
        assert not set(expect["leads"]) & set(expect["must_not_lead"]), each["id"]
        assert not set(expect["top3"]) & set(expect["must_not_lead"]), each["id"]
        assert len(expect["top3"]) <= 3, each["id"]


def test_facts_answer_findings_and_kinds_that_exist(knowledge: Knowledge) -> None:
    kinds = {each.kind for each in knowledge.findings.values()}
    for each in EVERYONE:
        unknown = set(each["facts"]) - set(knowledge.findings) - kinds
        assert unknown == set(), each["id"]
        assert set(each["facts"]) >= ALWAYS_TOLD, each["id"]
        assert all(isinstance(text, str) for text in each["facts"].values())


def test_every_condition_factor_and_level_is_covered(knowledge: Knowledge) -> None:
    leads = Counter(id_ for each in EVERYONE for id_ in each["expect"]["leads"])
    factors = Counter(id_ for each in EVERYONE for id_ in each["expect"]["factors"])
    levels = Counter(each["expect"]["triage"] for each in EVERYONE)
    assert {id_ for id_ in knowledge.conditions if leads[id_] < 4} == set()
    assert {id_ for id_ in knowledge.factors if factors[id_] < 2} == set()
    assert all(levels[level] >= 20 for level in LEVELS)


def test_both_sexes_and_all_ages_are_there() -> None:
    sexes = Counter(each["facts"]["sex"] for each in EVERYONE)
    ages = [int(each["facts"]["age"]) for each in EVERYONE]
    assert min(sexes["female"], sexes["male"]) >= len(EVERYONE) // 3
    assert min(ages) <= 18
    assert max(ages) >= 75
    assert sum(age >= 60 for age in ages) >= 25


def test_nobody_writes_the_same_opening_twice() -> None:
    assert len({each["opening"] for each in EVERYONE}) == len(EVERYONE)


@pytest.mark.parametrize("name", sorted(PERTURBATIONS))
def test_a_perturbed_copy_is_always_the_same_and_keeps_the_label(name: str) -> None:
    change, kept = PERTURBATIONS[name], frozenset({"bladder_bowel"})
    changed = 0
    for each in EVERYONE:
        copy = change(each, kept)
        assert copy == change(each, kept)
        assert copy["expect"] == each["expect"]
        assert "bladder_bowel" in copy["facts"]
        changed += copy != each
    assert changed >= len(EVERYONE) * 0.9


def test_the_sums_tell_safe_from_unsafe() -> None:
    vignette = json.loads((HERE / "dev.jsonl").read_text("utf-8").splitlines()[0])
    label = {**vignette["expect"], "triage": "urgent", "triage_also_ok": ["emergency"]}
    given = [
        Outcome(
            {**vignette, "expect": label},
            {"triage": level, "conditions": [], "factors": [], "questions": []},
        )
        for level in LEVELS
    ]
    assert [each.safe for each in given] == [True, True, False, False]
    assert [each.too_urgent for each in given] == [False, False, False, False]
    assert [each.exact for each in given] == [False, True, False, False]
    assert str(Sums(given).safe) == "50.0 (2/4)"


@pytest.fixture(scope="module")
def dev() -> Sums:
    """Every dev vignette, interviewed by the trained bot."""
    from bot.cli import train
    from bot.cli.conversation import open_bot
    from bot.cli.quiet import quiet
    from tests.benchmarks.clinical import hold

    train.ensure_current()
    quiet()

    async def all_of_them() -> list[Outcome]:
        return await hold(await open_bot(), "dev", VIGNETTES["dev"])

    return Sums(asyncio.run(all_of_them()))


def ids(outcomes: list[Outcome]) -> list[str]:
    return [f"{each.vignette['id']}: {each.result['triage']}" for each in outcomes]


@pytest.mark.training
@pytest.mark.timeout(900)
class TestDev:
    """Floors are what was reached; raise them when the bot gets better."""

    def test_no_emergency_is_missed(self, dev: Sums) -> None:
        assert ids([e for e in dev.outcomes if e.emergency and e.level != 0]) == []

    def test_triage_is_hardly_ever_too_late(self, dev: Sums) -> None:
        late = [each for each in dev.outcomes if not each.safe]
        assert len(late) <= LATE, ids(late)

    def test_triage_is_exact(self, dev: Sums) -> None:
        assert dev.exact.share >= EXACT, str(dev.exact)

    def test_the_ranking_holds(self, dev: Sums) -> None:
        assert dev.lead.share >= LEAD, str(dev.lead)
        assert dev.top3.share >= TOP3, str(dev.top3)

    def test_false_emergencies_stay_rare(self, dev: Sums) -> None:
        assert dev.false_alarms.share <= FALSE_ALARMS, str(dev.false_alarms)

    def test_an_interview_is_short(self, dev: Sums) -> None:
        median, most = dev.questions
        assert (median <= 12, most <= 14) == (True, True)
