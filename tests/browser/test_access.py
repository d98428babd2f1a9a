"""WCAG 2.2 AA: axe-core finds nothing, in every state; sizes, motion, focus, speech."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.chat import PHONE, WIDE, Chat, prefer, require_browser, resize

require_browser()
pytestmark = [pytest.mark.browser, pytest.mark.training]
HURTS = "my left lower back aches after runs, 3 weeks now"
RED_FLAG = "I can't feel anything between my legs"
SMALLEST = 44  # px, a target for a thumb


def show_map(chat: Chat) -> None:
    chat.click(".tool")
    chat.click(".list summary")


def ask_to_delete(chat: Chat) -> None:
    chat.click(".top [aria-controls='menu']")
    chat.click(".menu button:nth-child(3)")


def show_reasons(chat: Chat) -> None:
    chat.assessed(HURTS)
    chat.click(".cause summary")
    chat.click(".sources summary")


STATES: dict[str, Callable[[Chat], None]] = {
    "prompt": lambda chat: None,
    "question": lambda chat: chat.say(HURTS),
    "emergency": lambda chat: chat.say(RED_FLAG),
    "card": show_reasons,
    "body map": show_map,
    "delete": ask_to_delete,
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing(
    chat: Chat, address: str, scheme: str, size: tuple[int, int]
) -> None:
    resize(chat.driver, *size)
    prefer(chat.driver, prefers_color_scheme=scheme)
    chat.open(address, start=False)
    chat.wait_for(".notice .primary")
    assert chat.violations() == []
    for name, reach in STATES.items():
        chat.driver.execute_script("sessionStorage.clear()")
        chat.open(address)
        reach(chat)
        assert chat.violations() == [], name


def test_targets_are_large_enough_for_a_thumb(chat: Chat, address: str) -> None:
    resize(chat.driver, *PHONE)
    chat.open(address)
    for reach in (lambda: None, lambda: chat.say(HURTS), lambda: chat.click(".tool")):
        reach()
        small = chat.js(
            "return [...root.querySelectorAll('button, .call, textarea, .place')]"
            ".filter((each) => each.checkVisibility())"
            ".map((each) => [each.textContent || each.ariaLabel,"
            " each.getBoundingClientRect().height, each.getBoundingClientRect().width])"
            ".filter(([, height, width]) => height < arguments[0] || width < 44)",
            SMALLEST,
        )
        assert small == []


def test_a_phone_does_not_zoom_into_the_field(chat: Chat, address: str) -> None:
    chat.open(address)
    size = chat.js("return getComputedStyle(root.querySelector('textarea')).fontSize")
    assert size == "16px"


def test_nothing_moves_for_those_who_asked_for_that(chat: Chat, address: str) -> None:
    prefer(chat.driver, prefers_reduced_motion="reduce")
    chat.open(address)
    chat.js(
        "const dots = document.createElement('span'); dots.className = 'dots';"
        "dots.append(document.createElement('i'));"
        "root.querySelector('.typing').replaceChildren(dots)"
    )
    name = "return getComputedStyle(root.querySelector('.dots i')).animationName"
    assert chat.js(name) == "none"


def test_what_is_new_is_read_out_and_what_is_old_is_not(
    chat: Chat, address: str
) -> None:
    chat.open(address)
    log = chat.one(".log")
    assert log.get_attribute("role") == "log"
    # What was there when the page opened is drawn in silence, and that lasts a moment.
    chat.wait_until(lambda: log.get_attribute("aria-live") == "polite")
    chat.say(HURTS)
    assert log.get_attribute("aria-live") == "polite"
    chat.driver.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument",
        {
            "source": "const set = Element.prototype.setAttribute; window.live = [];"
            "Element.prototype.setAttribute = function (name, value) {"
            " if (name === 'aria-live') window.live.push(value);"
            " return set.call(this, name, value); };"
        },
    )
    chat.driver.refresh()
    chat.wait_for(".bubble.me")
    chat.wait_until(
        lambda: chat.driver.execute_script("return window.live.at(-1)") == "polite"
    )
    assert "off" in chat.driver.execute_script("return window.live")
    assert chat.shows(".choice")  # the question is still open


def test_the_words_say_who_speaks(chat: Chat, address: str) -> None:
    chat.open(address)
    chat.say(HURTS)
    assert chat.js("return root.querySelector('.bubble.me').textContent").startswith(
        "You said:"
    )
    assert chat.one(".typing").get_attribute("role") == "status"


def test_it_reads_from_right_to_left_on_such_a_page(chat: Chat, address: str) -> None:
    chat.driver.get(address)
    chat.driver.execute_script("document.documentElement.dir = 'rtl'")
    chat.click(".notice .primary")
    chat.say(HURTS)
    mine = chat.all(".bubble.me")[-1].rect
    panel = chat.one(".scroller").rect
    assert mine["x"] - panel["x"] < panel["width"] / 4
    assert chat.violations() == []


def test_text_twice_as_large_still_fits(chat: Chat, address: str) -> None:
    """WCAG 1.4.4 and 1.4.10: what a 200 % zoom leaves of a 1280 px window."""
    resize(chat.driver, 640, 450)
    chat.open(address)
    chat.say(HURTS)
    wide = chat.driver.execute_script("return document.documentElement.scrollWidth")
    assert wide == 640
    assert chat.shows("textarea")


def test_every_stop_of_the_keyboard_can_be_seen(chat: Chat, address: str) -> None:
    chat.open(address)
    chat.say(HURTS)
    for _ in range(12):
        chat.press(Keys.TAB)
        outline = chat.js(
            "return root.activeElement"
            " && getComputedStyle(root.activeElement).outlineStyle"
        )
        assert outline in (None, "solid")
