"""What is done about a case, one act a row, never changed: notes, deliveries, what the unit answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wxadmin.domain.cases import ActKind
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, on_paper
from wxadmin.services import case_parts, clock, settings
from wxadmin.services.case_parts import PartyRow
from wxadmin.services.records import Change, Store
from wxadmin.store import cases as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

KINDS: Mapping[ActKind, str] = {
    "note": _("备注"), "merged": _("并案"), "split": _("分案"), "decided": _("决定"), "issued": _("签发通知书"),
    "delivered": _("送达"), "refused": _("拒收"), "carried": _("执行"), "ended": _("期满"), "lifted": _("解除"),
    "amended": _("更正"), "voided": _("作废"), "appealed": _("申诉"), "answered": _("答复申诉"),
    "unit": _("单位答复"), "restored": _("恢复"),
}  # fmt: skip
LONGEST = 2000
"""Characters of a note or reason."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act: ``at`` is the stamp of its entry, ``day`` the ISO day it was done, ``data`` what its kind tells more."""

    id: int
    kind: ActKind
    party: int | None
    at: str
    day: str
    by: str
    text: str
    data: Mapping[str, Any]
    paper: int | None


def add(
    tx: Tx, case: int, kind: ActKind, *, party: int | None = None, text: str = "", day: date | None = None,
    by: str = "", data: Mapping[str, Any] | None = None, paper: int | None = None,
) -> int:  # fmt: skip
    """Writes an act inside a running change and returns its id; ``day`` defaults to that of the change.

    LookupError when there is no such case.
    """
    row = stored.one(tx, case)
    if row is None:
        raise LookupError(f"there is no case {case}")
    parties = stored.parties(tx, case)
    about = [one for one in parties if party in (None, one["id"])]
    # What tells of several is nobody's alone; an erasure takes the names out of it one by one.
    subject = bytes(about[0]["subject"]) if len(about) == 1 else b""
    return tx.insert(
        "case_act",
        {
            "case_id": case, "group_id": row["group_id"], "party_id": party, "subject": subject, "kind": kind,
            "at": clock.stamp(clock.moment(tx.at)), "day": (day or clock.day_of(tx.at)).isoformat(),
            "by_whom": by.strip(), "text": text.strip(), "data": json.dumps(data or {}, ensure_ascii=False),
            "paper_id": paper,
        },
    )  # fmt: skip


def of(db: Source, case: int) -> tuple[Act, ...]:
    """Everything done about a case, in the order it was entered."""
    return tuple(
        Act(
            row["id"], row["kind"], row["party_id"], row["at"], row["day"], row["by_whom"], row["text"],
            json.loads(row["data"]), row["paper_id"],
        )
        for row in stored.acts(db, case)
    )  # fmt: skip


def existing(db: Source, case: int) -> Stored:
    """The stored case; UserError when there is none."""
    row = stored.one(db, case)
    if row is None:
        raise UserError(_("没有这个案件"), remedy=_("可能已被撤销，请刷新列表"))
    return row


def said(text: str, what: str) -> str:
    """A text somebody must write; UserError when it is empty or too long. ``what`` is how errors call it."""
    words = text.strip()
    if not words:
        raise UserError(_("没有写{}").format(what), remedy=_("请写一句"))
    if len(words) > LONGEST:
        raise UserError(_("{}超过 {} 个字").format(what, LONGEST), remedy=_("请写短一些"))
    return words


def refuse_day(row: Stored, day: date, what: str) -> None:
    """UserError for a day of an act that is still to come, or before the case was decided."""
    if day > clock.today():
        raise UserError(_("{}还没有到").format(what), where=clock.shown_day(day), remedy=_("请改成今天或以前"))
    if row["decided"] and day < clock.day_of(row["decided"]):
        remedy = _("请改成 {} 或以后").format(clock.shown_day(row["decided"]))
        raise UserError(_("{}早于决定日期").format(what), where=clock.shown_day(day), remedy=remedy)


def note(store: Store, case: int, text: str, by: str = "") -> Change[int]:
    """Adds a note, whatever the state of the case; the value is the act's id."""
    words = said(text, _("备注"))
    who = by.strip() or settings.get(store).actor
    with store.read() as db:
        ref = ref_of(existing(db, case))
    return store.change(_("添加备注 {}").format(ref), lambda tx: add(tx, case, "note", text=words, by=who))


def ref_of(row: Stored) -> str:
    """How a case is called: its number, or as a draft."""
    return row["number"] or _("案件草稿 #{}").format(row["id"])


def deliver(
    store: Store, case: int, party: int, day: date, how: str, refused: bool = False, witnesses: str = "",
    by: str = "",
) -> Change[int]:  # fmt: skip
    """Keeps when and how the notice reached a party, or that they would not take it, before which witnesses.

    UserError before the notice is issued, for a day before the decision or to come, without words, once it was
    delivered, and for a refusal nobody saw.
    """
    words = said(how, _("送达方式"))
    who = by.strip() or settings.get(store).actor
    with store.read() as db:
        ref = ref_of(existing(db, case))
        about = case_parts.one_of(db, case, party)
    if refused and not witnesses.strip():
        raise UserError(_("没有写见证人"), remedy=_("当事人拒收时，请写上在场的见证人"))

    def work(tx: Tx) -> int:
        row = existing(tx, case)
        now = case_parts.one_of(tx, case, party)
        _refuse_undelivered(row, now)
        refuse_day(row, day, _("送达日期"))
        before = [act for act in of(tx, case) if act.party == party and act.kind in ("delivered", "refused")]
        if any(act.kind == "delivered" for act in before) or (before and refused):
            day_words = clock.shown_day(before[-1].day)
            raise UserError(_("{} 已于{}送达").format(now.name or now.sender, day_words), remedy=_("不用再登记"))
        if not now.delivered:
            # Where it was refused the terms run from then on, though it is taken later.
            tx.update("case_party", party, {"delivered": day.isoformat()})
        data = {"how": words, "witnesses": witnesses.strip()}
        text = on_paper(_("{}，见证人：{}")).format(words, witnesses.strip()) if witnesses.strip() else words
        kind: ActKind = "refused" if refused else "delivered"
        return add(tx, case, kind, party=party, text=text, day=day, by=who, data=data)

    return store.change(_("登记送达 {} {}").format(ref, about.name or about.sender), work)


def _refuse_undelivered(row: Stored, party: PartyRow) -> None:
    if row["state"] == "draft":
        raise UserError(_("案件还没有决定"), remedy=_("请先作出决定"))
    if row["state"] == "void" or party.voided:
        raise UserError(_("{} 已经作废").format(row["number"]), remedy=_("不用再送达"))
    if row["state"] != "issued":
        raise UserError(_("通知书还没有签发"), remedy=_("请先签发通知书，再登记送达"))
