"""Metrics, limits and logs: numbers for operators, and no words of runners."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from bot.channels.limits import Limits
from bot.channels.metrics import BUCKETS, Metrics
from bot.channels.privacy import Command, Privacy, plain
from bot.channels.replies import Replies
from bot.cli.errors import CommandError
from bot.cli.logs import Plain, set_up


def test_metrics_as_prometheus_reads_them() -> None:
    metrics = Metrics()
    metrics.count("rest", "answered", 0.02)
    metrics.count("rest", "answered", 3.0)
    metrics.count("slack", "red_flag", 20.0)
    lines = metrics.text({"ready": 1.0}).splitlines()
    assert 'backstride_messages_total{channel="rest",outcome="answered"} 2' in lines
    assert 'backstride_messages_total{channel="slack",outcome="red_flag"} 1' in lines
    assert 'backstride_answer_seconds_bucket{le="0.01"} 0' in lines
    assert 'backstride_answer_seconds_bucket{le="0.025"} 1' in lines
    assert 'backstride_answer_seconds_bucket{le="8"} 2' in lines
    assert 'backstride_answer_seconds_bucket{le="+Inf"} 3' in lines
    assert "backstride_ready 1" in lines
    assert sum("_bucket" in line for line in lines) == len(BUCKETS) + 1


def test_a_sender_may_write_fast_but_not_for_ever() -> None:
    limits = Limits(burst=5, a_second=0)
    assert [limits.exceeded("a") for _ in range(7)] == [False] * 5 + [True] * 2
    assert not limits.exceeded("b")


def test_what_an_answer_comes_to() -> None:
    replies = Replies.load()
    flag = {"custom": {"type": "red_flag"}}
    assert replies.outcome([{"text": "a"}, flag]) == "red_flag"
    assert replies.outcome([{"text": replies.failed}]) == "failed"
    assert replies.outcome([{"text": replies.too_many}]) == "refused"
    assert replies.outcome([{"text": "a"}, {"custom": {}}]) == "answered"


def record(name: str, message: str) -> logging.LogRecord:
    try:
        int("canarybird")
    except ValueError:
        error = sys.exc_info()
    return logging.LogRecord(name, logging.ERROR, "/x/y.py", 7, message, None, error)


def test_of_other_people_s_messages_only_the_place_is_kept() -> None:
    said = Plain().format(record("rasa.core.processor", "canarybird was said"))
    assert "canarybird" not in said
    assert said.endswith("ERROR rasa.core.processor y.py:7 ValueError")
    ours = json.loads(Plain(as_json=True).format(record("bot.x", "the store\nis away")))
    assert ours["message"] == "the store is away"
    assert ours["error"] == "ValueError"
    assert ours["level"] == "ERROR"


def test_a_wrong_format_is_said() -> None:
    with pytest.raises(CommandError, match="BACKSTRIDE_LOG"):
        set_up({"BACKSTRIDE_LOG": "xml"})


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("delete my data", Command.DELETE),
        ("Please, delete my data now!", Command.DELETE),
        ("DON’T keep my conversation", Command.STOP),
        ("keep my conversation please", Command.KEEP),
        ("What do you know about me?", Command.EXPORT),
        ("I deleted my data from my watch, my calf hurts", None),
        ("forget the exercises", None),
        ("", None),
    ],
)
def test_only_a_whole_message_is_a_command(text: str, command: Command | None) -> None:
    privacy = Privacy(personal=None, forget=print)  # type: ignore[arg-type]
    assert privacy.command(text) is command


def test_politeness_makes_no_difference() -> None:
    assert plain("Could you export my data, thanks!") == "export my data"
