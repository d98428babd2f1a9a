"""The page in a real browser: a newcomer opens it, writes, and gets an answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from bot.cli import train
from tests.channels.test_server import free_port

BACKSTRIDE = Path(sys.executable).with_name("backstride")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
OFFLINE = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
WAIT_SECONDS = 20

pytestmark = [pytest.mark.browser, pytest.mark.training]
if not (CHROMIUM and DRIVER):
    if os.environ.get("CI"):
        raise RuntimeError("Chromium and its driver are needed: see .ci/run")
    pytest.skip(
        "chromium and chromium-driver are not installed", allow_module_level=True
    )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    train.ensure_current()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [BACKSTRIDE, "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(120):
        assert server.poll() is None
        try:
            if httpx.get(f"{address}/health").status_code == 200:
                break
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    yield address
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (*OFFLINE, f"--user-data-dir={tmp_path}", "--window-size=900,1100"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(executable_path=DRIVER)
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


def bubbles(browser: webdriver.Chrome) -> list[WebElement]:
    return browser.find_elements(By.CSS_SELECTOR, "#log .bubble:not(.mine)")


def wait_for_more(browser: webdriver.Chrome, than: int) -> None:
    WebDriverWait(browser, WAIT_SECONDS).until(
        lambda _: (
            len(bubbles(browser)) > than
            and not browser.find_element(By.ID, "status").text
        )
    )


def test_a_newcomer_gets_an_answer_by_typing_and_clicking(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address)
    wait_for_more(browser, than=0)
    count = len(bubbles(browser))
    field = browser.find_element(By.ID, "text")
    field.send_keys("my left lower back aches after runs, 3 weeks now", Keys.ENTER)
    wait_for_more(browser, than=count)
    assert "lower back" in bubbles(browser)[-2].text
    for _ in range(14):
        choices = browser.find_elements(By.CSS_SELECTOR, ".choices button")
        if "fits best" in browser.page_source or "possible" in browser.page_source:
            break
        count = len(bubbles(browser))
        no = [each for each in choices if each.text.lower().startswith("no")]
        (no or choices)[0].click()
        wait_for_more(browser, than=count)
    log = browser.find_element(By.ID, "log").text
    assert "What may be behind it" in log
    assert "not a diagnosis" in log
    errors = [each for each in browser.get_log("browser") if each["level"] == "SEVERE"]
    assert errors == []


def test_a_red_flag_shows_a_banner_and_no_choices(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address)
    wait_for_more(browser, than=0)
    field = browser.find_element(By.ID, "text")
    field.send_keys("I can't feel anything between my legs", Keys.ENTER)
    WebDriverWait(browser, WAIT_SECONDS).until(
        lambda _: browser.find_element(By.ID, "emergency").is_displayed()
    )
    assert not browser.find_elements(By.CSS_SELECTOR, ".choices button")


def test_what_is_typed_is_shown_as_text_and_never_run(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address)
    wait_for_more(browser, than=0)
    count = len(bubbles(browser))
    field = browser.find_element(By.ID, "text")
    field.send_keys("<img src=x onerror=document.title='bad'> my hip hurts", Keys.ENTER)
    wait_for_more(browser, than=count)
    assert browser.title != "bad"
    assert not browser.find_elements(By.CSS_SELECTOR, "#log img")


def test_words_are_kept_when_no_answer_comes(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(address)
    wait_for_more(browser, than=0)
    browser.execute_script("window.fetch = () => Promise.reject(new Error('down'))")
    field = browser.find_element(By.ID, "text")
    field.send_keys("my back hurts", Keys.ENTER)
    WebDriverWait(browser, WAIT_SECONDS).until(
        lambda _: "No answer came" in browser.find_element(By.ID, "status").text
    )
    assert field.get_attribute("value") == "my back hurts"
