"""Screen text: gettext with Simplified Chinese as the source language.

Strings are written in Chinese in the code; a catalogue in ``resources/locale`` translates them. Without a
catalogue for the language asked for, the Chinese text is returned as it is.
"""

from __future__ import annotations

import gettext as _gettext
from functools import lru_cache

from wxadmin.resource import resource_dir

_language = "zh_CN"


def use_language(code: str) -> None:
    """Switch the language of all texts fetched from now on (``zh_CN`` or ``en``)."""
    global _language
    _language = code


@lru_cache(maxsize=4)
def _catalogue(code: str) -> _gettext.NullTranslations:
    return _gettext.translation("wxadmin", str(resource_dir("locale")), languages=[code], fallback=True)


def _(text: str) -> str:
    """The text in the language in use."""
    return _catalogue(_language).gettext(text)
