"""The same words are read once, other words never share a result."""

from __future__ import annotations

from pathlib import Path

from bot.encoder.memo import Memo, key_of
from bot.safety.detector import Detector, Outcome, forget_scans
from tests import loaded

FLAG = "I can't feel anything between my legs and I've wet myself"


def test_work_is_done_once_until_it_is_forgotten() -> None:
    memo: Memo[int] = Memo(most=2)
    calls: list[int] = []

    def work(number: int) -> int:
        return memo.once(bytes([number]), lambda: calls.append(number) or number)

    assert [work(1), work(1), work(2), work(3), work(3)] == [1, 1, 2, 3, 3]
    assert calls == [1, 2, 3]
    work(1)  # it had to go
    assert calls == [1, 2, 3, 1]
    memo.forget()
    work(1)
    assert calls == [1, 2, 3, 1, 1]


def test_where_a_part_ends_makes_a_difference() -> None:
    keys = {key_of(each) for each in (("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""))}
    assert len(keys) == 4
    assert key_of(("half \ud83d",)) == key_of(("half \ud83d",))


def test_two_detectors_of_the_same_rules_share_a_scan() -> None:
    one, another = loaded.detector(), Detector.load()
    assert one.scan(FLAG) is another.scan(FLAG)
    assert one.scan(FLAG).outcome is Outcome.FIRE
    assert one.scan("no", asked="saddle_numbness") is not one.scan("no")
    forget_scans()
    assert one.scan(FLAG) == another.scan(FLAG)


def test_other_rules_share_nothing(tmp_path: Path) -> None:
    assert loaded.detector().scan(FLAG).outcome is Outcome.FIRE
    assert Detector.load(tmp_path).scan(FLAG).outcome is Outcome.NONE
