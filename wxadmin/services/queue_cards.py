"""One entry of the queue with all a decision needs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.domain.hits import Hit
from wxadmin.domain.papers import ClauseCitation
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import (
    chats,
    citing,
    clock,
    groups,
    matter_findings,
    ranking,
    reviewables,
    signatures,
    spelling,
    wording,
)
from wxadmin.services.chats import ContextLine
from wxadmin.services.records import Store
from wxadmin.services.standing import fresh
from wxadmin.store import cases as stored_cases
from wxadmin.store import members as stored_members
from wxadmin.store import reviews as stored
from wxadmin.store import revisions as stored_revisions
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

LINES = 5
"""Messages before and after the one looked at, unless the owner wants more."""
_ALIKE = 5
_OTHERS = 6


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of why an entry is here: words and a weight from 0 to 1 (for a small bar)."""

    label: str
    value: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note on an entry: its words, by whom, when (shown)."""

    text: str
    by: str
    time: str


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One entry. ``version`` goes back with the decision; a stale one is refused.

    ``message`` is 0 for what is no chat message; then ``title`` and ``text``
    are what was handed in. ``earlier_cases`` and
    ``same_clause`` are (case id, one line), ``earlier_words`` and ``same_decided`` (entry id, one line) of private
    words to this person and of entries decided under the same clause, ``others`` (entry id, one line) what else of
    this person waits. ``person`` None: the sender is linked to nobody. ``decided_clause``, ``reason`` and
    ``decided_by`` say how it was decided.
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
    group_name: str = ""
    due: str = ""
    earlier_words: tuple[tuple[int, str], ...] = ()
    same_decided: tuple[tuple[int, str], ...] = ()
    others: tuple[tuple[int, str], ...] = ()
    notes: tuple[Note, ...] = ()
    decided_clause: str = ""
    reason: str = ""
    decided_by: str = ""
    title: str = ""


def clause_key(clause: ClauseCitation) -> str:
    """A clause by title and place, the same in every version."""
    return f"《{clause.regulation}》{''.join(clause.at)}"


def clauses(store: Store, group: int) -> tuple[tuple[citing.Clause, str], ...]:
    """The clauses in force in a group today, each with what it is called: title, with its place in it."""
    found = []
    with store.read() as db:
        for row in stored_revisions.in_force(db, group, clock.today().isoformat()):
            for one in stored_revisions.clauses(db, row["id"]):
                clause = citing.clause_of(one)
                found.append((clause, f"《{row['title']}》{''.join(clause.at)}"))
    return tuple(found)


def get(store: Store, review: int, lines: int = LINES) -> ReviewCard:
    """One entry with ``lines`` messages before and after it; UserError when there is none."""
    with store.read() as db:
        row = stored.one(db, review)
    if row is None:
        raise UserError(_("没有这个待审事项"), remedy=_("可能已被撤销导入，请刷新列表"))
    group = groups.get(store, row["group_id"])
    fresh(store, group.id)
    kind = reviewables.kind_of(row["message_id"], row["category"])
    hits = hits_of(row)
    context = chats.context(store, row["message_id"], lines) if row["message_id"] else ()
    focus = next((line for line in context if line.focus), None)
    day = clock.day_of(row["at"])
    with store.read() as db:
        asked_under = matter_findings.clause_of(db, review)
    clause = asked_under or citing.clause_for(store, group.id, row["category"], hint(row), day)
    with store.read() as db:
        member = stored_members.by_nickname(db, group.id, row["sender"])
        person = None if member is None else member["person_id"]
        earlier = stored_cases.against(db, group.id, person, row["sender"])
        like = stored_cases.like(db, group.id, row["category"], _ALIKE)
        verdicts = stored.verdicts(db, group.id, row["category"])
        names = {row["sender"], *(() if person is None else stored_members.nicknames_of(db, group.id, person))}
        senders = {name: spelling.key(name) for name in sorted(names)}
        spoken = [r for r in stored.reminded(db, group.id, senders) if r["id"] != review]
        others = stored.waiting_of(db, group.id, senders, review, _OTHERS)
        decided = stored.decision(db, review)
        alike = [] if clause is None else stored.under_clause(db, group.id, clause_key(clause), review, _ALIKE)
        handed = stored.matter(db, review)
        notes = _notes(db, review)
    if clause is not None:
        clause = signatures.cited(store, group.id, clause, person, day)
    earlier = [c for c in earlier if c["state"] != "draft" and c["id"] != row["case_id"]]
    label = "" if member is None or person is None else member["person_name"]
    if label and member is not None and member["department"]:
        label = f"{label}（{member['department']}）"
    why = _why(row, kind, hits, earlier, spoken, verdicts, handed["due"])
    return ReviewCard(
        id=review,
        group=group.id,
        message=row["message_id"],
        kind=kind,
        sender=row["sender"],
        member=None if member is None else member["id"],
        person=person,
        person_label=label,
        name_status="" if member is None else member["status"],
        time=clock.shown(row["at"]) if focus is None else focus.time,
        text=focus.text if focus is not None else handed["body"] or handed["title"],
        hits=hits,
        why=(*why, *(Reason(one.label, one.value, one.detail) for one in ranking.why(store, review))),
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
        group_name=group.name,
        due=clock.shown(handed["due"]),
        title=handed["title"],
        earlier_words=tuple((r["id"], _word_line(r)) for r in spoken),
        same_decided=tuple((r["id"], _decided_line(r)) for r in alike),
        others=tuple((r["id"], _waiting_line(r)) for r in others),
        notes=notes,
        decided_clause="" if decided is None else decided["clause_key"],
        reason="" if decided is None else decided["reason"],
        decided_by="" if decided is None else decided["by_whom"],
    )


def hits_of(row: Stored) -> tuple[Hit, ...]:
    """The hits of a stored entry."""
    return tuple(Hit(**hit) for hit in json.loads(row["hits"]))


def hint(row: Stored) -> str:
    """The subject under which the clause of an entry is looked up."""
    return next((h.article for h in hits_of(row) if h.category == row["category"] and h.article), "")


def _notes(db: Source, review: int) -> tuple[Note, ...]:
    return tuple(Note(r["text"], r["by_whom"], clock.shown(r["written"])) for r in stored.notes(db, review))


def _word_line(r: Stored) -> str:
    words = _("{} 私下提醒（{}）").format(clock.shown_day(r["decided"]), reviewables.category_words(r["category"]))
    return joined(" · ", (words, r["note"]))


def _decided_line(r: Stored) -> str:
    kind = reviewables.kind_of(r["message_id"], r["category"])
    parts = (r["sender"], clock.shown_day(r["decided"]), reviewables.state_words(kind, r["state"]), _short(r["note"]))
    return joined(" · ", parts)


def _waiting_line(r: Stored) -> str:
    when = chats.when(r) if r["message_id"] else clock.shown(r["at"])
    return joined(" · ", (reviewables.category_words(r["category"]), when, _short(r["text"])))


def _short(text: str, most: int = 40) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most] + "…"


def _why(
    row: Stored, kind: str, hits: Sequence[Hit], earlier: Sequence[Stored], spoken: Sequence[Stored],
    verdicts: dict[str, int], due: str,
) -> tuple[Reason, ...]:  # fmt: skip
    """The rules that were hit, the score, the sender's history, and how such entries ended so far."""
    by_rule: dict[tuple[str, str], list[Hit]] = {}
    for hit in hits:
        by_rule.setdefault((hit.category, hit.rule), []).append(hit)
    reasons = [
        Reason(
            " · ".join(dict.fromkeys((reviewables.category_words(category), rule))),
            min(1.0, max(hit.level for hit in found) / 3),
            "；".join(dict.fromkeys(hit.why for hit in found)),
        )
        for (category, rule), found in by_rule.items()
    ]
    if kind == "chat":
        reasons.append(Reason(_("研判分"), row["score"], _("规则命中的轻重合计")))
    elif due:
        reasons.append(Reason(reviewables.KINDS[kind], row["score"], _("应在 {} 前处理").format(clock.shown(due))))
    else:
        reasons.append(Reason(reviewables.KINDS.get(kind, kind), row["score"]))
    standing = [c for c in earlier if c["state"] != "void"]
    if standing or spoken:
        count = len(standing)
        words = _("已有 {} 次处理").format(count) if count else ""
        if spoken:
            words = joined("，", (words, _("私下提醒过 {} 次").format(len(spoken))))
        reasons.append(Reason(_("发言人以往"), min(1.0, (count + len(spoken) / 2) / 3), words))
    founded = verdicts.get("founded", 0) + verdicts.get("reminded", 0)
    total = sum(verdicts.values())
    if total:
        reasons.append(Reason(_("同类以往"), founded / total, _("{} 条中 {} 条属实").format(total, founded)))
    return tuple(reasons)


def reminder_text(store: Store, review: int, reason: str = "") -> str:
    """Polite words to the sender that name the clause, or ``reason`` as written; for the clipboard."""
    if reason.strip():
        return reason.strip()
    card = get(store, review)
    when = on_paper(_("于{time}").format(time=card.time)) if card.time else ""
    lines = [on_paper(_("您好，您{}在“{}”发送的“{}”涉及{}。").format(
        when, card.group_name, _short(card.text), reviewables.category_words(card.category)
    ))]  # fmt: skip
    if card.clause is not None:
        said = _("《{}》{}规定：{}").format(card.clause.regulation, " ".join(card.clause.at), card.clause.text)
        lines.append(on_paper(said))
    lines.append(on_paper(_("请留意，谢谢配合。")))
    return "\n".join(lines)
