"""Whole conversations in a real browser, with the mouse and with the keyboard alone."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.chat import PHONE, Chat, require_browser, resize

require_browser()
pytestmark = [pytest.mark.browser, pytest.mark.training]
HURTS = "my left lower back aches after runs, 3 weeks now"
RED_FLAG = "I can't feel anything between my legs"


def test_a_newcomer_reads_what_it_is_before_anything_is_sent(
    chat: Chat, address: str
) -> None:
    chat.open(address, start=False)
    chat.wait_for(".notice .primary")
    notice = chat.text(".notice")
    assert "not a doctor" in notice
    assert "999" in notice
    assert not chat.shows("textarea")
    assert chat.bubbles()
    chat.click(".notice .primary")
    assert chat.shows("textarea")
    assert chat.js("return root.activeElement.id") == "field"


def test_with_the_mouse_from_the_first_words_to_the_card(
    chat: Chat, address: str
) -> None:
    chat.open(address)
    chat.assessed(HURTS)
    assert chat.text(".card h3")
    causes = chat.all(".cause")
    assert causes
    assert len(chat.all(".cause .bar")) == len(causes)
    assert chat.all(".step input")
    assert "not a diagnosis" in chat.text(".card")
    assert chat.all(".sources a[rel~='noopener']")
    # Said once: the card stands for the bubbles that would say the same.
    assert chat.log.count("not a diagnosis") == 1
    assert chat.errors() == []


def test_the_card_opens_its_reasons_and_keeps_what_is_ticked(
    chat: Chat, address: str
) -> None:
    chat.open(address)
    chat.assessed(HURTS)
    chat.click(".cause summary")
    assert chat.shows(".cause details li")
    chat.click(".step input")
    chat.driver.refresh()
    chat.wait_for(".card")
    assert chat.js("return root.querySelector('.step input').checked") is True
    assert chat.errors() == []


def test_with_the_keyboard_alone(chat: Chat, address: str) -> None:
    chat.open(address, start=False)
    chat.wait_for(".notice .primary")
    for _ in range(30):
        chat.press(Keys.TAB)
        if chat.focused and chat.focused.text == "Start":
            break
    chat.press(Keys.ENTER)
    chat.press(HURTS, Keys.ENTER)
    chat.settled()
    for _ in range(25):
        if chat.shows(".card"):
            break
        chat.press("1", Keys.ENTER)  # the number, typed as an answer
        chat.settled()
    assert chat.shows(".card")
    assert not {"You said:1", "You said: 1"} & set(chat.bubbles("me"))
    assert chat.errors() == []


def test_an_answer_can_be_chosen_with_tab_and_enter_or_a_number_key(
    chat: Chat, address: str
) -> None:
    chat.open(address)
    chat.say(HURTS)
    chat.js("root.querySelector('.choice').focus()")
    chosen = chat.js("return root.querySelector('.choice span:last-child').textContent")
    chat.press(Keys.ENTER)
    chat.settled()
    assert chat.bubbles("me")[-1].endswith(chosen)
    assert chat.js("return root.activeElement?.id") == "field"
    chat.js("root.querySelector('.scroller').focus()")
    chosen = chat.js("return root.querySelectorAll('.choice')[1].lastChild.textContent")
    chat.press("2")
    chat.settled()
    assert chat.bubbles("me")[-1].endswith(chosen)


def test_an_open_question_is_answered_once(chat: Chat, address: str) -> None:
    chat.open(address)
    chat.say(HURTS)
    assert chat.shows(".choice")
    chat.say("no, none of these")
    assert len(chat.all(".choices")) <= 1
    assert len(chat.all(".why")) <= 1


class TestEmergency:
    def test_the_banner_stays_and_nothing_is_offered(
        self, chat: Chat, address: str
    ) -> None:
        chat.open(address)
        chat.say(RED_FLAG)
        banner = chat.wait_for(".banner.emergency")
        assert banner.get_attribute("role") == "alert"
        assert not chat.shows(".choice")
        calls = [each.get_attribute("href") for each in chat.all(".call")]
        assert {"tel:999", "tel:112", "tel:911"} <= set(calls)
        assert "alarm" in str(chat.all(".bubble.bot")[-1].get_attribute("class"))
        before = banner.rect
        for step in (0, 100_000):
            chat.js("root.querySelector('.scroller').scrollTop = arguments[0]", step)
            assert chat.one(".banner").rect == before
        chat.driver.refresh()
        assert chat.wait_for(".banner.emergency")

    def test_it_leaves_room_to_read_and_write_on_a_phone(
        self, chat: Chat, address: str
    ) -> None:
        resize(chat.driver, 320, 568)
        chat.open(address)
        chat.say(RED_FLAG)
        chat.wait_for(".banner.emergency")
        height = chat.js("return root.querySelector('.scroller').clientHeight")
        assert height >= 100
        assert chat.shows("textarea")

    def test_the_site_s_country_names_one_number(
        self, chat: Chat, address: str
    ) -> None:
        chat.driver.get(address)
        chat.driver.execute_script(
            "document.querySelector('backstride-chat')?.setAttribute('country', 'uk')"
        )
        chat.wait_for(".notice .primary")
        chat.click(".notice .primary")
        chat.say(RED_FLAG)
        chat.wait_for(".banner.emergency")
        calls = [each.get_attribute("href") for each in chat.all(".call")]
        assert calls == ["tel:999"]


class TestMenu:
    def test_a_new_conversation_forgets_the_screen(
        self, chat: Chat, address: str
    ) -> None:
        chat.open(address)
        chat.say(HURTS)
        token = chat.js(
            "return document.querySelector('backstride-chat').store.state.token"
        )
        self.choose(chat, 2)
        chat.wait_until(lambda: not chat.bubbles("me") and chat.bubbles())
        chat.wait_for("textarea")
        now = chat.js(
            "return document.querySelector('backstride-chat').store.state.token"
        )
        assert now != token
        chat.say("where did I say it hurts?")
        assert "lower back (left)" not in chat.log

    def test_deleting_asks_first_and_then_nothing_is_left(
        self, chat: Chat, address: str
    ) -> None:
        chat.open(address)
        chat.say(HURTS)
        self.choose(chat, 3)
        chat.wait_for(".sheet .danger")
        chat.press(Keys.ESCAPE)
        assert chat.bubbles("me")
        self.choose(chat, 3)
        chat.click(".sheet .danger")
        chat.wait_for(".notice .primary")
        assert chat.bubbles("me") == []
        assert "Deleted" in chat.log
        kept = chat.driver.execute_script("return JSON.stringify({...sessionStorage})")
        assert "lower back aches" not in kept

    def test_the_summary_holds_what_was_said(self, chat: Chat, address: str) -> None:
        chat.open(address)
        chat.say(HURTS)
        chat.driver.execute_script(
            "window.saved = null; const make = URL.createObjectURL;"
            "URL.createObjectURL = (blob) => {"
            " blob.text().then((text) => { window.saved = text; });"
            " return make(blob); }"
        )
        self.choose(chat, 1)
        chat.wait_until(lambda: chat.driver.execute_script("return window.saved"))
        text = chat.driver.execute_script("return window.saved")
        assert HURTS in text
        assert "not a diagnosis" in text

    @staticmethod
    def choose(chat: Chat, number: int) -> None:
        chat.click(".top [aria-controls='menu']")
        chat.click(f".menu button:nth-child({number})")


class TestBodyMap:
    def test_tapping_says_it_in_words(self, chat: Chat, address: str) -> None:
        chat.open(address)
        chat.click(".pointer")
        chat.wait_for(".map .figure")
        self.tap(chat, "buttock_left")
        chat.click(".mode.spreads")
        self.tap(chat, "calf_left")
        assert "my left buttock" in chat.text(".chosen")
        chat.click(".map .primary")
        chat.settled()
        said = chat.bubbles("me")[-1]
        assert "left buttock" in said
        assert "left calf" in said
        assert "pain in the buttock and calf on the left" in chat.log

    def test_it_shows_what_was_typed_and_can_take_it_back(
        self, chat: Chat, address: str
    ) -> None:
        chat.open(address)
        chat.say("my lower back and my right calf hurt")
        chat.click(".tool")
        chat.wait_until(lambda: self.marked(chat) >= {"calf_right", "lower_back"})
        self.tap(chat, "calf_right")
        chat.click(".map .primary")
        chat.settled()
        chat.click(".tool")
        chat.wait_until(lambda: self.marked(chat) == {"lower_back"})

    def test_every_region_is_a_button_too(self, chat: Chat, address: str) -> None:
        chat.open(address)
        chat.click(".tool")
        keys = (
            "return [...root.querySelectorAll(arguments[0])].map((e) => e.dataset.key)"
        )
        regions = chat.js(keys, ".region")
        assert sorted(regions) == sorted(chat.js(keys, ".place"))
        chat.js("root.querySelector('.list summary').focus()")
        chat.press(Keys.ENTER)
        chat.js("root.querySelector('.place[data-key=hip_right]').focus()")
        chat.press(" ")
        assert self.marked(chat) == {"hip_right"}
        assert "Hip, right" in chat.text(".place[aria-pressed=true]")
        chat.press(Keys.ESCAPE)
        assert not chat.shows(".sheet")
        assert chat.js("return root.activeElement.className") == "tool"

    def test_the_focus_stays_inside(self, chat: Chat, address: str) -> None:
        chat.open(address)
        chat.click(".tool")
        for _ in range(12):
            chat.press(Keys.TAB)
            assert chat.js("return !!root.activeElement.closest('.sheet')")

    @staticmethod
    def tap(chat: Chat, key: str) -> None:
        """Really on the drawing: the middle of the region."""
        chat.js(
            "const path = root.querySelector(`.region[data-key=${arguments[0]}]`);"
            "path.scrollIntoView({block: 'center'});"
            "const {x, y, width, height} = path.getBoundingClientRect();"
            "const target = root.elementFromPoint(x + width / 2, y + height / 2);"
            "if (target !== path) throw new Error('covered by ' + target.outerHTML);"
            "target.dispatchEvent(new MouseEvent('click', {bubbles: true}))",
            key,
        )

    @staticmethod
    def marked(chat: Chat) -> set[str]:
        return set(
            chat.js(
                "return [...root.querySelectorAll('.region')]"
                ".filter((e) => e.dataset.is).map((e) => e.dataset.key)"
            )
        )


@pytest.mark.parametrize(
    "words",
    [
        "<img src=x onerror=document.title='bad'> my hip hurts",
        "[x](javascript:document.title='bad') my hip hurts",
        "**<script>document.title='bad'</script>** my hip hurts",
    ],
)
def test_what_is_typed_is_shown_as_text_and_never_run(
    chat: Chat, address: str, words: str
) -> None:
    chat.open(address)
    chat.say(words)
    assert chat.driver.title != "bad"
    assert not chat.all(".log img, .log script, .log a[href^='javascript']")
    assert words in chat.bubbles("me")[-1]


def test_the_page_fits_the_narrowest_phone(chat: Chat, address: str) -> None:
    for width in (320, PHONE[0], 390):
        resize(chat.driver, width, 640)
        chat.driver.get(address)
        chat.wait_for(".notice .primary")
        wide = "return document.documentElement.scrollWidth"
        assert chat.driver.execute_script(wide) == width
