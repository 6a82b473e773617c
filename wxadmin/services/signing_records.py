"""签收记录: who signed, refused or was absent in a round; entered by hand or by the codes of the returned sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from wxadmin.domain import rowlists
from wxadmin.domain.errors import UserError
from wxadmin.domain.versions import VersionState
from wxadmin.i18n import _
from wxadmin.services import citing, clock, versions
from wxadmin.services.records import Change, Store
from wxadmin.store import revisions as stored_revisions
from wxadmin.store import signings as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

Outcome = Literal["signed", "refused", "absent"]
OUTCOMES: Mapping[Outcome, str] = {"signed": _("已签"), "refused": _("拒签"), "absent": _("缺席")}
STANDINGS: Mapping[str, str] = {"missing": _("未签"), **dict(OUTCOMES.items()), "left": _("已离开")}
"""How somebody stands in a round."""
_LONGEST_NOTE = 500
UNSIGNED = ("missing", "absent")
"""Who is still to sign: who refused has had his say."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a round's people stand how; who left before signing is ``left`` and not expected any more."""

    expected: int
    signed: int
    refused: int
    absent: int
    missing: int
    left: int

    @property
    def unsigned(self) -> int:
        """How many are still to sign."""
        return self.missing + self.absent


@dataclass(frozen=True, slots=True)
class CodesRead:
    """Whom typed codes name: ``people`` and their ``names`` in the order of the sheet.

    ``other`` are the names of those among them of whom something else is recorded already.
    """

    people: tuple[int, ...]
    names: tuple[str, ...]
    other: tuple[str, ...]


def share_of(counts: Mapping[str, int]) -> Share:
    """The share from people by standing."""
    found = {key: counts.get(key, 0) for key in STANDINGS}
    return Share(sum(found.values()) - found["left"], **found)


def existing(db: Source, round_id: int) -> Stored:
    """The stored round; UserError when there is none."""
    row = stored.one(db, round_id)
    if row is None:
        raise UserError(_("没有这一轮签收"), remedy=_("可能已被撤销，请刷新列表"))
    return row


def opened(db: Source, round_id: int) -> Stored:
    """The stored round; UserError when there is none or it is closed."""
    row = existing(db, round_id)
    if row["state"] != "open":
        raise UserError(_("这一轮签收已经结束"), where=row["title"], remedy=_("要补登记请先重新打开"))
    return row


def stage_of(db: Source, row: Stored) -> VersionState:
    """In which state the version of a stored round is today."""
    revision = stored_revisions.one(db, row["revision_id"])
    assert revision is not None
    return versions.stage(revision)


def record(
    store: Store, round_id: int, people: Sequence[int], outcome: Outcome, day: date, note: str = ""
) -> Change[int]:
    """Records that these people signed, refused or were absent on a day; the value is of how many it is new.

    What was recorded of them before is replaced, its history stays. UserError for a day before the version was
    published or in the future, a refusal without a note, and people who are not in the round; then nothing is recorded.
    """
    if outcome not in OUTCOMES:
        raise UserError(_("没有这种签收结果：{}").format(outcome), remedy=_("请选已签、拒签或缺席"))
    if not people:
        raise UserError(_("没有选人"), remedy=_("请先在名单里选择"))
    said = note.strip()
    if len(said) > _LONGEST_NOTE:
        raise UserError(_("备注超过 {} 个字").format(_LONGEST_NOTE), remedy=_("请写短一些"))
    if outcome == "refused" and not said:
        raise UserError(_("拒签要写明情况"), remedy=_("请写上在场的人，例如 在场见证人：某某"))
    with store.read() as db:
        row = opened(db, round_id)
        _refuse_day(db, row, day)
        signers = {s["person_id"]: s for s in reversed(stored.signers(db, row["roll"]))}
    chosen = tuple(dict.fromkeys(people))
    if any(person not in signers for person in chosen):
        raise UserError(_("有人不在这一轮签收的名单里"), where=row["title"], remedy=_("请刷新后再登记，或先补进名单"))
    values = {"outcome": outcome, "day": day.isoformat(), "note": said}

    def work(tx: Tx) -> int:
        opened(tx, round_id)
        known = stored.signatures(tx, round_id)
        actor = store.actor
        written = {**values, "recorded": clock.stamp(clock.moment(tx.at)), "actor": actor}
        changed = 0
        for person in chosen:
            before = known.get(person)
            if before is None:
                signer = signers[person]
                whose = {"signing_id": round_id, "signer_id": signer["id"], "person_id": person}
                tx.insert("signature", {**written, **whose, "subject": signer["subject"]})
            elif any(before[name] != value for name, value in values.items()):
                tx.update("signature", before["id"], written)
            else:
                continue
            changed += 1
        return changed

    who = signers[chosen[0]]["name"] if len(chosen) == 1 else _("{} 人").format(len(chosen))
    return store.change(_("登记{} {} {}").format(OUTCOMES[outcome], row["title"], who), work)


def _refuse_day(db: Source, row: Stored, day: date) -> None:
    """UserError for a day on which this version cannot have been signed."""
    if day > clock.today():
        raise UserError(_("签收日期在今天之后"), where=clock.shown_day(day), remedy=_("请改成签字的那一天"))
    revision = stored_revisions.one(db, row["revision_id"])
    assert revision is not None
    first = min(revision["effective"], clock.day_of(revision["published"]).isoformat())
    if day.isoformat() < first:
        what = _("{}还没有发布，不可能签收").format(citing.version(revision["version"]))
        remedy = _("这一版从{}起才有，请核对日期；签的是旧版的，登记到旧版的签收里").format(clock.shown_day(first))
        raise UserError(what, where=clock.shown_day(day), remedy=remedy)


def read_codes(store: Store, round_id: int, text: str, outcome: Outcome = "signed") -> CodesRead:
    """Whom the codes typed from a sheet name; see :func:`wxadmin.domain.rowlists.read` for how they are written.

    ``全部`` are all who neither signed nor refused nor left. UserError names every typo with its place; a number of a
    sheet of another round is refused.
    """
    with store.read() as db:
        row = existing(db, round_id)
        signers = stored.signers(db, row["roll"])
        standing = stored.standing(db, round_id)
        found = rowlists.read(text, signers[-1]["row"])
        if found.number and found.number not in {s["number"] for s in stored.sheets(db, round_id)}:
            elsewhere = stored.sheet_numbered(db, found.number, row["group_id"])
            what = _("{} 不是这一轮的签收表").format(found.number)
            remedy = (
                _("请核对纸上的编号")
                if elsewhere is None
                else _("它属于“{}”，请到那一轮登记").format(elsewhere["title"])
            )
            raise UserError(what, where=row["title"], remedy=remedy)
    wanted = set(found.rows)
    if found.every:
        chosen = [s for s in signers if s["row"] not in wanted and standing[s["id"]] in UNSIGNED]
    else:
        chosen = [s for s in signers if s["row"] in wanted]
    if not chosen:
        raise UserError(_("没有还要登记的人"), where=row["title"], remedy=_("请核对行码"))
    names = {s["person_id"]: s["name"] for s in chosen}
    return CodesRead(tuple(names), tuple(names.values()), otherwise(store, round_id, tuple(names), outcome))


def otherwise(store: Store, round_id: int, people: Sequence[int], outcome: Outcome) -> tuple[str, ...]:
    """The names of those of whom something final is recorded already that this outcome would replace."""
    wanted = set(people)
    with store.read() as db:
        row = existing(db, round_id)
        standing = stored.standing(db, round_id)
        found = {
            s["person_id"]: s["name"]
            for s in stored.signers(db, row["roll"])
            if s["person_id"] in wanted and standing[s["id"]] not in (outcome, "left", *UNSIGNED)
        }
    return tuple(found.values())


def record_codes(store: Store, round_id: int, text: str, outcome: Outcome, day: date, note: str = "") -> Change[int]:
    """Records it of those whom the typed codes name, all or nobody; errors as in :func:`read_codes` and above."""
    return record(store, round_id, read_codes(store, round_id, text, outcome).people, outcome, day, note)


def clear(store: Store, round_id: int, people: Sequence[int]) -> Change[int]:
    """Takes away what is recorded of these people, as entered by mistake; the value is of how many there was any."""
    with store.read() as db:
        row = opened(db, round_id)

    def work(tx: Tx) -> int:
        opened(tx, round_id)
        known = stored.signatures(tx, round_id)
        gone = [known[person]["id"] for person in dict.fromkeys(people) if person in known]
        for signature in gone:
            tx.delete("signature", signature)
        return len(gone)

    return store.change(_("清除签收登记 {}").format(row["title"]), work)
