"""The font files a screen needs, so that window and paper show the same faces and no system font is needed.

Imports nothing heavy: the window asks before its first paint.
"""

from __future__ import annotations

from pathlib import Path

from wxadmin.printing.typesetting.faces import face_file


def screen_faces() -> list[Path]:
    """The sans face of the window, unpacked once into the cache; UserError when it is missing or cannot be unpacked."""
    return [face_file("hei")]


def further_faces() -> list[Path]:
    """Faces for rare characters and emoji, for after the first paint; UserError as above."""
    return [face_file("rare"), face_file("emoji")]
