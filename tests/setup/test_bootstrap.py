"""`make setup` finds a Python, says what is wrong, and mends what it left half made."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def copy(checkout: Path, tmp_path: Path) -> Path:
    """A checkout with nothing installed, in a path with spaces and an accent."""
    folder = tmp_path / "a runner's chéckout"
    for name in ("scripts", "requirements", "packages"):
        shutil.copytree(checkout / name, folder / name)
    shutil.copy(checkout / "pyproject.toml", folder)
    return folder


def path_with(tmp_path: Path, *programs: str) -> str:
    """A PATH on which these programs are all there is."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for program in programs:
        found = shutil.which(program)
        assert found
        (folder / program).symlink_to(found)
    return str(folder)


def test_finds_the_python_behind_an_environment(run, copy: Path) -> None:
    """The environment may be the one about to be made anew."""
    found = run(
        copy / "scripts" / "bootstrap",
        "--print-python",
        env={"BACKSTRIDE_PYTHON": sys.executable, "VIRTUAL_ENV": "/nowhere"},
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout.strip() == str(Path(sys._base_executable).resolve())


def test_says_how_to_get_a_python_when_there_is_none(
    run, copy: Path, tmp_path: Path
) -> None:
    failed = run(
        copy / "scripts" / "bootstrap",
        env={"PATH": path_with(tmp_path, "dirname"), "HOME": str(tmp_path)},
    )
    if failed.returncode == 0:
        pytest.skip("a Python 3.10 is installed for the whole machine")
    assert failed.returncode == 1
    assert "needs Python 3.10" in failed.stderr
    assert "uv python install 3.10" in failed.stderr
    assert not (copy / ".venv").exists()


def test_does_not_delete_what_is_no_environment(run, copy: Path) -> None:
    precious = copy / ".venv" / "thesis.txt"
    precious.parent.mkdir()
    precious.write_text("years of work", encoding="utf-8")
    failed = run(
        copy / "scripts" / "bootstrap", env={"BACKSTRIDE_PYTHON": sys.executable}
    )
    assert failed.returncode == 1
    assert "is in the way" in failed.stderr
    assert precious.read_text(encoding="utf-8") == "years of work"


@pytest.mark.slow
def test_a_wrong_hash_fails_with_the_end_of_the_log_and_is_not_taken_for_done(
    run, copy: Path
) -> None:
    (copy / "requirements" / "build.txt").write_text(
        f"./wrong-1.0-py3-none-any.whl --hash=sha256:{'0' * 64}\n", encoding="utf-8"
    )
    (copy / "wrong-1.0-py3-none-any.whl").write_bytes(b"not what was locked")
    for _again in range(2):
        failed = run(
            copy / "scripts" / "bootstrap", env={"BACKSTRIDE_PYTHON": sys.executable}
        )
        assert failed.returncode == 1
        assert "Making .venv with Python 3.10" in failed.stdout
        assert "Installing build packages failed. The end of" in failed.stderr
        assert "Traceback" not in failed.stderr
        # As an interruption in the middle of clearing it would leave it:
        (copy / ".venv" / "pyvenv.cfg").unlink()


def test_does_nothing_and_says_nothing_when_all_is_done(run, checkout: Path) -> None:
    """This run uses the environment, so it must be up to date."""
    if not (checkout / ".venv" / "backstride-setup.json").exists():
        pytest.skip("these tests run in an environment made in another way")
    stamp = checkout / ".venv" / "backstride-setup.json"
    before = stamp.stat().st_mtime_ns
    done = run(checkout / "scripts" / "bootstrap", env={"PYTHONPATH": "/nowhere"})
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert stamp.stat().st_mtime_ns == before


@pytest.mark.parametrize("script", ["scripts/bootstrap", "scripts/lock", ".ci/run"])
def test_script_can_be_run(checkout: Path, script: str) -> None:
    path = checkout / script
    shell = path.read_text(encoding="utf-8").splitlines()[0].split("/")[-1].split()[-1]
    assert path.stat().st_mode & 0o111
    subprocess.run([shell, "-n", path], check=True)


def test_make_lists_every_command(run, checkout: Path) -> None:
    text = (checkout / "Makefile").read_text(encoding="utf-8")
    declared = (
        text.partition(".PHONY:")[2].partition("\n\n")[0].replace("\\", " ").split()
    )
    listed = {line.split()[1] for line in run("make", cwd=checkout).stdout.splitlines()}
    assert listed == set(declared) - {"environment"}
