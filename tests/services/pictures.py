"""Pictures of the tests' own making."""

from __future__ import annotations

from pathlib import Path

from PIL import Image


def picture_file(path: Path, colour: str = "red", size: tuple[int, int] = (40, 30)) -> Path:
    """A plain picture written to ``path`` in the format of its ending."""
    Image.new("RGB", size, colour).save(path)
    return path
