"""聊天摘录: a message with what was said around it, on paper, other people's names covered."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ListColumn, ListPaper
from wxadmin.domain.redaction import Called, Line, called_by, redacted
from wxadmin.i18n import _, on_paper
from wxadmin.services import chats, clock, groups
from wxadmin.services.records import Store
from wxadmin.store import members as stored_members
from wxadmin.store import messages as stored
from wxadmin.store import people as stored_people
from wxadmin.store.lists import Source

MOST = 100
"""Messages before and after that an excerpt may have."""


def build(
    store: Store, message: int, before: int = 5, after: int = 5, *, covered: bool = True, only: Sequence[int] = ()
) -> ListPaper:
    """The message with up to ``before`` and ``after`` others of its group, the one meant marked with ●.

    ``covered``: everybody but its sender is called 成员甲, 成员乙 …, telephone and other numbers lose their middle.
    ``only`` leaves out all others but these ids. UserError when the message is gone or the excerpt would be too long.
    """
    if max(before, after) > MOST or min(before, after) < 0:
        raise UserError(_("摘录前后最多各 {} 条").format(MOST), remedy=_("请少选一些"))
    with store.read() as db:
        row = stored.one(db, message)
        if row is None:
            raise UserError(_("没有这条消息"), remedy=_("可能已被撤销导入，请刷新列表"))
        rows = stored.around(db, row, max(before, after))
        at = next(n for n, one in enumerate(rows) if one["id"] == message)
        rows = [one for one in rows[max(0, at - before) : at + after + 1] if not only or one["id"] in {message, *only}]
        everybody = known(db, row["group_id"]) if covered else ()
    group = groups.get(store, row["group_id"])
    lines: Sequence[Line] = [
        Line(one["sender"], chats.when(one), one["text"], one["quote_sender"], one["quote_text"]) for one in rows
    ]
    facts = [on_paper(_("“●”是所指的那一条"))]
    if covered:
        own = next((one.key for one in everybody if row["sender"] in one.spellings), f"?{row['sender']}")
        lines = redacted(lines, everybody, frozenset({own}))
        facts.append(on_paper(_("其他成员的姓名和号码已遮盖，同一人用同一代号")))
    marks = ["●" if one["id"] == message else "" for one in rows]
    shares = (("", 0.3), (_("时间"), 1.5), (_("发言人"), 1.3), (_("内容"), 5.0))
    return ListPaper(
        title=on_paper(_("聊天摘录")),
        unit=group.unit,
        group=group.name,
        facts=tuple(facts),
        columns=tuple(ListColumn(head and on_paper(head), share) for head, share in shares),
        rows=tuple((mark, one.time, one.sender, words(one)) for mark, one in zip(marks, lines, strict=True)),
        printed=clock.today(),
    )


def words(line: Line) -> str:
    """What was said on one line, with what it answers in brackets."""
    text = " ".join(line.text.split("\n"))
    if not line.quote_text:
        return text
    quoted = " ".join(line.quote_text.split("\n"))
    return on_paper(_("{text}（回复{sender}：“{quote}”）")).format(text=text, sender=line.quote_sender, quote=quoted)


def known(db: Source, group: int) -> tuple[Called, ...]:
    """Everybody a line of the group may name: members by all their nicknames, people of its list by their name."""
    spellings: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    for row in stored_members.of_group(db, group):
        key = f"m{row['id']}" if row["person_id"] is None else f"p{row['person_id']}"
        spellings.setdefault(key, set()).update((row["nickname"], row["person_name"]))
        names.setdefault(key, set()).add(row["person_name"])
    for row in stored_people.of_group(db, group):
        spellings.setdefault(f"p{row['id']}", set()).add(row["name"])
        names.setdefault(f"p{row['id']}", set()).add(row["name"])
    whole = {spelling for said in spellings.values() for spelling in said}
    for key, said in spellings.items():
        # A short name that is also somebody's whole one is theirs.
        short = {way for name in names.get(key, ()) for way in called_by(name)} - whole
        said.update(short)
    return tuple(Called(key, tuple(sorted(said - {""}))) for key, said in spellings.items())
