"""On other websites: a launcher, strict policies, a proxy, other words and colours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.chat import PHONE, Chat, require_browser, resize
from tests.browser.sites import CLUB_PORT, page, proxy, serving
from tests.channels.serving import Served

require_browser()
pytestmark = [pytest.mark.browser, pytest.mark.training]
HURTS = "my left lower back aches after runs, 3 weeks now"
VENDOR = Path(__file__).parent / "vendor"


@pytest.fixture(scope="module")
def site(site_of_a_club: Served) -> Served:
    return site_of_a_club


def club(server: str, attributes: str = "", body: str = "", head: str = "") -> str:
    return (
        "<!doctype html><html lang=en>"
        "<meta name=viewport content='width=device-width'>"
        f"<title>Club</title>{head}"
        f"<body><main><h1>Our club</h1><p>We run.</p>{body}</main>"
        f'<script src="{server}widget.js" {attributes} async></script></body></html>'
    )


def test_one_script_tag_puts_a_launcher_on_a_site_with_a_strict_policy(
    chat: Chat, address: str
) -> None:
    server = address.rstrip("/")
    policy = (
        f"default-src 'none'; script-src {server}; style-src 'self'; "
        f"connect-src {server} {server.replace('http', 'ws')}; "
        "require-trusted-types-for 'script'"
    )
    with serving(page(club(address), policy), CLUB_PORT) as host:
        chat.driver.get(host)
        launcher = chat.wait_for(".launcher")
        assert launcher.get_attribute("aria-expanded") == "false"
        assert not chat.shows(".panel")
        # Nothing is asked of the server before somebody opens the chat.
        assert chat.js("return !document.querySelector('backstride-chat').connection")
        chat.click(".launcher")
        chat.click(".notice .primary")
        chat.say(HURTS)
        assert chat.shows(".choice")
        chat.click(".tool")
        chat.press(Keys.ESCAPE)
        assert chat.shows(".panel")
        chat.press(Keys.ESCAPE)
        assert not chat.shows(".panel")
        assert chat.js("return root.activeElement.className") == "launcher"
        assert chat.violations() == []
        chat.driver.refresh()
        chat.wait_for(".launcher")
        assert not chat.shows(".panel")
        chat.press(Keys.TAB, Keys.ENTER)
        chat.wait_for(".choice")
        assert chat.errors() == []


def test_on_a_phone_it_covers_the_page_and_keeps_the_focus(
    chat: Chat, address: str
) -> None:
    resize(chat.driver, *PHONE)
    with serving(page(club(address, "data-open")), CLUB_PORT) as host:
        chat.driver.get(host)
        chat.click(".notice .primary")
        panel = chat.one(".panel").rect
        assert (panel["width"], panel["height"]) == PHONE
        for _ in range(12):
            chat.press(Keys.TAB)
            assert chat.js("return !!root.activeElement")


def test_a_site_that_is_not_on_the_list_is_kept_out(chat: Chat, address: str) -> None:
    with serving(page(club(address, "data-open"))) as host:
        chat.driver.get(host)
        chat.wait_for(".status")
        assert not chat.shows(".notice .primary")
        assert chat.bubbles() == []


def test_it_works_under_a_path_of_a_reverse_proxy(
    chat: Chat, site: Served, address: str
) -> None:
    with serving(proxy(address, "/health/back/")) as front:
        chat.open(front + "health/back/")
        chat.say(HURTS)
        assert chat.shows(".choice")
        assert (
            chat.js(
                "return document.querySelector('backstride-chat').connection.socket"
                ".io.engine.transport.name"
            )
            == "websocket"
        )
        shown = chat.driver.find_element("css selector", "[data-address]").text
        assert shown == front + "health/back/"
        assert chat.errors() == []


def test_words_colours_side_and_country_are_the_site_s(
    chat: Chat, address: str
) -> None:
    strings = json.dumps(
        {"lang": "de", "name": "Laufrücken", "start": "Los", "card": {"why": "Warum"}}
    )
    attributes = f"data-strings='{strings}' data-side=left data-country=uk"
    head = "<style>backstride-chat { --backstride-brand: rgb(80, 0, 120); }</style>"
    with serving(page(club(address, attributes, head=head)), CLUB_PORT) as host:
        chat.driver.get(host)
        launcher = chat.wait_for(".launcher")
        assert launcher.rect["x"] < 100
        assert launcher.value_of_css_property("background-color").startswith(
            "rgba(80, 0, 120"
        )
        chat.click(".launcher")
        chat.wait_for(".notice .primary")
        assert chat.text(".notice .primary") == "Los"
        assert chat.text("h2") == "Laufrücken"
        assert (
            chat.driver.execute_script(
                "return document.querySelector('backstride-chat').lang"
            )
            == "de"
        )
        chat.click(".notice .primary")
        chat.say("I can't feel anything between my legs")
        chat.wait_for(".banner.emergency")
        calls = [each.get_attribute("href") for each in chat.all(".call")]
        assert calls == ["tel:999"]


def test_strings_that_cannot_be_read_leave_the_usual_ones(
    chat: Chat, address: str
) -> None:
    with serving(
        page(club(address, "data-strings='{broken' data-open")), CLUB_PORT
    ) as host:
        chat.driver.get(host)
        chat.wait_for(".notice .primary")
        assert chat.text(".notice .primary") == "Start"


def test_it_can_stand_in_a_place_of_the_page(chat: Chat, address: str) -> None:
    body = "<div id=here style='height: 600px'></div>"
    html = club(address, "data-target='#here'", body)
    with serving(page(html), CLUB_PORT) as host:
        chat.driver.get(host)
        chat.wait_for(".notice .primary")
        assert not chat.all(".launcher")
        assert chat.one(".panel").get_attribute("role") == "region"
        assert 590 < chat.one(".panel").rect["height"] <= 600


def test_the_last_generation_of_clients_connects(chat: Chat, address: str) -> None:
    """socket.io 3 in a browser, as the widgets of others bring it."""
    chat.driver.get(address + "widget.licences.txt")
    client = VENDOR / "socket.io-client-3.1.3.min.js"
    chat.driver.execute_script(client.read_text() + ";window.io = io;")
    heard = chat.driver.execute_async_script(
        "const done = arguments[arguments.length - 1]; const heard = [];"
        "const [words] = arguments;"
        "const socket = window.io({path: '/socket.io/'});"
        "const begin = () => socket.emit('session_request', {session_id: null});"
        "const say = (session_id) =>"
        " socket.emit('user_uttered', {message: words, session_id});"
        "socket.on('connect', begin);"
        "socket.on('session_confirm', say);"
        "socket.on('bot_uttered', (event) => { heard.push(event);"
        " if (event.reply_to && event.last) done(heard); });",
        HURTS,
    )
    assert any(each.get("quick_replies") for each in heard)
    assert heard[-1]["custom"]["type"] == "question"
