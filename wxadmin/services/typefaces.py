"""The font files a screen needs, so that window and paper show the same faces and no system font is needed.

Imports nothing heavy: the window asks before its first paint.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wxadmin.i18n import _
from wxadmin.printing.typesetting.faces import face_file

_FACES = {
    "fangsong": _("仿宋"), "song": _("宋体"), "hei": _("黑体"), "kai": _("楷体"), "biaosong": _("小标宋"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnFont:
    """A font installed on this machine that could print a face of our papers.

    ``face`` is that face in words (仿宋), ``name`` the font's own. ``problem`` says why it cannot be used, empty when
    it can; ``used`` is the one that is taken when own fonts are wished (of several good ones the best known).
    """

    face: str
    name: str
    path: Path
    problem: str
    used: bool


def screen_faces() -> list[Path]:
    """The sans face of the window, unpacked once into the cache; UserError when it is missing or cannot be unpacked."""
    return [face_file("hei")]


def further_faces() -> list[Path]:
    """Faces for rare characters, symbols and emoji, for after the first paint; UserError as above."""
    return [face_file("rare"), face_file("symbols"), face_file("emoji")]


def own_fonts() -> tuple[OwnFont, ...]:
    """The fonts of this machine that were looked at for 本机字体, good and bad, face by face; empty without any.

    Opens font files: not for the window's thread. Looked for once a process.
    """
    from wxadmin.printing.typesetting.installed import report

    found: list[OwnFont] = []
    taken: set[str] = set()
    for font in report():
        used = not font.problem and font.key not in taken
        if used:
            taken.add(font.key)
        found.append(OwnFont(_FACES[font.key], font.name, font.path, font.problem, used))
    return tuple(found)
