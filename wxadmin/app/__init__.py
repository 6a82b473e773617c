"""The composition root of the window. This module paints first and loads the program (program.py) afterwards."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from wxadmin.i18n import _
from wxadmin.ui import faces
from wxadmin.ui.colours import DARK, LIGHT
from wxadmin.ui.places import PAGES
from wxadmin.ui.shell import Shell

FACE = "window/face"


class Stage(NamedTuple):
    """What stands after the first paint."""

    application: QApplication
    shell: Shell
    settings: QSettings
    look: str


def run(folder: Path | None = None) -> int:
    """Open the window on the records in ``folder`` (default: the owner's) until it is closed; returns the exit code."""
    if folder is not None:
        from wxadmin.app import instance

        if instance.ask_running(folder):
            return 0
    return _play(folder, None)


def picture(folder: Path, target: Path) -> int:
    """Open the window on the records in ``folder``, save a PNG of it to ``target`` and close it again."""
    return _play(folder, target)


def set_stage(*, throwaway: bool = False) -> Stage:
    """Make the application and its window, not yet shown; ``throwaway`` neither reads nor keeps the owner's layout."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("wxadmin")
    application.setApplicationDisplayName(_("群务台账"))
    application.setQuitOnLastWindowClosed(False)
    settings = _window_settings(throwaway)
    look = "light" if throwaway else str(settings.value("window/theme", "system"))
    _load_face(settings)
    dark = look == "dark" or (look != "light" and application.palette().window().color().lightness() < 128)
    shell = Shell(DARK if dark else LIGHT, [title for _key, title, _icon in PAGES], settings)
    return Stage(application, shell, settings, look)


def _play(folder: Path | None, picture: Path | None) -> int:
    stage = set_stage(throwaway=picture is not None)
    stage.shell.show()
    stage.application.processEvents()
    from wxadmin.app.program import Program

    return Program(stage, folder, picture=picture).run()


def _load_face(settings: QSettings) -> None:
    """The window's face: where it lay last time, so that nothing need be asked, else unpacked now."""
    known = settings.value(FACE)
    if isinstance(known, str) and Path(known).is_file():
        faces.load_faces([Path(known)])
        return
    from wxadmin.domain.errors import UserError
    from wxadmin.services import typefaces

    try:
        found = typefaces.screen_faces()
        settings.setValue(FACE, str(found[0]))
    except UserError:
        found = []  # the system's faces; the program logs it when it asks for the others
    faces.load_faces(found)


def _window_settings(throwaway: bool) -> QSettings:
    """Size, look and the like of the window; nothing of the records."""
    place = tempfile.mkdtemp(prefix="wxadmin-") if throwaway else os.environ.get("WXADMIN_CONFIG")
    if place:
        return QSettings(str(Path(place) / "window.ini"), QSettings.Format.IniFormat)
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "wxadmin", "window")
