"""Rasa starts without TensorFlow, reports nothing, and says what it cannot do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REAL_TENSORFLOW = '''
"""A TensorFlow so small that Rasa can be told it is there."""
__version__ = "2.12.0"
REAL = True
'''


@pytest.fixture
def real_tensorflow(tmp_path: Path) -> dict[str, str]:
    """A folder on PYTHONPATH that holds a package called tensorflow."""
    package = tmp_path / "elsewhere" / "tensorflow"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(REAL_TENSORFLOW, encoding="utf-8")
    return {"PYTHONPATH": str(package.parent)}


def said(process: subprocess.CompletedProcess[str]) -> str:
    assert process.returncode == 0, process.stderr
    return process.stdout.strip()


@pytest.mark.slow
def test_all_of_rasas_components_can_be_imported(python) -> None:
    code = """
import sys
import rasa.engine.recipes.default_components, rasa.core.agent, rasa.server
real = [m for m in sys.modules if m.startswith("tensorflow.python.framework")]
print(type(sys.modules["tensorflow"]).__name__, real)
"""
    assert said(python(code)) == "StandInModule []"


def test_telemetry_is_off_in_every_python_of_the_environment(python) -> None:
    code = "import os; print(os.environ['RASA_TELEMETRY_ENABLED'])"
    assert said(python(code)) == "false"


@pytest.mark.slow
def test_rasa_agrees_that_telemetry_is_off(python) -> None:
    code = "import rasa.telemetry as t; print(t.is_telemetry_enabled())"
    assert said(python(code)) == "False"


def test_a_setting_of_the_users_own_is_left_alone(python) -> None:
    code = "import os; print(os.environ['TF_CPP_MIN_LOG_LEVEL'])"
    assert said(python(code, env={"TF_CPP_MIN_LOG_LEVEL": "0"})) == "0"


def test_nobody_but_rasa_finds_a_tensorflow(python) -> None:
    failed = python("import tensorflow")
    assert "No module named 'tensorflow'" in failed.stderr


@pytest.mark.slow
def test_spacy_is_not_misled_after_rasa_was_imported(python) -> None:
    code = """
import rasa.engine.recipes.default_components, spacy, thinc.compat
print(thinc.compat.has_tensorflow)
"""
    assert said(python(code)) == "False"


def test_a_real_tensorflow_wins(python, real_tensorflow: dict[str, str]) -> None:
    code = "import tensorflow; print(tensorflow.REAL)"
    assert said(python(code, env=real_tensorflow)) == "True"


def test_a_real_tensorflow_wins_for_rasa_too(
    python, real_tensorflow: dict[str, str]
) -> None:
    """Rasa gets the real one, and hears from it what is missing, not from us."""
    code = """
import rasa.utils.tensorflow.layers_utils
"""
    failed = python(code, env=real_tensorflow)
    assert "cannot import name 'Tensor' from 'tensorflow'" in failed.stderr


def test_the_stand_in_does_not_fill_the_gaps_of_a_real_tensorflow(
    python, real_tensorflow: dict[str, str]
) -> None:
    code = """
__name__ = "rasa.pretended"
import tensorflow
import tensorflow.keras
"""
    failed = python(code, env=real_tensorflow)
    assert "No module named 'tensorflow.keras'" in failed.stderr


def test_using_what_is_left_out_says_what_to_do(python) -> None:
    code = """
__name__ = "rasa.pretended"
import tensorflow as tf
class Layer(tf.keras.layers.Layer): pass
Layer()
"""
    failed = python(code)
    last = failed.stderr.strip().splitlines()[-1]
    assert "Layer needs TensorFlow, which this project leaves out." in last
    assert "make test-tensorflow" in last


COMPONENTS = [
    "DIETClassifier",
    "ResponseSelector",
    "TEDPolicy",
    "UnexpecTEDIntentPolicy",
]


@pytest.mark.slow
@pytest.mark.parametrize("component", COMPONENTS)
def test_a_component_that_needs_tensorflow_refuses_by_name(
    python, component: str
) -> None:
    code = f"""
from rasa.engine.recipes.default_components import {component}
{component}.required_packages()
"""
    failed = python(code)
    last = failed.stderr.strip().splitlines()[-1]
    assert f"InvalidConfigException: {component} needs TensorFlow" in last
    assert "make test-tensorflow" in last


@pytest.mark.slow
def test_components_that_need_none_are_left_alone(python) -> None:
    code = """
from rasa.engine.recipes.default_components import (
    CRFEntityExtractor, LogisticRegressionClassifier, MemoizationPolicy, RulePolicy)
for component in (
    CRFEntityExtractor, LogisticRegressionClassifier, MemoizationPolicy, RulePolicy
):
    component.required_packages()
print("fine")
"""
    assert said(python(code)) == "fine"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The smallest thing that `rasa train` takes."""
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    (folder / "config.yml").write_text(
        """
recipe: default.v1
assistant_id: smallest
language: en
pipeline:
- name: WhitespaceTokenizer
- name: CountVectorsFeaturizer
- name: LogisticRegressionClassifier
policies:
- name: RulePolicy
""",
        encoding="utf-8",
    )
    (folder / "domain.yml").write_text(
        """
version: "3.1"
intents: [greet, bye]
responses:
  utter_greet: [{text: Hello}]
  utter_bye: [{text: Bye}]
""",
        encoding="utf-8",
    )
    (folder / "data" / "all.yml").write_text(
        """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - hello there
- intent: bye
  examples: |
    - bye
    - good bye
rules:
- rule: greet
  steps: [{intent: greet}, {action: utter_greet}]
- rule: bye
  steps: [{intent: bye}, {action: utter_bye}]
""",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def rasa(run, project: Path):
    command = Path(sys.executable).with_name("rasa")
    return lambda *words: run(command, *words, cwd=project)


@pytest.mark.slow
def test_training_with_the_bare_command_warns_of_nothing(rasa) -> None:
    trained = rasa("train")
    assert trained.returncode == 0, trained.stderr
    assert "Warning" not in trained.stdout + trained.stderr


@pytest.mark.slow
def test_rasas_warnings_about_our_data_are_still_heard(rasa, project: Path) -> None:
    domain = project / "domain.yml"
    text = domain.read_text(encoding="utf-8").replace(
        "[greet, bye]", "[greet, bye, lost]"
    )
    domain.write_text(text, encoding="utf-8")
    checked = rasa("data", "validate")
    assert "UserWarning: The intent 'lost'" in checked.stderr


@pytest.mark.slow
def test_training_a_component_that_needs_tensorflow_ends_in_one_line(
    rasa, project: Path
) -> None:
    config = project / "config.yml"
    text = config.read_text(encoding="utf-8").replace("LogisticRegression", "DIET")
    config.write_text(text, encoding="utf-8")
    trained = rasa("train")
    assert trained.returncode == 1
    assert "DIETClassifier needs TensorFlow" in trained.stdout + trained.stderr
    assert "Traceback" not in trained.stdout + trained.stderr
