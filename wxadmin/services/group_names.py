"""What to think about before a group gets a name, in words; advice, never a refusal."""

from __future__ import annotations

from wxadmin.domain.group_names import LONG, NameAdvice, advice
from wxadmin.i18n import _
from wxadmin.services import expectations, groups, rules
from wxadmin.services.records import Store

_INDECENT = ("abuse", "discrimination", "porn", "violence", "gambling", "drugs")


def check(store: Store, name: str, kind: str = "department", group: int | None = None) -> tuple[str, ...]:
    """Sentences about a name, empty when nothing is amiss; ``group`` is the one that bears it already.

    A dissolved group's name counts too: its records are still looked up by it.
    """
    others = [one.name for one in groups.every(store) if one.id != group]
    departments = {path[-1] for path in (one.path for one in expectations.departments(store))}
    judge = rules.preset_screener(kind) if group is None else rules.screener(store, group)
    hits = judge.screen_texts([name])[0].hits if name.strip() else ()
    indecent = [hit.matched for hit in hits if hit.category in _INDECENT]
    return tuple(_words(one) for one in advice(name, others, departments=departments, indecent=indecent))


def _words(one: NameAdvice) -> str:
    return {
        "empty": _("还没有群名"),
        "long": _("{} 个字，偏长：超过 {} 个字在聊天列表里常显示不全").format(one.detail, LONG),
        "vague": _("看不出是哪个部门、做什么或哪个项目，加上一个关键词更好找"),
        "decorated": _("带有符号或表情“{}”，搜索和公文里不好写").format(one.detail),
        "hidden": _("里面有看不见的字符，请重新打一遍"),
        "similar": _("和“{}”只差一个字，容易发错群").format(one.detail),
        "same": _("和“{}”几乎一样，分不清是哪个群").format(one.detail),
        "indecent": _("“{}”不文明，请换一个词").format(one.detail),
    }[one.code]
