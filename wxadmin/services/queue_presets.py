"""Reasons that are written again and again: short names, each with its words, its outcome and a number key."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, on_paper
from wxadmin.services import reviewables
from wxadmin.services.queue_cards import ReviewCard, clause_key
from wxadmin.services.records import Change, Store
from wxadmin.services.settings import put
from wxadmin.store import groups as stored
from wxadmin.store.journal import Tx

VARIABLES: tuple[str, ...] = ("姓名", "昵称", "条款", "时间", "摘录", "群名")
"""What stands in braces in the words of a preset: ``{姓名}``."""
MOST_KEYS = 9
_KEY = "queue.presets"
_BLANK = re.compile(r"\{([^{}]*)\}")
_EXCERPT = 40


@dataclass(frozen=True, slots=True)
class Preset:
    """One reason. ``kind`` is a kind of entry, ``""`` for all; ``outcome`` is recorded at once by its key, ``""`` none.

    ``text`` may have :data:`VARIABLES` in braces.
    """

    name: str
    text: str
    kind: str = ""
    outcome: str = ""


_OURS = tuple(
    Preset(name, text, kind, outcome)
    for kind, outcome, name, text in (
        ("chat", "reminded", _("请撤回"), _("{姓名}：{时间}在“{群名}”发的“{摘录}”不符合{条款}，请撤回，谢谢。")),
        ("chat", "reminded", _("不要发广告"), _("{姓名}：“{群名}”不发广告和推销（{条款}），“{摘录}”请撤回，谢谢。")),
        ("chat", "reminded", _("注意措辞"), _("{姓名}：群里请就事论事（{条款}），“{摘录}”这样的话容易伤人，请撤回。")),
        ("chat", "unfounded", _("误判：工作内容"), _("“{摘录}”是正常的工作交流。")),
        ("chat", "unfounded", _("误判：引用转述"), _("“{摘录}”是引用或转述别人的话。")),
        ("chat", "ignored", _("另行处理过"), _("这件事已经另行处理。")),
        ("submission", "founded", _("同意发布"), _("内容已核对，可以发到“{群名}”。")),
        ("submission", "unfounded", _("请补充来源"), _("请写明消息来源或附上通知原件，再送一次。")),
        ("submission", "unfounded", _("与本群无关"), _("内容与“{群名}”的用途无关，不发到本群。")),
        ("report", "founded", _("属实，已处理"), _("反映的情况属实，已经处理，谢谢提醒。")),
        ("report", "unfounded", _("未发现违规"), _("查看了前后的聊天，没有发现违反{条款}的情况，谢谢关心。")),
        ("suggestion", "founded", _("采纳"), _("建议已采纳，会尽快安排，谢谢。")),
        ("suggestion", "unfounded", _("暂不采纳"), _("建议已记下，目前条件不够，暂不采纳，谢谢。")),
        ("help", "founded", _("已解决"), _("问题已经解决，还有问题请再说。")),
        ("dispute", "founded", _("已调解"), _("双方的情况已了解并调解，请彼此体谅。")),
        ("name", "reminded", _("已提醒更正"), _("{昵称}：请按群昵称的要求更正，谢谢。")),
        ("late", "reminded", _("已提醒回复"), _("{姓名}：请尽快回复群里的通知，谢谢。")),
        ("undone", "founded", _("已重新执行"), _("已按处罚决定重新办理。")),
        ("undone", "unfounded", _("认错了人"), _("“{昵称}”不是处罚决定所说的人。")),
    )
)
"""What is offered until the owner has reasons of their own."""


def every(store: Store) -> tuple[Preset, ...]:
    """All reasons in order, the program's own until the owner changed them."""
    with store.read() as db:
        kept = stored.setting(db, _KEY)
    if kept is None:
        return tuple(replace(one, name=on_paper(one.name), text=on_paper(one.text)) for one in _OURS)
    return tuple(Preset(**one) for one in json.loads(kept[1]))


def offered(presets: Sequence[Preset], kind: str) -> tuple[Preset, ...]:
    """Those for a kind of entry, in order; the first nine have the keys 1 to 9."""
    allowed = reviewables.outcomes(kind)
    return tuple(p for p in presets if p.kind in ("", kind) and (not p.outcome or p.outcome in allowed))


def save(store: Store, presets: Sequence[Preset]) -> Change[None]:
    """Keeps the whole list; UserError for one without name or words, an unknown variable, kind or outcome."""
    for one in presets:
        _check(one)
    names = [(one.kind, one.name.strip()) for one in presets]
    twice = next((name for kind, name in names if names.count((kind, name)) > 1), None)
    if twice is not None:
        raise UserError(_("有两条理由都叫“{}”").format(twice), remedy=_("请换一个名称"))
    tidy = [asdict(replace(one, name=one.name.strip(), text=one.text.strip())) for one in presets]
    said = json.dumps(tidy, ensure_ascii=False)

    def work(tx: Tx) -> None:
        put(tx, _KEY, said)

    return store.change(_("修改处理理由"), work)


def _check(one: Preset) -> None:
    where = one.name.strip() or one.text.strip()[:12]
    if not one.name.strip() or not one.text.strip():
        raise UserError(_("理由要有名称和内容"), where=where, remedy=_("请补上"))
    unknown = [name for name in _BLANK.findall(one.text) if name not in VARIABLES]
    if unknown:
        words = "、".join(f"{{{name}}}" for name in VARIABLES)
        raise UserError(_("不认识 {{{}}}").format(unknown[0]), where=where, remedy=_("可用的有 {}").format(words))
    if one.kind and one.kind not in reviewables.KINDS:
        raise UserError(_("没有这种待审事项：{}").format(one.kind), where=where, remedy=_("请从列表里选择"))
    if one.outcome and one.outcome not in reviewables.outcomes(one.kind or "chat"):
        raise UserError(_("没有这种处理：{}").format(one.outcome), where=where, remedy=_("请从列表里选择"))


def filled(preset: Preset, card: ReviewCard, clause: str | None = None) -> str:
    """The words of a reason for an entry. ``clause`` is how the clause is called, None: that of the entry.

    What is not known reads in general words; braces in a nickname or message are never filled again.
    """
    text = " ".join(card.text.split())
    if clause is None:
        clause = "" if card.clause is None else clause_key(card.clause)
    known = {
        "姓名": card.person_label.partition("（")[0] or card.sender,
        "昵称": card.sender,
        "条款": clause or on_paper(_("群规")),
        "时间": card.time,
        "摘录": text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…",
        "群名": card.group_name,
    }
    return _BLANK.sub(lambda found: known.get(found[1], found[0]), preset.text)
