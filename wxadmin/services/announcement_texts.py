"""The announcement as it goes out: into the group, in portions where it is long, and onto the notice board."""

from __future__ import annotations

import re

from wxadmin.domain import message_blanks, wechat_lines
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.domain.style import Style
from wxadmin.i18n import _, on_paper
from wxadmin.services import announcement_plans, attachments, clock, groups, papers
from wxadmin.services.announcement_plans import Plan, existing, posted
from wxadmin.services.attachments import Owner
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx

_OWN_WORD = re.compile(r"回复[：:]?\s*[“\"「『](?!收到|已?知悉|已阅)[^”\"」』\n]{1,8}[”\"」』]")
_SENTENCE = 8  # characters; a shorter title is a heading, also over a text that begins with it


def text_for_clipboard(store: Store, announcement: int) -> str:
    """The announcement as it goes into the group, its blanks filled as far as they are."""
    with store.read() as db:
        row = existing(db, announcement)
        plan = announcement_plans.of(db, announcement)
    return of_row(row, plan)


def of_row(row: Stored, plan: Plan) -> str:
    """The same of a stored row."""
    posted_at = clock.moment(row["posted"]) if row["posted"] else None
    solution = None if posted_at is None else announcement_plans.solution(posted_at, plan.due)
    if row["deadline"]:
        by = on_paper(_("在{}前")).format(clock.shown(row["deadline"]))
    else:
        fixed = clock.moment(row["fixed"]) if row["fixed"] else None
        by = announcement_plans.due_words(row["minutes"], fixed, plan.due)
    solved = clock.shown(solution) if solution else on_the_day(plan.due.solution)
    title, body = (message_blanks.filled(row[key], plan.fields) for key in ("title", "body"))
    return compose(title, body, by, solved)


def on_the_day(until: str) -> str:
    """A clock of the day of posting, as it is told before; ``""`` for none."""
    return on_paper(_("当天 {}")).format(until) if until else ""


def compose(title: str, body: str, by: str, solved: str = "") -> str:
    """Title, text, and by when to answer (``by``, as :func:`announcement_plans.due_words`) and to solve it.

    A title that is how the text begins, as that of what was said in the chat, is not said twice; a text that says
    with which word to answer (回复“已传达”) is not given another.
    """
    title, body = title.strip(), body.strip()
    twice = len(title) >= _SENTENCE and body.startswith(title.removesuffix("…"))
    lines = [title if title.startswith("【") else f"【{title}】"] if title and not twice else []
    lines.append(body)
    if by:
        asked = on_paper(_("请{}回复。")) if _OWN_WORD.search(body) else on_paper(_("请{}回复“收到”。"))
        lines.append(asked.format(by))
    if solved:
        lines.append(on_paper(_("处理结果请在{}前报告。")).format(solved))
    return "\n".join(line for line in lines if line)


def portions(store: Store, announcement: int) -> tuple[str, ...]:
    """That text as messages short enough to be sent; one where it is not long."""
    return wechat_lines.portions(text_for_clipboard(store, announcement))


def paper(store: Store, announcement: int) -> AnnouncementPaper:
    """The announcement as a sheet for the notice board."""
    with store.read() as db:
        row = existing(db, announcement)
        fields = announcement_plans.of(db, announcement).fields
    owner = groups.get(store, row["group_id"])
    title, body = (message_blanks.filled(row[key], fields) for key in ("title", "body"))
    return AnnouncementPaper(
        owner.unit,
        owner.name,
        title or on_paper(_("公告")),
        tuple(line.strip() for line in body.splitlines() if line.strip()),
        owner.office or owner.unit or owner.name,
        clock.day_of(row["posted"]) if row["posted"] else clock.today(),
        attachments=attachments.papers(store, Owner("announcement", announcement)),
    )


def issue(store: Store, announcement: int, style: Style | None = None) -> Change[IssuedPaper]:
    """Issues that sheet; UserError for a draft or one issued before."""
    with store.read() as db:
        row = posted(db, announcement)

    def note(tx: Tx, paper_id: int) -> None:
        if posted(tx, announcement)["paper_id"] is not None:
            raise UserError(_("这条公告已经签发过"), remedy=_("请在文书列表里补打"))
        tx.update("announcement", announcement, {"paper_id": paper_id})

    if row["paper_id"] is not None:
        raise UserError(_("这条公告已经签发过"), remedy=_("请在文书列表里补打"))
    origin = Origin(group=row["group_id"], announcement=announcement)
    return papers.issue(store, paper(store, announcement), origin, note, style)
