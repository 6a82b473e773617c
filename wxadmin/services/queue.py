"""待审队列: what screening flagged, with its reasons, until a person decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import Hit
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _, on_paper
from wxadmin.services import chats, clock, groups, regulations, signatures, wording
from wxadmin.services.chats import ContextLine
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.records import Change, Reader, Store
from wxadmin.services.standing import fresh
from wxadmin.store import cases as stored_cases
from wxadmin.store import members as stored_members
from wxadmin.store import messages as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

COLUMNS = (
    Column("score", _("研判分"), 70, numeric=True),
    Column("sender", _("发言人"), 140),
    Column("category", _("类别"), 120),
    Column("text", _("内容"), 360, sortable=False),
    Column("time", _("时间"), 150),
    Column("state", _("状态"), 90),
)
CATEGORY_WORDS = {
    "advert": _("广告"), "abuse": _("辱骂"), "discrimination": _("歧视"), "porn": _("低俗色情"), "violence": _("暴力"),
    "gambling": _("赌博"), "drugs": _("毒品"), "fraud": _("诈骗"), "rumour": _("疑似谣言"), "politics": _("政治敏感"),
    "superstition": _("封建迷信"), "personal_data": _("个人信息"), "secret": _("泄密"), "link": _("可疑链接"),
    "flood": _("刷屏"), "duplicate": _("重复发送"), "mention_abuse": _("滥用@"), "trade": _("群内交易"),
    "off_hours": _("非工作时间"), "off_topic": _("无关内容"),
}  # fmt: skip
CHIPS = (
    Chip("waiting", _("待处理")),
    Chip("urgent", _("优先")),
    Chip("founded", _("属实")),
    Chip("unfounded", _("不属实")),
    Chip("ignored", _("忽略")),
    Chip("reminded", _("已提醒")),
)
STATES = {
    "waiting": _("待处理"), "founded": _("属实"), "unfounded": _("不属实"), "ignored": _("忽略"),
    "reminded": _("已提醒"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of why an entry is here: words and a weight from 0 to 1 (for a small bar)."""

    label: str
    value: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One entry with all a decision needs. ``version`` goes back with the decision; a stale one is refused.

    ``earlier_cases`` and ``same_clause`` are (case id, one line). ``person`` None: the sender is linked to nobody.
    """

    id: int
    group: int
    message: int
    kind: str
    sender: str
    member: int | None
    person: int | None
    person_label: str
    name_status: str
    time: str
    text: str
    hits: tuple[Hit, ...]
    why: tuple[Reason, ...]
    score: float
    context: tuple[ContextLine, ...]
    earlier_cases: tuple[tuple[int, str], ...]
    same_clause: tuple[tuple[int, str], ...]
    clause: ClauseCitation | None
    category: str
    state: str
    note: str
    decided: str
    case: int | None
    version: int


_TONES: dict[str, Tone] = {
    "waiting": "warn", "founded": "danger", "unfounded": "muted", "ignored": "muted", "reminded": "info",
}  # fmt: skip


def category_words(category: str) -> str:
    """The act in words; the owner's own word stays as it is."""
    return CATEGORY_WORDS.get(category, category)


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the entries, by score then time; without a state chip only those waiting."""
    return ids_of(store, stored.QUEUE, view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those entries as rows."""
    with store.read() as db:
        rows = stored.queue_page(db, ids)
    return [
        Row(
            r["id"],
            (
                f"{round(r['score'] * 100)}", r["sender"], CATEGORY_WORDS.get(r["category"], r["category"]),
                " ".join(r["text"].split()), chats.when(r), STATES[r["state"]],
            ),
            (Badge(STATES[r["state"]], _TONES[r["state"]]),),
        )
        for r in rows
    ]  # fmt: skip


def get(store: Store, review: int) -> ReviewCard:
    """One entry; UserError when there is none."""
    with store.read() as db:
        row = _existing(db, review)
    group = groups.get(store, row["group_id"])
    fresh(store, group.id)
    hits = tuple(Hit(**hit) for hit in json.loads(row["hits"]))
    context = chats.context(store, row["message_id"])
    focus = next(line for line in context if line.focus)
    day = clock.day_of(row["at"])
    clause = regulations.clause_for(store, group.id, row["category"], _hint(hits, row["category"]), day)
    with store.read() as db:
        member = stored_members.by_nickname(db, group.id, row["sender"])
        person = None if member is None else member["person_id"]
        earlier = stored_cases.against(db, group.id, person, row["sender"])
        like = stored_cases.like(db, group.id, row["category"], 5)
        verdicts = stored.verdicts(db, group.id, row["category"])
    if clause is not None:
        clause = signatures.cited(store, group.id, clause, person, day)
    earlier = [c for c in earlier if c["state"] != "draft" and c["id"] != row["case_id"]]
    label = "" if member is None or person is None else member["person_name"]
    if label and member is not None and member["department"]:
        label = f"{label}（{member['department']}）"
    return ReviewCard(
        id=review,
        group=group.id,
        message=row["message_id"],
        kind="chat",
        sender=row["sender"],
        member=None if member is None else member["id"],
        person=person,
        person_label=label,
        name_status="" if member is None else member["status"],
        time=focus.time,
        text=focus.text,
        hits=hits,
        why=_why(row, hits, earlier, verdicts),
        score=row["score"],
        context=context,
        earlier_cases=tuple((c["id"], wording.case_line(c)) for c in earlier),
        same_clause=tuple((c["id"], f"{c['person_name']} · {wording.case_line(c)}") for c in like),
        clause=clause,
        category=row["category"],
        state=row["state"],
        note=row["note"],
        decided=clock.shown(row["decided"]),
        case=row["case_id"],
        version=row["version"],
    )


def _hint(hits: Sequence[Hit], category: str) -> str:
    return next((hit.article for hit in hits if hit.category == category and hit.article), "")


def _why(row: Stored, hits: Sequence[Hit], earlier: Sequence[Stored], verdicts: dict[str, int]) -> tuple[Reason, ...]:
    """The rules that were hit, the score, the sender's history, and how such entries ended so far."""
    by_rule: dict[tuple[str, str], list[Hit]] = {}
    for hit in hits:
        by_rule.setdefault((hit.category, hit.rule), []).append(hit)
    reasons = [
        Reason(
            " · ".join(dict.fromkeys((CATEGORY_WORDS[category], rule))),
            min(1.0, max(hit.level for hit in found) / 3),
            "；".join(dict.fromkeys(hit.why for hit in found)),
        )
        for (category, rule), found in by_rule.items()
    ]
    reasons.append(Reason(_("研判分"), row["score"], _("规则命中的轻重合计")))
    standing = [c for c in earlier if c["state"] != "void"]
    if standing:
        count = len(standing)
        reasons.append(Reason(_("发言人以往"), min(1.0, count / 3), _("已有 {} 次处理").format(count)))
    founded = verdicts.get("founded", 0) + verdicts.get("reminded", 0)
    total = sum(verdicts.values())
    if total:
        reasons.append(Reason(_("同类以往"), founded / total, _("{} 条中 {} 条属实").format(total, founded)))
    return tuple(reasons)


def waiting(store: Store, group: int | None) -> int:
    """How many entries wait."""
    with store.read() as db:
        return stored.waiting(db, group)


def _existing(db: Source, review: int) -> Stored:
    row = stored.review(db, review)
    if row is None:
        raise UserError(_("没有这个待审事项"), remedy=_("可能已被撤销导入，请刷新列表"))
    return row


def settle(tx: Tx, review: int, version: int, state: str, note: str, case: int | None = None) -> None:
    """Write the outcome of an entry; UserError when somebody decided since ``version`` was read."""
    row = _existing(tx, review)
    if row["version"] != version:
        state_now = STATES[row["state"]]
        raise UserError(_("这一条刚刚被处理过：{}").format(state_now), remedy=_("请看过新的状态再决定"))
    if state != "waiting" and row["state"] != "waiting":
        raise UserError(_("这一条已经处理过：{}").format(STATES[row["state"]]), remedy=_("要改请先退回待处理"))
    decided = "" if state == "waiting" else clock.stamp(clock.moment(tx.at))
    tx.update(
        "review",
        review,
        {"state": state, "note": note.strip(), "version": version + 1, "decided": decided, "case_id": case},
    )


def _settled(store: Store, review: int, label: str, work: Callable[[Tx], None]) -> Change[int]:
    with store.read() as db:
        sender = _existing(db, review)["sender"]

    def run(tx: Tx) -> int:
        work(tx)
        return review

    return store.change(label.format(sender), run)


def dismiss(
    store: Store, review: int, version: int, outcome: Literal["unfounded", "ignored"], note: str = ""
) -> Change[int]:
    """不属实 or 忽略; UserError when somebody decided meanwhile."""
    if outcome not in {"unfounded", "ignored"}:
        raise UserError(_("没有这种处理：{}").format(outcome), remedy=_("请选不属实或忽略"))
    label = _("记为不属实 {}") if outcome == "unfounded" else _("忽略 {}")
    return _settled(store, review, label, lambda tx: settle(tx, review, version, outcome, note))


def remind(store: Store, review: int, version: int, note: str = "") -> Change[int]:
    """A private word was had: founded, no case."""
    return _settled(store, review, _("记为提醒 {}"), lambda tx: settle(tx, review, version, "reminded", note))


def reopen(store: Store, review: int, version: int) -> Change[int]:
    """Puts a dismissed or reminded entry back among those waiting."""

    def work(tx: Tx) -> None:
        if _existing(tx, review)["state"] == "founded":
            raise UserError(_("这一条已经立案"), remedy=_("请在案件里处理"))
        settle(tx, review, version, "waiting", "")

    return _settled(store, review, _("退回待处理 {}"), work)


def reminder_text(store: Store, review: int) -> str:
    """Polite words to the sender that name the clause; for the clipboard."""
    card = get(store, review)
    group = groups.get(store, card.group)
    text = " ".join(card.text.split())
    shown = text if len(text) <= 40 else text[:40] + "…"
    lines = [_("您好，您{}在“{}”发送的“{}”涉及{}。").format(
        card.time and f"于{card.time}", group.name, shown, on_paper(CATEGORY_WORDS[card.category])
    )]  # fmt: skip
    if card.clause is not None:
        lines.append(_("《{}》{}规定：{}").format(card.clause.regulation, " ".join(card.clause.at), card.clause.text))
    lines.append(_("请留意，谢谢配合。"))
    return "\n".join(lines)
