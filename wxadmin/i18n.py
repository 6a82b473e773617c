"""Screen text: gettext with Simplified Chinese as the source language.

Strings are written in Chinese in the code; the catalogue in ``resources/locale`` (made by ``wxadmin.build.catalogue``)
translates them. Many texts are fetched while modules load, so the language is settled when this module is: by
``WXADMIN_LANGUAGE``, else by what ``choose`` kept, else Chinese whatever the language of the system.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from wxadmin.resource import resource_dir

LANGUAGES = {"zh_CN": "简体中文", "en": "English"}
"""Code and own name of the languages of the screen; the first one is what the code is written in."""


def chosen() -> str:
    """The code of the language the program has at its next start. Words that name none of them count as Chinese."""
    word = (os.environ.get("WXADMIN_LANGUAGE", "").strip() or _kept()).lower()
    return next((code for code in LANGUAGES if word.startswith(code[:2])), "zh_CN")


def choose(code: str) -> None:
    """Keep the language for the next start; ValueError for a code that is none, OSError when it cannot be written."""
    if code not in LANGUAGES:
        raise ValueError(code)
    path = _file()
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - see _file
    with open(path, "w", encoding="ascii") as file:  # noqa: PTH123
        file.write(code + "\n")


def _file() -> str:
    """The file ``language`` in the user's folder for settings, the one that platformdirs names; that costs 10 ms more.

    ``WXADMIN_CONFIG`` moves it.
    """
    if moved := os.environ.get("WXADMIN_CONFIG"):
        return os.path.join(moved, "language")  # noqa: PTH118
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA") or "~\\AppData\\Local"
    elif sys.platform == "darwin":
        folder = "~/Library/Application Support"
    else:
        folder = os.environ.get("XDG_CONFIG_HOME", "").strip() or "~/.config"
    return os.path.join(os.path.expanduser(folder), "wxadmin", "language")  # noqa: PTH111, PTH118


def _kept() -> str:
    try:
        with open(_file(), encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            return file.read(20).strip()
    except OSError:
        return ""


language = chosen()
"""The language this run of the program speaks."""


class _Shown(str):
    """A translated text that still knows the Chinese one."""

    __slots__ = ("chinese",)
    chinese: str


_english: Callable[[str], str] | None = None
if language != "zh_CN":
    import gettext

    # A broken installation speaks Chinese rather than not starting at all.
    _english = gettext.translation("wxadmin", str(resource_dir("locale")), languages=[language], fallback=True).gettext


def _(text: str) -> str:
    """The text in the language in use."""
    if _english is None:
        return text
    shown = _Shown(_english(text))
    shown.chinese = text
    return shown


def on_paper(text: str) -> str:
    """The Chinese of a text that came from ``_`` as it is; any other text unchanged.

    Papers, what is stored with a case and what is sent to the group are Chinese whatever the language of the screen.
    """
    return text.chinese if isinstance(text, _Shown) else text
