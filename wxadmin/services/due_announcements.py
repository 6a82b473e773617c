"""What is due of announcements: answers that are missing, texts to be approved or posted, instructions of the chat."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from wxadmin.i18n import _
from wxadmin.services import acknowledgements, announcement_instructions, clock
from wxadmin.services.due import DueItem
from wxadmin.services.listing import Tone
from wxadmin.services.records import Store
from wxadmin.store import announcements as stored
from wxadmin.store import groups as stored_groups

_MOST_GROUPS = 12  # whose chat is looked through for instructions when all groups are shown
_LATELY = 3  # days


def items(store: Store, group: int | None) -> list[DueItem]:
    """The lines, in no order."""
    today = clock.today()
    tonight = clock.stamp(datetime.combine(today + timedelta(days=1), time(), clock.zone()))
    found: list[DueItem] = []
    with store.read() as db:
        for one in acknowledgements.announcement_due(db, group):
            if not one.deadline:
                continue  # no answer was asked for
            kind = "overdue" if one.overdue else "open"
            words = _("“{}”已逾期，还有人没有回复") if one.overdue else _("“{}”还有人没有回复")
            tone: Tone = "danger" if one.overdue else "warn"
            count = one.missing + one.unclear
            found.append(
                DueItem(
                    kind, words.format(one.title), count, "announcements", (kind,), tone, one.announcement, _("催办")
                )
            )  # fmt: skip
        for row in stored.planned(db, group, tonight):
            late = row["planned"] < clock.stamp()
            words = _("“{}”到了计划发布的时间：{}") if late else _("“{}”今天发布：{}")
            label = words.format(row["title"] or _("（无标题）"), clock.shown(row["planned"]))
            found.append(
                DueItem("planned", label, 1, "announcements", ("draft",), "warn", row["id"], _("发布"), today=True)
            )
        asked = stored.count_asked(db, group)
        groups = [group] if group is not None else [row["id"] for row in stored_groups.every(db)][:_MOST_GROUPS]
    if asked:
        found.append(
            DueItem("approvals", _("公告等待审批"), asked, "announcements", ("asked",), "warn", verb=_("审批"))
        )
    said = sum(len(announcement_instructions.found(store, one, _LATELY)) for one in groups)
    if said:
        words = _("群里有交办的话还没有转成公告")
        found.append(DueItem("instructions", words, said, "announcements", (), "info", verb=_("查看")))
    return found
