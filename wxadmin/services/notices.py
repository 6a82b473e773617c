"""违规处理通知书: the paper of a decided case, one for each party."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import EvidenceLine, Notice, Picture
from wxadmin.domain.style import Style
from wxadmin.i18n import _, on_paper
from wxadmin.services import appeal_windows, attachments, case_standing, case_told, cases, clock, fixed, groups, papers
from wxadmin.services.attachments import Owner
from wxadmin.services.case_told import TellsOf, Told
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source


def build(store: Store, case: int | str, group: int | None = None, party: int | None = None) -> Notice:
    """The notice of a case (id or number) for one of its parties, the first where none is named.

    For a draft its number is ``""`` and the day today's; where a case has several parties it ends in 之一, 之二. The
    notice says what concerns this party: their acts, the messages of theirs, clauses and measures.
    """
    case_id = cases.find(store, case, group) if isinstance(case, str) else case
    with store.read() as db:
        told = case_told.of(db, case_id)
        one = told.of(party)
        until = _until(db, told, one)
    owner = groups.get(store, told.row["group_id"])
    one = case_told.with_signing(store, told).of(one.id)
    day: date = clock.day_of(told.row["decided"]) if told.row["decided"] else clock.today()
    return Notice(
        case_told.number_of(told, one),
        owner.unit,
        owner.name,
        one.name,
        one.party.department,
        one.facts,
        _evidence(told, one),
        one.clauses,
        one.measures if not one.lapsed else tuple(w for w in one.results if not case_standing.advised(w)),
        one.recommendations if not one.lapsed else tuple(w for w in one.results if case_standing.advised(w)),
        appeal_words(owner, until),
        owner.office or owner.unit or owner.name,
        day,
        _pictures(store, told, one),
        together=any(act.kind == "decided" and act.data.get("committee") for act in told.acts),
    )


def _until(db: Source, told: Told, one: TellsOf) -> str:
    """The last day to appeal as people read it, ``""`` as long as the notice has not reached the party."""
    if not one.party.delivered or told.row["state"] == "draft":
        return ""
    until = appeal_windows.window(db, told.row, one.id).until
    return "" if until is None else clock.shown_day(until)


def _evidence(told: Told, one: TellsOf) -> tuple[EvidenceLine, ...]:
    """The messages of a party; where none is known to be theirs, those of nobody known.

    What bystanders said around them is for the file of the case, where their names are covered.
    """
    lines = [line for line in told.evidence if one.sent(line)] or [
        line
        for line in told.evidence
        if not bytes(line["subject"]) and not any(other.sent(line) for other in told.parties)
    ]
    return tuple(EvidenceLine(line["sender"], line["time"], line["text"]) for line in lines)


def _pictures(store: Store, told: Told, one: TellsOf) -> tuple[Picture, ...]:
    """The pictures put on the notice; one whose title names another party and not this one is theirs alone."""
    found = attachments.pictures(store, Owner("case", told.row["id"]))
    others = [other.name for other in told.parties if other.id != one.id and other.name and other.name != one.name]
    return tuple(
        picture
        for picture in found
        if one.name in picture.caption or not any(name in picture.caption for name in others)
    )


def appeal_words(group: groups.Group, until: str = "", paper: str = "") -> str:
    """How to appeal. Where the regulation fixes it, its clause is named, which also says to whom.

    ``until`` is the last day, where it is known; ``paper`` what the one calls itself that says so, else a notice.
    """
    paper = paper or on_paper(_("本通知书"))
    source = next((s for s in group.settings if s.kind == "appeal_window"), None)
    by = _("（至{}止）").format(until) if until else ""
    if source is not None and source.source:
        words = _("如对本处理有异议，可依照{}，自收到{}之日起{}内{}提出书面申诉。")
        return on_paper(words.format(source.source, paper, fixed.appeal(group), by))
    office = group.office or group.unit or _("群管理组")
    words = _("如对本处理有异议，可自收到{}之日起{}内{}向{}提出书面申诉。")
    return on_paper(words.format(paper, fixed.appeal(group), by, office))


def issue(store: Store, case: int, style: Style | None = None, party: int | None = None) -> Change[IssuedPaper]:
    """Issues the notice of a decided case to a party: final.

    Where no party is named it is the first who has none yet. UserError for a draft, a void case or party, or a notice
    issued before.
    """
    with store.read() as db:
        told = case_told.of(db, case)
        waiting = next((one.id for one in told.parties if one.party.paper is None and not one.party.voided), None)
        one = told.of(party if party is not None else waiting)
        seen = attachments.state(db, Owner("case", case))
    refuse_undecided(told.row["state"], issued=one.party.paper is not None)
    case_told.refuse_voided(told, one)

    def note(tx: Tx, paper_id: int) -> None:
        now = case_told.of(tx, case)
        mine = now.of(one.id)
        refuse_undecided(now.row["state"], issued=mine.party.paper is not None)
        case_told.refuse_voided(now, mine)
        if attachments.state(tx, Owner("case", case)) != seen:
            raise UserError(_("证据图片在签发时有了变化"), remedy=_("请核对后再签发一次"))
        attachments.freeze(tx, Owner("case", case))
        first = now.row["paper_id"] is None
        tx.update("cases", case, {"state": "issued", **({"paper_id": paper_id} if first else {})})
        case_told.note_issued(tx, case, mine.id, paper_id, case_told.number_of(now, mine))

    notice = build(store, case, party=one.id)
    origin = Origin(group=told.row["group_id"], case=case, person=one.party.person)
    return papers.issue(store, replace(notice, number=case_told.number_of(told, one)), origin, note, style)


def refuse_undecided(state: str, *, issued: bool | None = None) -> None:
    """UserError for a case in a state in which its notice cannot be issued.

    ``issued`` says whether the very notice was; by default the state does.
    """
    if state == "draft":
        raise UserError(_("案件还没有决定"), remedy=_("请先作出决定"))
    if state == "void":
        raise UserError(_("案件已作废"), remedy=_("需要时请另立新案"))
    if state == "issued" if issued is None else issued:
        raise UserError(_("通知书已经签发过"), remedy=_("请在文书列表里补打"))
