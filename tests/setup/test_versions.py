"""What is installed is what is locked, and mended where it counts.

A floor is the first release without a published fault that a bot could meet. It stands
here because the services that know advisories cannot always be reached, and then say
that all is well.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import version as installed_version
from pathlib import Path

import pytest
from packaging.version import Version

FLOORS = {
    "aiohttp": "3.13.4",  # CVE-2026-34525 and before
    "certifi": "2024.7.4",  # CVE-2024-39689
    "cryptography": "43.0.1",  # CVE-2024-6119
    "dnspython": "2.6.1",  # CVE-2023-29483
    "h11": "0.16.0",  # CVE-2025-43859
    "idna": "3.7",  # CVE-2024-3651
    "jinja2": "3.1.6",  # CVE-2025-27516
    "pillow": "10.3.0",  # CVE-2024-28219
    "protobuf": "4.25.8",  # CVE-2025-4565
    "pydantic": "1.10.13",  # CVE-2024-3772
    "pymongo": "4.6.3",  # CVE-2024-5629
    "python-socketio": "5.16.2",  # CVE-2026-48804, CVE-2025-61765
    "rasa": "3.6.21",  # CVE-2024-49375
    "redis": "4.5.5",  # CVE-2023-28859
    "requests": "2.32.4",  # CVE-2024-47081
    "sanic": "21.12.2",  # CVE-2022-35920
    "scikit-learn": "1.5.0",  # CVE-2024-5206
    "sentry-sdk": "1.45.1",  # CVE-2024-40647
    "setuptools": "78.1.1",  # CVE-2025-47273
    "skops": "0.13.0",  # CVE-2025-54412, -54413, -54886
    "tqdm": "4.66.3",  # CVE-2024-34062
    "urllib3": "2.5.0",  # CVE-2025-50181
}
# What Rasa and its neighbours cannot do without; newer is not better.
CEILINGS = {
    "numpy": "2",  # spaCy 3.7 and Rasa
    "packaging": "22",  # Rasa imports LegacyVersion
    "pydantic": "1.11",  # Rasa
    "sentry-sdk": "2",  # the bare `rasa` command
    "setuptools": "81",  # Rasa imports pkg_resources
    "sqlalchemy": "1.5",  # Rasa
}
# What stock Rasa, with TensorFlow, holds below the release that mends it: the stock
# environment is locked too, so the two can be held side by side.
LIFTED = (
    "aiohttp",
    "dnspython",
    "matplotlib",
    "numpy",
    "protobuf",
    "pydantic",
    "pymongo",
    "scikit-learn",
    "scipy",
    "sentry-sdk",
    "setuptools",
    "sklearn-crfsuite",
    "skops",
)
LOCKED = re.compile(r"^([a-z0-9-]+)==([^ ;]+)", re.MULTILINE)


def locked_versions(checkout: Path, name: str) -> dict[str, str]:
    text = (checkout / "requirements" / name).read_text(encoding="utf-8")
    return dict(LOCKED.findall(text))


@pytest.mark.parametrize(("package", "floor"), FLOORS.items(), ids=FLOORS)
def test_is_not_older_than_its_floor(checkout: Path, package: str, floor: str) -> None:
    locked = locked_versions(checkout, "runtime.txt") | locked_versions(
        checkout, "dev.txt"
    )
    assert Version(floor) <= Version(locked[package])
    assert Version(floor) <= Version(installed_version(package))


@pytest.mark.parametrize("package", LIFTED)
def test_is_newer_than_stock_rasa_allows(checkout: Path, package: str) -> None:
    stock = locked_versions(checkout, "tensorflow.txt")
    ours = locked_versions(checkout, "dev.txt")
    assert Version(ours[package]) > Version(stock[package])


def test_stock_rasas_faults_are_only_in_the_environment_to_compare_with(
    checkout: Path,
) -> None:
    """Whatever is below a floor there is one of the pins lifted here."""
    stock = locked_versions(checkout, "tensorflow.txt")
    below = {
        package
        for package, floor in FLOORS.items()
        if package in stock and Version(stock[package]) < Version(floor)
    }
    assert below <= set(LIFTED)
    assert {"aiohttp", "skops", "protobuf"} <= below


@pytest.mark.parametrize(("package", "ceiling"), CEILINGS.items(), ids=CEILINGS)
def test_is_older_than_its_ceiling(package: str, ceiling: str) -> None:
    assert Version(installed_version(package)) < Version(ceiling)


def test_what_is_installed_is_what_is_locked(checkout: Path) -> None:
    locked = locked_versions(checkout, "dev.txt")
    installed = {name: installed_version(name) for name in locked if here(name)}
    assert installed == {name: locked[name] for name in installed}


def here(package: str) -> bool:
    """Whether a package is for this platform; a few are locked for others only."""
    try:
        installed_version(package)
    except ModuleNotFoundError:
        return package not in {"pgserver", "fasteners", "platformdirs", "greenlet"}
    return True


def test_serving_needs_nothing_that_testing_lacks(checkout: Path) -> None:
    runtime = locked_versions(checkout, "runtime.txt")
    assert runtime.items() <= locked_versions(checkout, "dev.txt").items()
    assert "pytest" not in runtime


def test_no_tensorflow_is_locked_or_installed(checkout: Path) -> None:
    locked = locked_versions(checkout, "dev.txt")
    assert not [name for name in locked if name.startswith(("tensorflow", "keras"))]
    with pytest.raises(ModuleNotFoundError):
        installed_version("tensorflow")


@pytest.mark.parametrize("name", ["build", "runtime", "dev", "tensorflow", "medspacy"])
def test_every_locked_package_has_a_hash_and_no_address(
    checkout: Path, name: str
) -> None:
    text = (checkout / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text)
    bare = [entry for entry in entries if "==" in entry and "--hash=" not in entry]
    assert bare == []
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_lock_file_names_no_place_but_pypi(checkout: Path) -> None:
    text = (checkout / "uv.lock").read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://([^/\"]+)", text))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}


@pytest.mark.slow
def test_only_rasas_own_bounds_are_broken(run) -> None:
    check = run(sys.executable, "-m", "pip", "check")
    complaints = check.stdout.splitlines()
    others = [line for line in complaints if not line.startswith("rasa 3.6.21 ")]
    assert all("requires sympy" in line for line in others), others  # for tools only
    assert len(complaints) > 10, check.stderr
