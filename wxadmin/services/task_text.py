"""Tasks as text to be handed to whoever carries them out."""

from __future__ import annotations

from wxadmin.i18n import _, on_paper
from wxadmin.services import clock
from wxadmin.services.listing import View
from wxadmin.services.member_tasks import KINDS, index, todo
from wxadmin.services.records import Store
from wxadmin.store import member_tasks as stored


def as_text(store: Store, view: View) -> str:
    """The tasks of a view as a list to be handed to an administrator, by group and kind; ``""`` when there are none."""
    with store.read() as db:
        rows = stored.page(db, list(index(store, view)))
    lines: list[str] = []
    last = ""
    for row in sorted(rows, key=lambda row: (row["group_id"], list(KINDS).index(row["kind"]))):
        head = f"【{row['group_name']}　{on_paper(KINDS[row['kind']])}】"
        if head != last:
            lines.append(head)
            last = head
        due = on_paper(_("，{} 前")).format(clock.shown_day(row["due"])) if row["due"] else ""
        lines.append(f"· {on_paper(todo(row))}{due}" + (f"（{row['reason']}）" if row["reason"] else ""))
    return "\n".join(lines)
