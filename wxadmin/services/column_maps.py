"""What the columns of lists mean as the owner said it, kept by the header's titles for the next list like it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from wxadmin.domain.people import EXTRAS, RosterTable
from wxadmin.i18n import _
from wxadmin.services import clock, people
from wxadmin.services.records import Store
from wxadmin.store import rosters as stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

CHOICES: tuple[tuple[str, str], ...] = (
    ("", _("不要")), ("keep", _("保留为“标题”")), ("name", _("姓名")), ("department", _("部门/班级")),
    ("subject", _("学科")), ("post", _("职务")), ("phone", _("电话")), ("number", _("编号（工号、学号）")),
    ("category", _("类别")), ("status", _("是否在职、在校")), ("note", _("备注")), ("guardian", _("家长姓名")),
    ("guardian_phone", _("家长电话")), ("guardian_relation", _("与家长的关系")),
    ("id_card", _("身份证号（只核对，不保存）")), *((key, people.EXTRA_TITLES[key]) for key in EXTRAS),
)  # fmt: skip
"""(word, title) of what a column may be taken for."""
_TITLES = {
    **people.TITLES, "department": _("部门/班级"), "status": _("状态"), "guardian": _("家长"), "subject": _("学科"),
    "id_card": _("身份证号（只核对）"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """A header's titles, told apart and sorted, and what each of them means."""

    titles: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]


def title(field: str) -> str:
    """What a field is called on the screen; a kept column goes by its own title."""
    return _TITLES.get(field) or people.extra_title(field)


def known(db: Source) -> dict[frozenset[str], dict[str, str]]:
    """Every header explained so far: its titles -> title -> field."""
    return {frozenset(json.loads(row["titles"])): json.loads(row["fields"]) for row in stored.column_maps(db)}


def choice_of(table: RosterTable) -> Choice | None:
    """What was chosen for a table with a header; None without one."""
    from wxadmin.intake.roster import keys_of

    keys = keys_of(table.titles)
    titles = tuple(sorted(key for key in keys if key))
    fields = tuple((key, word) for key, word in zip(keys, table.fields, strict=True) if key)
    return Choice(titles, fields) if titles else None


def remember(store: Store, choice: Choice) -> None:
    """Keeps it for the next list with these titles; it is a habit like widths of columns and not journalled."""
    titles = json.dumps(choice.titles, ensure_ascii=False)
    values = {"fields": json.dumps(dict(choice.fields), ensure_ascii=False), "used": clock.now().isoformat()}

    def work(tx: Tx) -> None:
        row = stored.column_map(tx, titles)
        if row is None:
            tx.insert("column_map", {"titles": titles, **values})
        else:
            tx.update("column_map", row["id"], values)

    store.change(_("记住名单各列的含义"), work)
