"""Sort keys and search words of names, with the pinyin table at hand, and what a name or title may be."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from wxadmin.domain import ordering
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.resource import resource_dir

_LONGEST_TITLE = 200
# Surnames read otherwise than the character usually is.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "任": "ren", "朴": "piao",
    "盖": "ge", "乐": "yue", "尉": "yu", "翟": "zhai", "冼": "xian", "缪": "miao", "秘": "bi", "重": "chong",
}  # fmt: skip


@lru_cache(maxsize=1)
def _syllables() -> Mapping[str, str]:
    table: dict[str, str] = {}
    with (resource_dir("tables") / "names_sounds.txt").open(encoding="utf-8") as lines:
        for line in lines:
            syllable, usual, _others = line.rstrip("\n").split("\t")
            table.update(dict.fromkeys(usual, syllable))
    return table


def key(text: str) -> str:
    """The sort key of any text."""
    return ordering.sort_key(text, _syllables())


def name_key(name: str) -> str:
    """The sort key of a person's name; the first character is read as a surname."""
    if name[:1] in _SURNAMES:
        return f"{_SURNAMES[name[0]]} {name[0]} {key(name[1:])}"
    return key(name)


def pinyin_words(name: str) -> tuple[str, ...]:
    """What finds a name without Chinese input: initials (``zs``) and full pinyin (``zhangsan``)."""
    table = _syllables()
    readings = [_SURNAMES.get(c, table.get(c, "")) if i == 0 else table.get(c, "") for i, c in enumerate(name)]
    if not readings or not all(readings):
        return ()
    return "".join(r[0] for r in readings), "".join(readings)


def sound(name: str) -> str:
    """How a name sounds, to be compared with others alone: its syllables, surnames read as words."""
    table = _syllables()
    return " ".join(table.get(c, c) for c in name)


def title(written: str, what: str) -> str:
    """A name or title without the space around it; ``what`` says in errors what it is of.

    UserError when nothing of it can be seen, when it holds control characters, or when it is longer than 200.
    """
    text = written.strip()
    if not any(c.isprintable() and not c.isspace() for c in text):
        raise UserError(_("{}是空的").format(what), remedy=_("请写上{}").format(what))
    if any(unicodedata.category(c) == "Cc" for c in text):
        raise UserError(_("{}里有不是文字的控制字符").format(what), remedy=_("请删去换行等看不见的字符"))
    if len(text) > _LONGEST_TITLE:
        words = _("{}有 {} 个字，太长").format(what, len(text))
        raise UserError(words, remedy=_("请写在 {} 个字以内").format(_LONGEST_TITLE))
    return text
