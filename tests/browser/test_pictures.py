"""The README's pictures: `make pictures` keeps them in docs/; else thrown away."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from tests.browser.chat import Chat, prefer, require_browser, resize
from tests.browser.sites import CLUB_PORT, page, serving
from tests.channels.serving import Served

require_browser()
pytestmark = [pytest.mark.browser, pytest.mark.training]
ROOT = Path(__file__).parents[2]
HURTS = "left buttock hurts and down the back of my thigh, 3 weeks, worse sitting"
RED_FLAG = "I can't feel anything between my legs"
PHONE = (390, 780)
CLUB = """<!doctype html><html lang=en><title>Club</title>
<meta name=viewport content='width=device-width'>
<style>
body {{ margin: 0; font: 17px/1.6 Georgia, serif; color: #223; background: #fbfaf7 }}
main {{ max-width: 36rem; padding: 3rem }}
h1 {{ font-size: 2.4rem }}
</style>
<main><h1>Harbour Road Runners</h1>
<p>Tuesdays and Thursdays at seven, from the pier. All paces, every weather.</p>
<h2>This week</h2>
<p>Hill repeats on Tuesday, an easy ten on Thursday, the coast path on Sunday.</p>
</main>
<script src="{server}widget.js" async></script></html>"""


@pytest.fixture(scope="module")
def site(site_of_a_club: Served) -> Served:
    return site_of_a_club


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return ROOT / "docs" if os.environ.get("BACKSTRIDE_PICTURES") else tmp_path


def take(chat: Chat, path: Path) -> None:
    """What the window shows, without the pointer's hover."""
    chat.driver.execute_cdp_cmd(
        "Input.dispatchMouseEvent", {"type": "mouseMoved", "x": 1, "y": 1}
    )
    chat.wait_until(lambda: not chat.shows(".typing *"))
    shot = chat.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    path.write_bytes(base64.b64decode(shot["data"]))
    assert path.stat().st_size > 10_000


def on_the_phone(chat: Chat, address: str) -> None:
    """The chat alone, as the launcher opens it on a phone."""
    with serving(page(CLUB.format(server=address)), CLUB_PORT) as host:
        resize(chat.driver, *PHONE, scale=2)
        chat.driver.get(host)
        chat.click(".launcher")
        chat.click(".notice .primary")


def test_the_page(chat: Chat, address: str, folder: Path) -> None:
    resize(chat.driver, 1280, 900)
    chat.open(address)
    chat.say(HURTS)
    chat.driver.execute_script("scrollTo(0, 0)")
    take(chat, folder / "page.png")


def test_the_launcher_on_a_club_s_site(chat: Chat, address: str, folder: Path) -> None:
    resize(chat.driver, 1100, 820)
    with serving(page(CLUB.format(server=address)), CLUB_PORT) as host:
        chat.driver.get(host)
        chat.click(".launcher")
        chat.click(".notice .primary")
        chat.say(HURTS)
        take(chat, folder / "widget-site.png")


def test_the_card(chat: Chat, address: str, folder: Path) -> None:
    on_the_phone(chat, address)
    chat.assessed(HURTS)
    take(chat, folder / "widget-card.png")
    chat.js("root.querySelector('.causes').scrollIntoView({block: 'start'})")
    chat.click(".cause summary")
    chat.js("root.querySelector('.causes').scrollIntoView({block: 'start'})")
    take(chat, folder / "widget-why.png")


def test_the_body_map(chat: Chat, address: str, folder: Path) -> None:
    on_the_phone(chat, address)
    chat.say("my left buttock hurts when I sit")
    chat.click(".tool")
    chat.wait_for(".region[data-is=hurts]")
    chat.click(".mode.spreads")
    chat.click(".region[data-key=thigh_back_left]")
    take(chat, folder / "widget-body-map.png")


def test_the_emergency_banner(chat: Chat, address: str, folder: Path) -> None:
    on_the_phone(chat, address)
    chat.say(RED_FLAG)
    take(chat, folder / "widget-emergency.png")


def test_in_the_dark(chat: Chat, address: str, folder: Path) -> None:
    prefer(chat.driver, prefers_color_scheme="dark")
    on_the_phone(chat, address)
    chat.say(HURTS)
    take(chat, folder / "widget-dark.png")
