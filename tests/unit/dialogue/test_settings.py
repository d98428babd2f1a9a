"""Where things are kept, by the environment; what is wrong is said by name."""

from __future__ import annotations

import pytest

from bot.dialogue.settings import Settings, SettingsError


def test_by_default_a_file_and_consent_first() -> None:
    settings = Settings.from_environment({})
    assert settings.conversations.endswith("/.backstride/conversations.db")
    assert settings.ask_consent
    assert settings.keep_days == 30
    assert settings.redis == ""


@pytest.mark.parametrize(
    ("given", "conversations"),
    [
        ({"BACKSTRIDE_DATABASE_URL": "postgres://u@h/d"}, "postgresql://u@h/d"),
        ({"BACKSTRIDE_CONVERSATIONS_URL": "memory"}, "memory"),
        (
            {
                "BACKSTRIDE_DATABASE_URL": "postgresql://u@h/d",
                "BACKSTRIDE_CONVERSATIONS_URL": "sqlite:////a/b.db",
            },
            "sqlite:////a/b.db",
        ),
    ],
)
def test_where_conversations_are(given: dict[str, str], conversations: str) -> None:
    assert Settings.from_environment(given).conversations == conversations


def test_the_file_of_the_knowledge_holds_no_conversations() -> None:
    given = {"BACKSTRIDE_DATABASE_URL": "sqlite:////a/knowledge.db"}
    assert "knowledge" not in Settings.from_environment(given).conversations


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BACKSTRIDE_CONVERSATIONS_URL", "conversations.db"),
        ("BACKSTRIDE_CONSENT", "yes"),
        ("BACKSTRIDE_KEEP_DAYS", "a month"),
    ],
)
def test_what_is_wrong_is_said_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})
