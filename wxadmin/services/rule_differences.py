"""What one book of rules says otherwise than another, a sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from wxadmin.i18n import _
from wxadmin.screening.ruleset import Rule
from wxadmin.services.rule_book import Book, When
from wxadmin.services.rule_words import conduct_labels, preset_words

_SHOWN = 6
"""Words of a change that are named one by one."""


def differences(before: Book, after: Book) -> tuple[str, ...]:
    """What ``after`` says otherwise, a sentence each."""
    lines: list[str] = []
    if before.preset != after.preset:
        lines.append(_("预置规则由“{}”改为“{}”").format(preset_words(before.preset), preset_words(after.preset)))
    lines += [_("关闭“{}”").format(name) for name in after.off if name not in before.off]
    lines += [_("重新打开“{}”").format(name) for name in before.off if name not in after.off]
    lines += _changed(before.levels, after.levels, _("“{}”的级别"))
    lines += _changed(before.articles, after.articles, _("“{}”对应的条款"))
    lines += _changed(before.conduct, after.conduct, _("行为阈值“{}”"), _conduct_words())
    old, new = ({rule.name: rule for rule in book.rules} for book in (before, after))
    lines += [_("新规则“{}”").format(name) for name in new if name not in old]
    lines += [_("删去规则“{}”").format(name) for name in old if name not in new]
    for name, rule in new.items():
        if name in old and rule != old[name]:
            lines += _rule_changed(old[name], rule)
    lines += _more_or_less(before.allow, after.allow, _("放行语"))
    for name in dict.fromkeys((*before.when, *after.when)):
        if before.when.get(name, When()) != after.when.get(name, When()):
            lines.append(_("“{}”的条件改了").format(name))
    if dict(before.signals) != dict(after.signals):
        lines.append(_("信号改了"))
    return tuple(lines)


def _conduct_words() -> Mapping[str, str]:
    return {key: one.words for key, one in conduct_labels().items()}


def _changed(
    before: Mapping[str, object], after: Mapping[str, object], words: str, names: Mapping[str, str] | None = None
) -> list[str]:
    return [
        _("{}由 {} 改为 {}").format(
            words.format((names or {}).get(key, key)), before.get(key, _("原样")), after.get(key, _("原样"))
        )
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    ]


def _rule_changed(before: Rule, after: Rule) -> list[str]:
    head = _("规则“{}”：").format(after.name)
    lines = [
        head + line
        for key, words in (("words", _("词")), ("patterns", _("模式")), ("allow", _("放行语")))
        for line in _more_or_less(getattr(before, key), getattr(after, key), words)
    ]
    told = {"words", "patterns", "allow", "name"}
    other = [f.name for f in fields(Rule) if f.name not in told and getattr(before, f.name) != getattr(after, f.name)]
    if "level" in other:
        lines.append(head + _("级别由 {} 改为 {}").format(before.level, after.level))
    if set(other) - {"level"}:
        lines.append(head + _("类别、条款或其他设定改了"))
    return lines


def _more_or_less(before: tuple[str, ...], after: tuple[str, ...], words: str) -> list[str]:
    old, new = set(before), set(after)
    more, less = [w for w in after if w not in old], [w for w in before if w not in new]
    return [
        sign.format(words, _named(found)) for sign, found in ((_("{}加了{}"), more), (_("{}去掉了{}"), less)) if found
    ]


def _named(found: list[str]) -> str:
    shown = "、".join(f"“{word}”" for word in found[:_SHOWN])
    return shown if len(found) <= _SHOWN else _("{}等 {} 个").format(shown, len(found))
