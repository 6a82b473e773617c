"""What is due of announcements: answers that are missing, texts to be approved or posted, instructions of the chat."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import cast

from wxadmin.i18n import _
from wxadmin.services import announcement_instructions, clock, solutions
from wxadmin.services.due import DueItem
from wxadmin.services.due_figures import Figures
from wxadmin.services.listing import Tone
from wxadmin.services.records import Store
from wxadmin.store import acknowledgements as stored_marks
from wxadmin.store import announcements as stored
from wxadmin.store import groups as stored_groups
from wxadmin.store.engine import Row

_LATELY = 3  # days


def items(store: Store, group: int | None, figures: Figures) -> list[DueItem]:
    """The lines, in no order."""
    today = clock.today()
    tonight = clock.stamp(datetime.combine(today + timedelta(days=1), time(), clock.zone()))
    now = clock.stamp()
    found: list[DueItem] = []
    with store.read() as db:
        # Where no deadline is, no answer was asked for.
        waiting = [row for row in stored.open_ones(db, group) if row["deadline"]]
    for row, (missing, unclear) in zip(waiting, figures.boards(waiting).values(), strict=True):
        if not missing + unclear:
            continue
        late = row["deadline"] < now
        kind = "overdue" if late else "open"
        words = _("“{}”已逾期，还有人没有回复") if late else _("“{}”还有人没有回复")
        tone: Tone = "danger" if late else "warn"
        found.append(
            DueItem(
                kind, words.format(row["title"]), missing + unclear, "announcements", (kind,), tone, row["id"],
                _("催办"), rows=1,
            )
        )  # fmt: skip
    found += _solutions(store, group, tonight, {item.record for item in found})
    with store.read() as db:
        planned = stored.planned(db, group, tonight)
        news = stored.unposted_news(db, group)
        for row in planned:
            late = row["planned"] < clock.stamp()
            words = _("“{}”到了计划发布的时间：{}") if late else _("“{}”今天发布：{}")
            label = words.format(row["title"] or _("（无标题）"), clock.shown(row["planned"]))
            found.append(
                DueItem("planned", label, 1, "announcements", ("draft",), "warn", row["id"], _("发布"), today=True)
            )
        asked = stored.count_asked(db, group)
        beside = asked - sum(row["approval"] == "asked" for row in planned)
        groups = [group] if group is not None else [row["id"] for row in stored_groups.every(db)]
    shown = {row["id"] for row in planned}
    found += _news([row for row in news if row["id"] not in shown], today)
    if asked:
        found.append(
            DueItem(
                "approvals", _("公告等待审批"), asked, "announcements", ("asked",), "warn", verb=_("审批"), rows=beside
            )
        )
    said = sum(_instructions(store, one, figures) for one in groups)
    if said:
        words = _("群里有交办的话还没有转成公告")
        found.append(DueItem("instructions", words, said, "announcements", (), "info", verb=_("查看"), rows=0))
    return found


def _solutions(store: Store, group: int | None, tonight: str, told: Collection[int | None]) -> list[DueItem]:
    """What was ordered to be solved by today or before and is not reported as done by everybody."""
    found: list[DueItem] = []
    with store.read() as db:
        for row in stored_marks.solving(db, group, "", tonight):
            owed = solutions.of(db, row, row["solution"]) if row["state"] == "open" else None
            if owed is None or not owed.owed:
                continue
            words = _("“{}”的处理结果逾期没有报") if owed.overdue else _("“{}”今天要报处理结果：{}前")
            tone: Tone = "danger" if owed.overdue else "warn"
            label = words.format(row["title"], clock.shown(owed.due))
            found.append(
                DueItem(
                    "solution", label, len(owed.owed), "announcements", ("open",), tone, row["id"],
                    _("看处理结果"), today=True, rows=0 if row["id"] in told else 1,
                )
            )  # fmt: skip
    return found


def _news(drafts: Sequence[Row], today: date) -> list[DueItem]:
    """Drafts that tell the members of a regulation; grave from the day on it holds, or holds no longer."""
    late = [row for row in drafts if row["day"] and row["day"] <= today.isoformat()]
    found = []
    for rows, words, tone in (
        (late, _("规章变更的公告还没有发布，变更已经生效"), "danger"),
        ([row for row in drafts if row not in late], _("规章变更的公告还没有发布"), "warn"),
    ):
        if not rows:
            continue
        day = next((row["day"] for row in rows if row["day"]), "")
        if tone == "warn" and day:
            words += _("，{}起").format(clock.shown_day(day))
        record = rows[0]["id"] if len(rows) == 1 else None
        # Who waits for an approval is counted with those.
        own = sum(row["approval"] != "asked" for row in rows)
        found.append(
            DueItem(
                "news", words, len(rows), "announcements", ("news",), cast("Tone", tone), record, _("发布"), rows=own
            )
        )  # fmt: skip
    return found


def _instructions(store: Store, group: int, figures: Figures) -> int:
    """How many instructions of the last days are no announcement yet."""
    said = figures.instructions(group, lambda: announcement_instructions.said(store, group, _LATELY))
    if not said:
        return 0
    since = int((clock.now() - timedelta(days=_LATELY)).timestamp())
    with store.read() as db:
        taken = stored.from_messages(db, group)
    return sum(at >= since and message not in taken for message, at in said)
