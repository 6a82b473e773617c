"""Words of the rule editor: presets, levels, thresholds, conditions; and lists of words from files and pastes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services.rule_book import When

if TYPE_CHECKING:
    from wxadmin.screening.conduct_words import ConductLabel

PRESETS: Mapping[str, str] = {
    "work": _("工作群"), "class": _("班级群"), "community": _("业主群、兴趣群"), "marketing": _("营销群"),
    "school": _("教职工群"),
}  # fmt: skip
LEVELS: Mapping[int, str] = {1: _("提示"), 2: _("明确"), 3: _("严重")}
ROLES: Mapping[str, str] = {"owner": _("群主"), "admin": _("管理员"), "member": _("普通成员")}
MOST_WORDS = 200_000
_BREAKS = re.compile(r"[\n\r\t,，;；、|]+")
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class WordList:
    """What came of a list: the words that are new, how often one was there already, and why others were left out."""

    words: tuple[str, ...]
    repeated: int
    refused: tuple[str, ...]
    refused_count: int

    def sentence(self) -> str:
        """All of it in one line."""
        parts = [_("加入 {} 个词").format(f"{len(self.words):,}")]
        if self.repeated:
            parts.append(_("重复 {} 个，略过").format(f"{self.repeated:,}"))
        if self.refused_count:
            parts.append(_("不能用 {} 个：{}").format(f"{self.refused_count:,}", "；".join(self.refused[:3])))
        return "，".join(parts)


def preset_words(preset: str) -> str:
    """A preset as people call it."""
    return PRESETS.get(preset, _("按群的类型"))


def conduct_labels() -> Mapping[str, ConductLabel]:
    """What each threshold of conduct is called, its unit and what it means, in order."""
    from wxadmin.screening import conduct_words

    return conduct_words.conduct_labels()


def when_words(when: When) -> str:
    """The conditions of a rule in words, ``""`` when there are none."""
    parts = []
    if when.kinds:
        parts.append(_("只在{}").format("、".join(preset_words(kind) for kind in when.kinds)))
    if when.hours[0] != when.hours[1]:
        parts.append(_("只在 {}:00–{}:00").format(*when.hours))
    if when.roles:
        parts.append(_("只看{}发的").format("、".join(ROLES[role] for role in when.roles)))
    if when.newcomer:
        parts.append(_("只看入群 {} 天以内的人").format(when.newcomer))
    if when.least:
        parts.append(_("消息不少于 {} 个字").format(when.least))
    return "，".join(parts)


def parts_of(text: str) -> list[str]:
    """The words of a paste: a line each, or with commas or 、 between them."""
    return [word.strip() for word in _BREAKS.split(text) if word.strip()]


def sorted_in(found: Iterable[str], known: Iterable[str]) -> WordList:
    """Which of these words are new and can be looked for. Words that fold to the same are one."""
    from wxadmin.screening.folding import fold_words
    from wxadmin.services.rulebooks import word_fault

    listed = [" ".join(word.split()) for word in found]
    if len(listed) > MOST_WORDS:
        remedy = _("请分成几条规则，每条最多 {} 个").format(f"{MOST_WORDS:,}")
        raise UserError(_("一次有 {} 个词，太多").format(f"{len(listed):,}"), remedy=remedy)
    there = set(fold_words(list(known)))
    words: list[str] = []
    refused: list[str] = []
    repeated = wrong = 0
    for word, folded in zip(listed, fold_words(listed), strict=True):
        if folded in there:
            repeated += 1
        elif _plain(folded) or not (why := word_fault(word)):
            there.add(folded)
            words.append(word)
        else:
            wrong += 1
            if len(refused) < _SHOWN:
                refused.append(why)
    return WordList(tuple(words), repeated, tuple(refused), wrong)


def _plain(folded: str) -> bool:
    """Whether nothing can be wrong with a folded word, which is so for nearly all."""
    return folded.isalnum() and 2 <= len(folded) <= 50


def read_list(path: Path, known: Sequence[str] = ()) -> WordList:
    """The words of a TXT, CSV or XLSX file, one a line (the first column of a table).

    UserError for a file that is none, is too large, or holds no word.
    """
    from wxadmin.intake.roster_tables import tables_of
    from wxadmin.intake.text import read_bytes, read_text
    from wxadmin.services.given_files import refuse_special

    refuse_special(path)
    if path.suffix.lower() in (".txt", ""):
        found = [line.strip() for line in read_text(path).splitlines()]
    elif path.suffix.lower() in (".csv", ".tsv", ".xlsx", ".xls"):
        sheets = tables_of(read_bytes(path), where=path.name)
        found = [next((cell.strip() for cell in row if cell.strip()), "") for sheet in sheets for row in sheet.rows]
    else:
        raise UserError(_("不认识这种文件：{}").format(path.name), remedy=_("请用 TXT、CSV 或 XLSX，一行一个词"))
    found = [word for word in found if word and not word.startswith("#")]
    if not found:
        raise UserError(_("文件里没有词"), where=path.name, remedy=_("请一行写一个词"))
    return sorted_in(found, known)
