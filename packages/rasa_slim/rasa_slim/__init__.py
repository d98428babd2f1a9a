"""What every Python started in our environment does first: see start().

Python runs this through `rasa_slim.pth`, before any other code, also for the bare
`rasa` command. So it must be quick: nothing here imports Rasa or anything else heavy.
"""

from __future__ import annotations

import sys

from rasa_slim import components, quiet
from rasa_slim.after_import import AfterImport
from rasa_slim.stand_in import StandInFinder


def start() -> None:
    quiet.set_environment()
    quiet.silence_third_parties()
    steps = {
        "rasa.utils.common": quiet.silence_third_parties_in_rasa,
        "rasa.engine.recipes.default_components": components.refuse_without_tensorflow,
    }
    sys.meta_path.insert(0, AfterImport(steps))
    # Last: whatever can really be imported is, a real TensorFlow above all.
    sys.meta_path.append(StandInFinder())
