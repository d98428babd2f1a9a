"""`backstride check`, `build` and `new`, called as the command line calls them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from types import ModuleType

import pytest

from bot.cli import build, check, new
from bot.knowledge.checks import check_folder
from bot.knowledge.loader import load
from bot.knowledge.messages import Message
from bot.knowledge.store import KnowledgeStore
from tests.clinical.scorer import load as load_vignettes

pytestmark = pytest.mark.slow


def run(command: ModuleType, *words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    code = command.run(parser.parse_args([str(word) for word in words]))
    assert isinstance(code, int)
    return code


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/knowledge.db"


@pytest.fixture
def whole(folder: Path) -> Path:
    """The folder without a vocabulary, so that it needs no red flags."""
    (folder / "vocabulary.yml").unlink()
    return folder


def test_check_says_all_good(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(check, whole) == 0
    assert capsys.readouterr().out == "All good!\n"


def test_check_fails_and_names_the_place(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (whole / "phrases/age.yml").write_text('finding: age\npresent: ["(years old"]\n')
    (whole / "words/numb.yml").write_text("id: numb\nwords: numb\n")
    assert run(check, whole) == 1
    assert "words/numb.yml:2: " in capsys.readouterr().out


def test_check_runs_every_ring(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "phrases/age.yml").write_text('finding: age\npresent: ["(years old"]\n')
    (folder / "conditions/strain.yml").write_text(
        (folder / "conditions/strain.yml")
        .read_text()
        .replace("week: [walk]", "week: [run]")
    )
    assert run(check, folder) == 1
    said = capsys.readouterr().out
    assert [code in said for code in ("[K303]", "[P701]", "[R801]")] == [True] * 3


def test_check_passes_with_warnings_only(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (whole / "phrases/age.yml").unlink()
    assert run(check, whole) == 0
    assert "1 thing worth a look" in capsys.readouterr().out


def test_check_of_no_folder_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(check, tmp_path / "nowhere") == 1
    assert Message.NO_FOLDER.code in capsys.readouterr().err


def test_build_says_counts_then_keeps_quiet(
    folder: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(build, "--folder", folder, "--database", url) == 0
    assert "4 findings" in capsys.readouterr().out
    assert run(build, "--folder", folder, "--database", url) == 0
    assert capsys.readouterr().out == ""
    assert run(build, "--folder", folder, "--database", url, "--force") == 0
    assert "4 findings" in capsys.readouterr().out
    assert KnowledgeStore(url).knowledge() == load(folder)


def test_build_refuses_what_does_not_hold_together(
    folder: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "advice/walk.yml").unlink()
    assert run(build, "--folder", folder, "--database", url) == 1
    assert 'There is no advice called "walk"' in capsys.readouterr().err
    assert not build.is_current(folder, url)


def test_build_goes_on_while_something_is_unwritten(
    folder: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (folder / "vocabulary.yml").read_text()
    (folder / "vocabulary.yml").write_text(
        text.replace("[overload]", "[overload, shoes]")
    )
    assert run(build, "--folder", folder, "--database", url) == 0
    assert "Still to be written: 1." in capsys.readouterr().out


def test_build_where_nothing_can_be_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert (
        run(build, "--folder", folder, "--database", f"sqlite:///{tmp_path}/file/k.db")
        == 1
    )
    assert capsys.readouterr().err.count("\n") == 1


def test_a_new_condition_lacks_only_its_texts(folder: Path, tmp_path: Path) -> None:
    assert (
        run(
            new,
            "condition",
            "hip_bursitis",
            "--folder",
            folder,
            "--vignettes",
            tmp_path / "v",
        )
        == 0
    )
    problems = check_folder(folder)
    assert {each.code for each in problems} == {Message.STARTER_TEXT.code}
    assert {each.file for each in problems} == {"conditions/hip_bursitis.yml"}
    assert load(folder).conditions["hip_bursitis"].weights


def test_a_new_condition_comes_with_vignettes_for_and_against(
    folder: Path, tmp_path: Path
) -> None:
    run(
        new,
        "condition",
        "hip_bursitis",
        "--folder",
        folder,
        "--vignettes",
        tmp_path / "v",
    )
    lines = (tmp_path / "v/hip_bursitis.jsonl").read_text().splitlines()
    vignettes = [json.loads(line) for line in lines]
    assert len({each["id"] for each in vignettes}) == 2
    assert all(set(each) == {"id", "opening", "facts", "expect"} for each in vignettes)
    leads, does_not = (each["expect"] for each in vignettes)
    assert leads["leads"] == leads["top3"] == ["hip_bursitis"]
    assert does_not["must_not_lead"] == ["hip_bursitis"]
    assert set(leads) == set(does_not) == set(load_vignettes("dev")[0]["expect"])


def test_new_never_writes_over_a_file(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "conditions/strain.yml").read_text()
    assert (
        run(
            new,
            "condition",
            "strain",
            "--folder",
            folder,
            "--vignettes",
            tmp_path / "v",
        )
        == 1
    )
    assert "is there already" in capsys.readouterr().err
    assert (folder / "conditions/strain.yml").read_text() == before
    assert not (tmp_path / "v").exists()


@pytest.mark.parametrize("id_", ["Hip", "hip-bursitis", "../hip", "1hip", ""])
def test_new_refuses_what_is_not_an_id(
    folder: Path, id_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(new, "condition", id_, "--folder", folder, "--vignettes", folder) == 1
    assert "cannot be an id" in capsys.readouterr().err


def test_new_needs_findings_and_sources(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run(new, "condition", "hip", "--folder", tmp_path, "--vignettes", tmp_path) == 1
    )
    assert "findings" in capsys.readouterr().err
