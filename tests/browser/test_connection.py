"""Nothing lost and nothing doubled: reloads, lost connections, blocked sockets."""

from __future__ import annotations

import time

import pytest
from selenium.webdriver.common.keys import Keys

from tests import loaded
from tests.browser.chat import Chat, require_browser

require_browser()
pytestmark = [pytest.mark.browser, pytest.mark.training]
HURTS = "my left lower back aches after runs, 3 weeks now"
QUESTION = loaded.knowledge().findings["bladder_bowel"].question
ASKED = QUESTION.text if QUESTION else ""  # what follows


def offline(chat: Chat, *, off: bool) -> None:
    conditions = {
        "offline": off, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
    }  # fmt: skip
    chat.driver.execute_cdp_cmd("Network.enable", {})
    chat.driver.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)


def drop(chat: Chat) -> None:
    """Cut the socket as a train in a tunnel does; it comes back by itself."""
    chat.js(
        "document.querySelector('backstride-chat').connection.socket.io.engine.close()"
    )


def answered_once(chat: Chat) -> None:
    chat.settled()
    assert chat.log.count(ASKED) == 1, chat.log
    assert len(chat.bubbles("me")) == 1


def test_a_reload_keeps_everything(chat: Chat, address: str) -> None:
    chat.open(address)
    chat.say(HURTS)
    before = chat.bubbles()
    chat.driver.refresh()
    chat.wait_for(".choice")
    assert chat.bubbles() == before
    assert not chat.shows(".notice")
    chat.pick()
    assert len(chat.bubbles()) > len(before)


def test_a_reload_in_mid_reply_loses_nothing(chat: Chat, address: str) -> None:
    chat.open(address)
    chat.one("textarea").send_keys(HURTS, Keys.ENTER)
    chat.driver.refresh()
    chat.wait_for(".choice")
    answered_once(chat)


def test_a_connection_lost_in_mid_reply_loses_nothing(chat: Chat, address: str) -> None:
    chat.open(address)
    chat.one("textarea").send_keys(HURTS, Keys.ENTER)
    drop(chat)
    chat.wait_for(".choice")
    answered_once(chat)


def test_a_connection_lost_between_two_bubbles_loses_nothing(
    chat: Chat, address: str
) -> None:
    chat.open(address)
    chat.js(
        "const {connection} = document.querySelector('backstride-chat');"
        "const next = connection.on.event; let cut = false;"
        "connection.on.event = (event) => {"
        " if (!cut && event.reply_to) { cut = true; next(event);"
        "   connection.socket.io.engine.close(); }"
        " else next(event); };"
    )
    chat.one("textarea").send_keys(HURTS, Keys.ENTER)
    chat.wait_for(".choice")
    answered_once(chat)


def test_what_is_written_offline_goes_out_later(chat: Chat, address: str) -> None:
    chat.open(address)
    offline(chat, off=True)
    drop(chat)
    chat.wait_for(".status")
    chat.one("textarea").send_keys(HURTS, Keys.ENTER)
    chat.wait_for(".bubble.waiting")
    assert "Not sent yet" in chat.log
    offline(chat, off=False)
    chat.wait_for(".choice")
    answered_once(chat)
    assert not chat.shows(".bubble.waiting")
    assert not chat.shows(".status")


def test_what_is_written_offline_survives_a_reload(chat: Chat, address: str) -> None:
    chat.open(address)
    offline(chat, off=True)
    drop(chat)
    chat.wait_for(".status")
    chat.one("textarea").send_keys(HURTS, Keys.ENTER)
    offline(chat, off=False)
    chat.driver.refresh()
    chat.wait_for(".choice")
    answered_once(chat)


def test_where_sockets_are_blocked_it_talks_over_http(chat: Chat, address: str) -> None:
    chat.driver.execute_cdp_cmd("Network.enable", {})
    chat.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*socket.io*"]})
    chat.open(address)
    chat.say(HURTS)
    answered_once(chat)
    chat.driver.refresh()
    chat.wait_for(".choice")
    chat.pick()
    chat.click(".tool")
    chat.wait_until(
        lambda: chat.js(
            "return root.querySelector('.region[data-key=lower_back_left]').dataset.is"
        )
    )


def test_a_second_window_shows_the_same(chat: Chat, address: str) -> None:
    chat.open(address)
    kept = chat.driver.execute_script("return {...sessionStorage}")
    first = chat.driver.current_window_handle
    chat.driver.switch_to.new_window("tab")
    chat.driver.get(address + "widget.licences.txt")  # the same site, and no chat
    chat.driver.execute_script(
        "for (const [key, value] of Object.entries(arguments[0]))"
        " sessionStorage.setItem(key, value)",
        kept,
    )
    chat.driver.get(address)
    chat.wait_for("textarea")
    second = chat.driver.current_window_handle
    time.sleep(1)
    chat.driver.switch_to.window(first)
    chat.say(HURTS)
    chat.driver.switch_to.window(second)
    chat.wait_for(".choice")
    assert len(chat.bubbles("me")) == 1
    assert chat.log.count(ASKED) == 1


def test_a_server_that_forgot_says_so(chat: Chat, address: str, site: object) -> None:
    chat.open(address)
    chat.say(HURTS)
    token = chat.js(
        "return document.querySelector('backstride-chat').store.state.token"
    )
    done = site.client.post("/webhooks/web/delete", json={"session_id": token})
    assert done.json() == {"deleted": True}
    chat.driver.refresh()
    chat.wait_for(".note")
    assert "tell me again" in chat.log
    assert HURTS in chat.log
