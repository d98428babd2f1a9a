"""What is done once is done before the first runner; its failure stops nothing."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.conversation import open_bot
from bot.dialogue import warming
from bot.dialogue.actions import InProcessActions

pytestmark = pytest.mark.training


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty package of actions, `lazy_actions`."""
    folder = tmp_path / "lazy_actions"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [each for each in sys.modules if each.startswith("lazy_actions")]:
        del sys.modules[name]


def test_ours_read_the_knowledge_and_say_how_runners_put_it() -> None:
    sentences = InProcessActions().warm_up()
    assert len(sentences) > 50
    assert all(isinstance(each, str) and each for each in sentences)


def test_actions_need_not_have_anything_to_do_beforehand(package: Path) -> None:
    assert list(InProcessActions("lazy_actions").warm_up()) == []


async def test_a_failure_is_logged_and_the_bot_starts(
    package: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bot = await open_bot()
    code = "def warm_up():\n    raise OSError('a secret of the disk')\n"
    (package / "warming.py").write_text(code)
    with caplog.at_level(logging.ERROR):
        await warming.warm_up(bot.agent, InProcessActions("lazy_actions"))
    assert "warming up failed: OSError" in caplog.text
    assert "secret" not in caplog.text
    assert await bot.send("someone", "hello")
