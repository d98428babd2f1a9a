"""The chat as a runner meets it: a browser, and what can be done in the widget."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
OFFLINE = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--hide-scrollbars",
)  # fmt: skip
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WAIT_SECONDS = 30
REDRAWN = 5  # times at most
WIDE = (1280, 900)
PHONE = (375, 740)
T = TypeVar("T")


def require_browser() -> None:
    """Skip the module in words where there is no browser; in CI there has to be one."""
    if CHROMIUM and DRIVER:
        return
    if os.environ.get("CI"):
        raise RuntimeError("Chromium and its driver are needed: see .ci/run")
    pytest.skip(
        "chromium and chromium-driver are not installed", allow_module_level=True
    )


@contextmanager
def browser(profile: Path, size: tuple[int, int] = WIDE) -> Iterator[webdriver.Chrome]:
    """A browser of its own; its console must stay free of errors."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (*OFFLINE, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(executable_path=DRIVER)
    driver = webdriver.Chrome(options=options, service=service)
    try:
        resize(driver, *size)
        yield driver
    finally:
        driver.quit()


def resize(driver: webdriver.Chrome, width: int, height: int, scale: int = 1) -> None:
    metrics = {
        "width": width, "height": height, "deviceScaleFactor": scale,
        "mobile": width < 500,
    }  # fmt: skip
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def prefer(driver: webdriver.Chrome, **features: str) -> None:
    """Media features, such as prefers_color_scheme="dark"."""
    given = [
        {"name": name.replace("_", "-"), "value": value}
        for name, value in features.items()
    ]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": given})


def again(look: Callable[[], T]) -> T:
    """What it gives; once more where the widget drew itself anew meanwhile."""
    for _ in range(REDRAWN):
        try:
            return look()
        except StaleElementReferenceException:
            time.sleep(0.05)
    return look()


class Chat:
    """The widget on the page that the browser shows."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, address: str, *, start: bool = True) -> Chat:
        self.driver.get(address)
        if start:
            self.wait_for(".notice .primary")
            self.click(".notice .primary")
            self.wait_for("textarea")
        return self

    def js(self, script: str, *arguments: Any) -> Any:
        """Runs with `root`, the shadow root (null before the widget is there)."""
        head = "const root = document.querySelector('backstride-chat')?.shadowRoot;"
        return self.driver.execute_script(head + script, *arguments)

    def all(self, selector: str) -> list[WebElement]:
        found = self.js("return [...root.querySelectorAll(arguments[0])]", selector)
        return list(found)

    def one(self, selector: str) -> WebElement:
        return self.all(selector)[0]

    def shows(self, selector: str) -> bool:
        return bool(
            self.js(
                "return [...(root?.querySelectorAll(arguments[0]) ?? [])]"
                ".some((each) => each.getClientRects().length)",
                selector,
            )
        )

    def text(self, selector: str) -> str:
        return again(lambda: " ".join(each.text for each in self.all(selector)))

    def wait_until(self, true: Callable[[], Any], what: str = "") -> None:
        end = time.monotonic() + WAIT_SECONDS
        while not true():
            assert time.monotonic() < end, what or "waited too long"
            time.sleep(0.05)

    def wait_for(self, selector: str) -> WebElement:
        self.wait_until(lambda: self.shows(selector), f"{selector} did not appear")
        return self.one(selector)

    def click(self, selector: str) -> None:
        again(lambda: self._click(selector))

    def _click(self, selector: str) -> None:
        element = self.wait_for(selector)
        self.driver.execute_script(
            "arguments[0].scrollIntoView({block: 'center'})", element
        )
        element.click()

    def press(self, *keys: str) -> None:
        """On whatever has the focus."""
        for key in keys:
            webdriver.ActionChains(self.driver).send_keys(key).perform()

    @property
    def focused(self) -> WebElement | None:
        return self.js("return root.activeElement")

    @property
    def log(self) -> str:
        return str(self.js("return root.querySelector('.log').innerText"))

    def bubbles(self, who: str = "bot") -> list[str]:
        texts = self.js(
            "return [...root.querySelectorAll(`.bubble.${arguments[0]}`)]"
            ".map((each) => each.innerText.trim())",
            who,
        )
        return list(texts)

    def settled(self) -> None:
        """Until every message has its answer."""
        self.wait_until(
            lambda: self.js(
                "return !root.querySelector('.typing *')"
                " && document.querySelector('backstride-chat')"
                ".store.state.pending.length === 0"
            ),
            "no answer came",
        )

    def say(self, text: str) -> None:
        """Type it, send it, and wait for the answer."""
        self.one("textarea").send_keys(text, Keys.ENTER)
        self.settled()

    def pick(self, number: int = 1) -> None:
        """Click an answer."""
        self.click(f".choice:nth-of-type({number})")
        self.settled()

    def assessed(self, opening: str) -> None:
        """Through an interview to the card, with the first answer every time."""
        self.say(opening)
        for _ in range(25):
            if self.shows(".card"):
                return
            if self.shows(".choice"):
                self.pick()
            else:  # a turn that took too long on a busy machine: say it again
                self.say("none of these")
        raise AssertionError(f"no card came: {self.log}")

    def violations(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 AA and good practice."""
        self.driver.execute_script(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}})"
            ".then((result) => done(result.violations.map((each) =>"
            " `${each.id}: ${each.help}: `"
            " + each.nodes.map((node) => node.target.flat().join(' ')"
            " + ' ' + (node.any[0]?.message ?? '')).join(' | '))))",
            WCAG,
        )
        return list(found)

    def errors(self) -> list[str]:
        """What the console complained of, the lost connections of a test aside."""
        return [
            entry["message"]
            for entry in self.driver.get_log("browser")
            if entry["level"] == "SEVERE" and "net::ERR" not in entry["message"]
        ]
