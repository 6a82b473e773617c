"""并案与分案: drafts of one group made one, and a party taken out into a draft of its own; both can be undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, on_paper
from wxadmin.services import case_acts, case_parts, clock, settings
from wxadmin.services.case_acts import existing
from wxadmin.services.case_parts import PartyRow
from wxadmin.services.records import Change, Store
from wxadmin.store import attachments as stored_attachments
from wxadmin.store import cases as stored
from wxadmin.store import exhibits as stored_exhibits
from wxadmin.store import messages as stored_messages
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_MOST = 30


def merge(store: Store, ids: Sequence[int]) -> Change[int]:
    """Makes drafts of one group one case, which is the value: the oldest of them, with what the others bring.

    Parties, acts, measures, evidence, pictures, exhibits and notes are joined, a person of several drafts once; the
    entries of the queue all point to it. UserError for fewer than two, for decided cases, and for several groups.
    """
    wanted = sorted(set(ids))
    if len(wanted) < 2:
        raise UserError(_("并案至少要选两个案件"), remedy=_("请在列表里多选几个草稿"))
    if len(wanted) > _MOST:
        raise UserError(_("一次并案超过 {} 个").format(_MOST), remedy=_("请分几次合并"))
    by = settings.get(store).actor
    with store.read() as db:
        _refuse_fixed(db, wanted)
        names = [row.name or row.sender for case in wanted for row in case_parts.of(db, case)]

    def work(tx: Tx) -> int:
        rows = _refuse_fixed(tx, wanted)
        keep, others = wanted[0], rows[1:]
        for row in others:
            _take(tx, keep, row)
        case_parts.refuse_crowd(len(case_parts.of(tx, keep)))
        notes = [row["note"] for row in rows if row["note"]]
        tx.update("cases", keep, {"note": "\n".join(dict.fromkeys(notes))})
        case_parts.summarise(tx, keep)
        case_parts.settle_proof(tx, keep)
        refs = "、".join(on_paper(case_acts.ref_of(row)) for row in others)
        case_acts.add(tx, keep, "merged", text=on_paper(_("并入{}")).format(refs), by=by)
        return keep

    label = _("并案 {}").format(case_parts.together(list(dict.fromkeys(names))))
    return store.change(label, work)


def _refuse_fixed(db: Source, ids: Sequence[int]) -> list[Stored]:
    rows = [existing(db, case) for case in ids]
    decided = next((row for row in rows if row["state"] != "draft"), None)
    if decided is not None:
        what = _("{} 已经决定，不能并案或分案").format(decided["number"])
        raise UserError(what, remedy=_("只有草稿可以并案、分案"))
    if len({row["group_id"] for row in rows}) > 1:
        raise UserError(_("选中的案件不在同一个群"), remedy=_("只能合并同一个群的案件"))
    return rows


def _take(tx: Tx, keep: int, row: Stored) -> None:
    """Moves everything of a draft to the one that is kept, and ends the draft."""
    case = row["id"]
    there = {_key(one): one for one in case_parts.of(tx, keep)}
    position = len(there)
    for party in case_parts.of(tx, case):
        same = there.get(_key(party))
        if same is None:
            tx.update("case_party", party.id, {"case_id": keep, "position": position})
            position += 1
            target = party.id
        else:
            target = same.id
        _move_rows(tx, case, party.id, keep, target)
        if same is not None:
            _end_party(tx, case, party.id, keep, target)
    for act in case_acts.of(tx, case):
        tx.update("case_act", act.id, {"case_id": keep})
    known = {line["message_id"] for line in stored.evidence(tx, keep)}
    at = len(known)
    for line in stored.evidence(tx, case):
        if line["message_id"] in known:
            tx.delete("case_evidence", line["id"])
            continue
        tx.update("case_evidence", line["id"], {"case_id": keep, "position": at})
        at += 1
    _sort_evidence(tx, keep)
    _move_files(tx, case, keep)
    for review in stored.reviews(tx, case):
        tx.update("review", review, {"case_id": keep})
    tx.delete("cases", case)


def _end_party(tx: Tx, case: int, party: int, keep: int, target: int) -> None:
    """A party whose acts and measures another one has taken over is there no more; what was done about it stays."""
    for act in case_acts.of(tx, case):
        if act.party == party:
            tx.update("case_act", act.id, {"party_id": target, "case_id": keep})
    tx.delete("case_party", party)


def join_twins(tx: Tx, person: int, brought: Collection[int]) -> None:
    """Has drafts in which a person stands twice, as two rows of the roster turned out to be one, be about them once.

    ``brought`` are the parties that were of the other row: they go into the person's own.
    """
    for case in stored.drafts_twice_of(tx, person):
        parties = case_parts.of(tx, case)
        twins = [one for one in parties if one.person == person]
        target = next((one for one in twins if one.id not in brought), twins[0])
        for one in twins:
            if one is not target:
                _move_rows(tx, case, one.id, case, target.id)
                _end_party(tx, case, one.id, case, target.id)
        # Where the first of the two stood.
        rest = [one for one in parties if one not in twins or one is target]
        rest.sort(key=lambda one: twins[0].position if one is target else one.position)
        for position, one in enumerate(rest):
            tx.update("case_party", one.id, {"position": position})
        case_parts.summarise(tx, case)
        case_parts.settle_proof(tx, case)


def _key(party: PartyRow) -> tuple[int | None, str]:
    return (party.person, "") if party.person is not None else (None, party.sender)


def _move_rows(tx: Tx, case: int, party: int, keep: int, target: int) -> None:
    """Acts and measures of a party of one case become those of a party of another; the same twice stays once."""
    have = [row for row in stored.infractions(tx, keep) if row["party_id"] == target]
    acts = {(row["facts"], row["occurred"], row["clause_key"]) for row in have}
    position = len(have)
    for row in stored.infractions(tx, case):
        if row["party_id"] != party:
            continue
        if (row["facts"], row["occurred"], row["clause_key"]) in acts:
            tx.delete("infraction", row["id"])
            continue
        tx.update("infraction", row["id"], {"case_id": keep, "party_id": target, "position": position})
        position += 1
    standing = [row for row in stored.sanctions(tx, keep) if row["party_id"] == target]
    measures = {row["measure"]: row for row in standing}
    position = len(standing)
    for row in stored.sanctions(tx, case):
        if row["party_id"] != party:
            continue
        if (same := measures.get(row["measure"])) is not None:
            # Of two lengths the longer is proposed; the owner decides anyway.
            if row["days"] > same["days"]:
                tx.update("sanction", same["id"], {"days": row["days"]})
            if row["amount"] and not same["amount"]:
                tx.update("sanction", same["id"], {"amount": row["amount"]})
            tx.delete("sanction", row["id"])
            continue
        tx.update("sanction", row["id"], {"case_id": keep, "party_id": target, "position": position})
        position += 1


def _sort_evidence(tx: Tx, case: int) -> None:
    """Evidence in the order in which it was said."""
    lines = stored.evidence(tx, case)
    said = {line["id"]: stored_messages.one(tx, line["message_id"]) for line in lines}

    def when(line: Stored) -> tuple[int, int]:
        message = said[line["id"]]
        return (0, line["position"]) if message is None else (message["at"], message["id"])

    for position, line in enumerate(sorted(lines, key=when)):
        if line["position"] != position:
            tx.update("case_evidence", line["id"], {"position": position})


def _move_files(tx: Tx, case: int, keep: int) -> None:
    """Pictures and exhibits; what was taken back, too, so that an undo finds it. The same file twice stays once."""
    for table, rows in (
        ("attachment", stored_attachments.of(tx, "case", case)),
        ("exhibit", stored_exhibits.kept_with(tx, case)),
    ):
        there = stored_attachments.of(tx, "case", keep) if table == "attachment" else stored_exhibits.of_case(tx, keep)
        known = {row["picture"] for row in there if not row["removed"]}
        position = len(there)
        for row in rows:
            values: dict[str, Any] = {"case_id": keep, "position": position}
            if row["picture"] in known and not row["removed"]:
                values["removed"] = 1
            tx.update(table, row["id"], values)
            position += 1


FileKind = Literal["attachment", "exhibit"]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A picture on the notice (``attachment``) or an original (``exhibit``), by its title or the name of its file.

    ``goes``: it came with a message that goes.
    """

    kind: FileKind
    id: int
    name: str
    goes: bool


def files_to_part(store: Store, case: int, party: int) -> tuple[KeptFile, ...]:
    """The pictures and originals of a draft, for the owner to say which go with a party that is split off."""
    with store.read() as db:
        going = case_parts.one_of(db, case, party)
        own, _both = _evidence_parted(db, case, going)
        theirs = _came_with(db, case, own)
        return tuple(
            KeptFile(kind, row["id"], row["title"] or row["file_name"], row[source] in theirs)
            for kind, source, rows in _files(db, case)
            for row in rows
            if not row["removed"]
        )


def split(
    store: Store, case: int, party: int, files: Collection[tuple[FileKind, int]] | None = None
) -> Change[int]:  # fmt: skip
    """Takes a party out of a draft into a draft of its own, which is the value, with the evidence it said itself.

    Of pictures and exhibits go ``files`` (kind, id); None: those that came with these messages. The others stay.
    UserError for a decided case, the only party, and one of another case.
    """
    by = settings.get(store).actor
    with store.read() as db:
        _refuse_fixed(db, [case])
        name = case_parts.label(case_parts.one_of(db, case, party))

    def work(tx: Tx) -> int:
        (row,) = _refuse_fixed(tx, [case])
        parties = case_parts.of(tx, case)
        going = case_parts.one_of(tx, case, party)
        if len(parties) < 2:
            raise UserError(_("案件只有一位当事人"), remedy=_("不用分案"))
        own, both = _evidence_parted(tx, case, going)
        theirs = _came_with(tx, case, own)
        blank = {key: row[key] for key in row.keys() if key not in ("id", "review_id", "note")}  # noqa: SIM118 - a Row
        created = clock.stamp(clock.moment(tx.at))
        new = tx.insert("cases", {**blank, "created": created, "review_id": None, "note": ""})
        tx.update("case_party", party, {"case_id": new, "position": 0})
        for table in ("infraction", "sanction"):
            for line in stored.infractions(tx, case) if table == "infraction" else stored.sanctions(tx, case):
                if line["party_id"] == party:
                    tx.update(table, line["id"], {"case_id": new})
        for position, one in enumerate(one for one in parties if one.id != party):
            tx.update("case_party", one.id, {"position": position})
        _split_evidence(tx, case, new, own, both)
        for kind, source, rows in _files(tx, case):
            gone = (f for f in rows if (f[source] in theirs if files is None else (kind, f["id"]) in files))
            for position, file in enumerate(gone):
                tx.update(kind, file["id"], {"case_id": new, "position": position})
        _split_reviews(tx, case, new, row["review_id"])
        for number in (case, new):
            case_parts.summarise(tx, number)
            case_parts.settle_proof(tx, number)
        ref, other = (on_paper(case_acts.ref_of(one)) for one in (row, existing(tx, new)))
        told = on_paper(_("{} 分到{}")).format(going.name or going.sender, other)
        case_acts.add(tx, case, "split", text=told, by=by)
        case_acts.add(tx, new, "split", text=on_paper(_("从{}分出")).format(ref), by=by)
        return new

    return store.change(_("分案 {}").format(name), work)


def _evidence_parted(db: Source, case: int, going: PartyRow) -> tuple[frozenset[int], frozenset[int]]:
    """The messages a party said, which go with it, and those that nobody of the parties said: evidence in both."""
    staying = [one for one in case_parts.of(db, case) if one.id != going.id]
    theirs = {one.sender for one in staying if one.sender}
    subjects = {one.subject for one in staying if one.subject}
    mine, both = set(), set()
    for line in stored.evidence(db, case):
        subject = bytes(line["subject"])
        if (subject and subject == going.subject) or (going.sender and line["sender"] == going.sender):
            mine.add(line["message_id"])
        elif subject not in subjects and line["sender"] not in theirs:
            both.add(line["message_id"])
    return frozenset(mine), frozenset(both)


def _split_evidence(tx: Tx, case: int, new: int, mine: Collection[int], both: Collection[int]) -> None:
    gone = kept = 0
    for line in stored.evidence(tx, case):
        message = line["message_id"]
        if message in mine:
            tx.update("case_evidence", line["id"], {"case_id": new, "position": gone})
            gone += 1
            continue
        if message in both:
            names = ("message_id", "subject", "sender", "time", "text")
            tx.insert("case_evidence", {**{name: line[name] for name in names}, "case_id": new, "position": gone})
            gone += 1
        tx.update("case_evidence", line["id"], {"position": kept})
        kept += 1


def _came_with(db: Source, case: int, mine: Collection[int]) -> set[str]:
    """Digests of the files kept from the archive with these messages alone, none of them with a message that stays."""
    stays = [line["message_id"] for line in stored.evidence(db, case) if line["message_id"] not in mine]
    theirs = {file["picture"] for file in stored_messages.files_of(db, sorted(mine))}
    return theirs - {file["picture"] for file in stored_messages.files_of(db, sorted(stays))}


def _files(db: Source, case: int) -> tuple[tuple[FileKind, str, list[Stored]], ...]:
    """Pictures and exhibits of a case, and in which column is the digest of what was given: pictures are reduced."""
    return (
        ("attachment", "original", stored_attachments.of(db, "case", case)),
        ("exhibit", "picture", stored_exhibits.kept_with(db, case)),
    )


def _split_reviews(tx: Tx, case: int, new: int, own: int | None) -> None:
    """Entries of the queue whose message went along point to the new draft; the case keeps the one it came from."""
    gone = {line["message_id"] for line in stored.evidence(tx, new)}
    stays = {line["message_id"] for line in stored.evidence(tx, case)}
    moved = []
    for review in stored.reviews(tx, case):
        message = tx.value("SELECT message_id FROM review WHERE id = ?", (review,))
        if message in gone and message not in stays:
            tx.update("review", review, {"case_id": new})
            moved.append(review)
    if moved:
        tx.update("cases", new, {"review_id": moved[0]})
    if own in moved:
        rest = stored.reviews(tx, case)
        tx.update("cases", case, {"review_id": rest[0] if rest else None})
