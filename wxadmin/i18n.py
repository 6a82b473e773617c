"""Screen text: gettext with Simplified Chinese as the source language.

Strings are written in Chinese in the code; the catalogue in ``resources/locale`` (made by ``wxadmin.build.catalogue``)
translates them. Many texts are fetched while modules load, so the language is settled when this module is: by
``WXADMIN_LANGUAGE``, else by what ``choose`` kept, else Chinese whatever the language of the system.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from string import Formatter

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
    """A translated text that still knows the Chinese one, also when it is filled in."""

    __slots__ = ("chinese",)
    chinese: str

    def format(self, *args: object, **named: object) -> str:
        """Both texts filled in, the Chinese one with the Chinese of what it is given."""
        filled = {key: _chinese(value) for key, value in named.items()}
        return _both(str.format(self, *args, **named), self.chinese.format(*map(_chinese, args), **filled))

    def rstrip(self, chars: str | None = None, /) -> str:
        """Both texts without what follows them, such as the blank before a name that is empty."""
        return _both(str.rstrip(self, chars), self.chinese.rstrip(chars))


def _chinese(value: object) -> object:
    return on_paper(value) if isinstance(value, str) else value


def _both(shown: str, chinese: str) -> str:
    text = _Shown(shown)
    text.chinese = chinese
    return text


_english: Callable[[str], str] | None = None
_catalogue: dict[str, str] = {}
if language != "zh_CN":
    import gettext

    # A broken installation speaks Chinese rather than not starting at all.
    _known = gettext.translation("wxadmin", str(resource_dir("locale")), languages=[language], fallback=True)
    _english = _known.gettext
    _catalogue = getattr(_known, "_catalog", {})


def _(text: str) -> str:
    """The text in the language in use."""
    if _english is None:
        return text
    return _both(_english(text), text)


def joined(between: str, parts: Iterable[str]) -> str:
    """The parts that are not empty with a text between them; :func:`on_paper` still finds their Chinese."""
    words = [part for part in parts if part]
    shown = between.join(words)
    return shown if _english is None else _both(shown, on_paper(between).join(map(on_paper, words)))


def retold(text: str) -> str:
    """A stored Chinese text, filled in or not, in the language in use where it is one of ``_``; else unchanged."""
    if text in _catalogue:
        return _both(_catalogue[text], text)
    for start, words in _templates():
        if text.startswith(start) and (found := _pattern(words).fullmatch(text)):
            return _both(_english_of(words, found), text)
    return text


def _english_of(words: str, found: re.Match[str]) -> str:
    names = [name for _text, name, _spec, _how in Formatter().parse(words) if name is not None]
    said = [retold(value) for value in found.groups()]
    named = {name: value for name, value in zip(names, said, strict=True) if name}
    return _catalogue[words].format(**named) if named else _catalogue[words].format(*said)


@cache
def _templates() -> tuple[tuple[str, str], ...]:
    """(how it starts, text) of the texts that are filled in, the most telling first."""
    return tuple(
        (text.partition("{")[0], text)
        for text in sorted(_catalogue, key=len, reverse=True)
        if len(text.partition("{")[0]) > 1 and "{" in text
    )


@cache
def _pattern(words: str) -> re.Pattern[str]:
    pieces = (re.escape(text) + "(.*)" * (name is not None) for text, name, *_rest in Formatter().parse(words))
    return re.compile("".join(pieces), re.DOTALL)


def on_paper(text: str) -> str:
    """The Chinese of a text that came from ``_``, filled in or :func:`joined`; any other text unchanged.

    Papers, what is stored with a case and what is sent to the group are Chinese whatever the language of the screen.
    """
    return text.chinese if isinstance(text, _Shown) else text
