"""案卷: all that the records hold of a case, put in order for one file that is printed, issued and verified."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time

from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.papers import CaseFile, ClauseCitation, FilePiece, FileSection, ListColumn
from wxadmin.domain.seal import Reserved
from wxadmin.i18n import _, on_paper
from wxadmin.services import (
    appeal_cards,
    case_acts,
    case_cards,
    case_exhibits,
    case_outcome,
    case_parts,
    case_talk,
    case_told,
    clock,
    groups,
    sanctions,
    styles,
)
from wxadmin.services.case_told import TellsOf, Told
from wxadmin.services.papers import KINDS
from wxadmin.services.queue import category_words
from wxadmin.services.records import Store
from wxadmin.store import appeals as stored_appeals
from wxadmin.store import case_papers as stored
from wxadmin.store.engine import Row

_LONGEST_EVENT = 160
"""Characters of each line of an event in the chronicle."""
_NUMERALS = "一二三四五六七八九十"
_NONE = {
    "依据条款": _("引用的条款"), "聊天证据": _("聊天证据"), "证据材料": _("图片、文件等证据材料"),
    "送达情况": _("送达登记"), "执行情况": _("执行登记"), "申诉情况": _("申诉"),
}  # fmt: skip
"""Title of a piece that a case can do without, and what it then has none of."""


def build(store: Store, case: int, step: Step = quiet, *, notes: bool = True) -> CaseFile:
    """The file of a case in any state. ``notes``: with what was noted for the office's own use.

    A piece of evidence or a paper that is gone or altered is named on the closing sheet, and nothing else is lost.
    UserError when there is no such case; Cancelled through ``step``.
    """
    card = case_cards.get(store, case)
    with store.read() as db:
        told = case_told.of(db, case)
        talk = case_talk.sections(db, told)
        appealed = stored_appeals.of_case(db, case)
        papers = stored.of_case(db, case)
    told = case_told.with_signing(store, told)
    owner = groups.get(store, told.row["group_id"])
    evidence = case_exhibits.shown(store, case, step)
    remarks = list(evidence.remarks)
    decided = clock.shown_day(told.row["decided"]) if told.row["decided"] else ""
    outcome = case_outcome.sections(told, papers)
    pieces = [
        _piece(_("违规事实"), _facts(told), day=_days(told)),
        _piece(_("依据条款"), _grounds(told), runs_on=True),
        _piece(_("处理建议"), _proposed(told, card), runs_on=True),
        _piece(_("处理决定"), outcome, number=told.row["number"], day=decided, runs_on=True),
        _piece(_("聊天证据"), talk),
        _piece(_("证据材料"), evidence.sections),
        *_issued(store, told, papers, remarks),
        _piece(_("送达情况"), _delivered(told)),
        _piece(_("执行情况"), _carried(told), runs_on=True),
        _piece(_("申诉情况"), _appeals(store, appealed), runs_on=True),
        _piece(_("备注"), _notes(told) if notes else (), runs_on=True),
        _piece(_("大事记"), _events(card, notes=notes)),
    ]
    kept = tuple(piece for piece in pieces if piece.sections or piece.bound)
    empty = {str(piece.title) for piece in pieces if not (piece.sections or piece.bound)}
    # What was lost or altered is named on its own, and is no evidence that there never was.
    lost = {"证据材料"} if evidence.remarks else set()
    if told.row["state"] == "draft":
        lost |= {"送达情况", "执行情况", "申诉情况"}  # which come with a decision alone
    lacking = [str(on_paper(words)) for title, words in _NONE.items() if title in empty - lost]
    return CaseFile(
        on_paper(_("违规处理案卷")), owner.unit, owner.name, _cover(told, decided), kept,
        _remarks(told, kept, lacking, remarks, notes=notes), owner.office or on_paper(_("{}管理组")).format(owner.name),
        clock.today(), lost=tuple(remarks),
    )  # fmt: skip


def _piece(
    title: str, sections: Sequence[FileSection], *, number: str = "", day: str = "", runs_on: bool = False
) -> FilePiece:
    return FilePiece(on_paper(title), number, day, tuple(sections), runs_on=runs_on)


def _cover(told: Told, decided: str) -> tuple[tuple[str, str], ...]:
    row = told.row
    kinds = dict.fromkeys(
        str(on_paper(category_words(a.category))) for one in told.parties for a in one.acts if a.category
    )
    results = [_each(told, one, one.result) for one in told.parties]
    facts = (
        (_("案件编号"), row["number"] or on_paper(case_acts.ref_of(row))),
        (_("当事人"), "、".join(one.label for one in told.parties)),
        (_("案由"), "、".join(kinds)),
        (_("处理结果"), "\n".join(results) if row["state"] != "draft" else on_paper(_("尚未决定"))),
        (_("立案日期"), clock.shown_day(row["created"])),
        (_("决定日期"), decided),
        (_("决定人"), row["decided_by"]),
        (_("作废"), row["void_reason"] if row["state"] == "void" else ""),
    )
    return tuple((on_paper(label), value) for label, value in facts if value)


def _each(told: Told, one: TellsOf, words: str) -> str:
    """What is said of one party, with the name where there are several."""
    return f"{one.name}：{words}" if len(told.parties) > 1 else words


def _days(told: Told) -> str:
    """From the first act to the last."""
    days = sorted({act.occurred for one in told.parties for act in one.acts if act.occurred})
    return "" if not days else "—".join(dict.fromkeys(map(clock.shown_day, (days[0], days[-1]))))


def _facts(told: Told) -> list[FileSection]:
    out = []
    for i, one in enumerate(told.parties):
        lines = []
        for n, act in enumerate(one.acts, 1):
            facts = [
                clock.shown_day(act.occurred) if act.occurred else "",
                str(on_paper(category_words(act.category))) if act.category else "",
                str(on_paper(case_parts.SEVERITIES[act.severity])),
            ]
            lead = f"{n}. " if len(one.acts) > 1 else ""
            lines.append(f"{lead}{act.facts}（{'，'.join(filter(None, facts))}）")
        lines += _written_before(told, one)
        out.append(FileSection(f"{_numeral(i)}、{one.label}", tuple(lines)))
    return out


def _written_before(told: Told, one: TellsOf) -> list[str]:
    """The words of the decision that were put right since."""
    words = on_paper(_("{}更正，原写：“{}”。"))
    return [
        words.format(clock.shown_day(act.day), str(change["before"]).rstrip("。"))
        for act in told.acts
        if act.kind == "amended" and act.party == one.id
        for change in act.data.get("changes", ())
        if change["what"] == on_paper(_("事实"))
    ]


def _numeral(place: int) -> str:
    return _NUMERALS[place] if place < len(_NUMERALS) else str(place + 1)


def _grounds(told: Told) -> list[FileSection]:
    """Each clause once with its words, and below it what is known of each party's signature."""
    known: dict[tuple[str, str, tuple[str, ...]], tuple[ClauseCitation, list[str]]] = {}
    for one in told.parties:
        for clause in one.clauses:
            _found, said = known.setdefault((clause.regulation, clause.version, clause.at), (clause, []))
            if clause.signing:
                said.append(_each(told, one, clause.signing))
    out = []
    for clause, said in known.values():
        version = f"（{clause.version}）" if clause.version else ""
        head = f"《{clause.regulation.strip('《》')}》{version}{''.join(clause.at)}"
        out.append(FileSection(head, (clause.text, *dict.fromkeys(said))))
    return out


def _proposed(told: Told, card: case_cards.CaseCard) -> list[FileSection]:
    out = []
    for one, shown in zip(told.parties, card.parties, strict=False):
        proposal = shown.proposal
        lines = [
            on_paper(_("建议：{}。")).format(str(on_paper(proposal.title)).rstrip("。")),
            *(str(on_paper(why)) for why in proposal.why),
        ]
        lines += [str(on_paper(line)) for line in proposal.precedents]
        heading = one.label if len(told.parties) > 1 else ""
        out.append(FileSection(heading, tuple(line for line in lines if line)))
    return [section for section in out if section.paragraphs]


def _issued(store: Store, told: Told, papers: Sequence[Row], remarks: list[str]) -> list[FilePiece]:
    """Every issued paper of the case with its own pages; files made before are not put into this one."""
    from wxadmin.printing.plain_pdf import NotPlainError
    from wxadmin.printing.reading import read_paper

    out = []
    for row in papers:
        if row["kind"] == "casefile":
            continue
        kind = str(on_paper(KINDS[row["kind"]]))
        title = kind if row["kind"] in ("notice", "history") else row["title"]
        whose = next((one.name for one in told.parties if one.party.paper == row["id"]), "")
        if whose and len(told.parties) > 1:
            title = on_paper(_("{}（{}）")).format(title, whose)
        day = clock.shown_day(row["issued"])
        with store.read() as db:
            pdf = stored.pdf(db, row["id"])
        if not pdf:
            remarks.append(on_paper(_("{} {} 的存档已随个人信息删除，没有收入本卷。")).format(title, row["number"]))
            continue
        try:
            same = read_paper(pdf).digest.hex() == row["digest"]
        except NotPlainError:
            same = False
        if same:
            out.append(FilePiece(title, row["number"], day, bound=pdf))
            continue
        what = on_paper(_("{} {} 的存档与签发时不一致")).format(title, row["number"])
        again = _set_again(store, told, row)
        if again:
            out.append(FilePiece(on_paper(_("{}（按记录重新排印）")).format(title), row["number"], day, bound=again))
            remarks.append(on_paper(_("{}，卷内是按现有记录重新排印的，没有校验块。")).format(what))
        else:
            remarks.append(on_paper(_("{}，没有收入本卷。")).format(what))
    return out


def _set_again(store: Store, told: Told, row: Row) -> bytes:
    """A notice set anew from what the records say now; nothing for other papers."""
    from wxadmin.printing.papers import render
    from wxadmin.services import notices

    party = next((one.id for one in told.parties if one.party.paper == row["id"]), None)
    if party is None:
        return b""
    notice = notices.build(store, told.row["id"], party=party)
    return render(notice, mark=Reserved(), created=clock.now(), style=styles.of(store, "notice")).pdf


def _delivered(told: Told) -> list[FileSection]:
    rows = []
    for act in told.acts:
        if act.kind in ("delivered", "refused"):
            how, who = str(act.data.get("how", act.text)), str(act.data.get("witnesses", ""))
            kind = str(on_paper(case_acts.KINDS[act.kind]))
            rows.append((told.name_of(act.party), clock.shown_day(act.day), kind, how, who or "—", act.by or "—"))
    if not rows:
        return []
    heads = (
        (_("受送达人"), 1.0),
        (_("日期"), 1.2),
        (_("结果"), 0.6),
        (_("方式"), 1.6),
        (_("见证人"), 1.0),
        (_("经办"), 0.8),
    )
    return [FileSection("", (), tuple(ListColumn(on_paper(h), s) for h, s in heads), tuple(rows))]


def _carried(told: Told) -> list[FileSection]:
    rows = []
    for row in told.sanctions:
        if row["state"] != "proposed":
            state = str(on_paper(sanctions.state_words(row)))
            rows.append((told.name_of(row["party_id"]), case_told.sanction_words(row), state, row["note"] or "—"))
    if not rows:
        return []
    heads = ((_("当事人"), 1.0), (_("处罚措施"), 2.0), (_("执行"), 1.8), (_("说明"), 1.4))
    lines = [
        f"{clock.shown_day(a.day)}　{_each(told, told.of(a.party), '') if a.party else ''}{a.text}"
        for a in told.acts
        if a.kind == "unit" and a.text
    ]
    section = FileSection("", (), tuple(ListColumn(on_paper(h), s) for h, s in heads), tuple(rows))
    return [section, *([FileSection(on_paper(_("单位的答复")), tuple(lines))] if lines else [])]


def _appeals(store: Store, rows: Sequence[Row]) -> list[FileSection]:
    out = []
    for row in rows:
        card = appeal_cards.get(store, row["id"])
        how = str(on_paper(appeal_cards.HOWS.get(card.how, card.how)))
        lines = [on_paper(_("{}收到申诉（{}）。")).format(clock.shown_day(card.received), how)]
        if card.late:
            lines.append(on_paper(_("申诉期限到{}止，逾期提出。")).format(clock.shown_day(card.until)))
        lines.append(on_paper(_("申诉理由：{}")).format(card.reasons))
        for answer in card.answers:
            said = str(on_paper(answer.line))
            lines.append(
                on_paper(_("{}答复：{}。理由：{}（复核人：{}）")).format(
                    clock.shown_day(answer.day), said, answer.grounds, answer.reviewer
                )
            )
        if card.state == "withdrawn":
            lines.append(on_paper(_("申诉已撤回。")))
        out.append(FileSection(card.label, tuple(lines)))
    return out


def _notes(told: Told) -> list[FileSection]:
    lines = [told.row["note"]] if told.row["note"] else []
    lines += [
        f"{clock.shown_day(a.day)}　{a.text}{f'（{a.by}）' if a.by else ''}"
        for a in told.acts
        if a.kind == "note" and a.text and a.paper is None
    ]
    return [FileSection("", tuple(lines))] if lines else []


def _events(card: case_cards.CaseCard, *, notes: bool) -> list[FileSection]:
    rows = [
        (_when(event.order), str(on_paper(event.title)), _joined(map(_short, event.lines)), event.by or "—")
        for event in card.timeline
        if event.kind not in ("evidence", "proposal") and (notes or event.kind != "note" or event.paper is not None)
    ]  # fmt: skip
    heads = ((_("时间"), 1.2), (_("事项"), 1.0), (_("内容"), 3.0), (_("经办"), 0.8))
    return [FileSection("", (), tuple(ListColumn(on_paper(h), s) for h, s in heads), tuple(rows))] if rows else []


def _short(line: str) -> str:
    """A line of the chronicle; another part of the file has all of it."""
    text = str(on_paper(line))
    return text if len(text) <= _LONGEST_EVENT else f"{text[:_LONGEST_EVENT].rstrip()}……"


def _joined(lines: Iterable[str]) -> str:
    return "；".join(str(on_paper(line)).rstrip("。") for line in lines)


def _when(order: str) -> str:
    """A stamp as people read it; one that stands for a day alone as the day."""
    if not order or order.startswith("9999"):
        return ""
    there = clock.local(order)
    whole = there.time().replace(microsecond=0) in (time(0), time(23, 59, 59))
    return clock.shown_day(there.date()) if whole else clock.shown_full(order)


def _remarks(
    told: Told, kept: Sequence[FilePiece], lacking: Sequence[str], found: Sequence[str], *, notes: bool
) -> tuple[str, ...]:
    lines = [on_paper(_("本卷共收文书 {} 件，由程序按记录整理。")).format(len(kept))]
    if any(piece.bound for piece in kept):
        lines.append(on_paper(_("签发过的文书按存档的原页收入，页上的二维码是该文书自己的；本卷以卷末的校验块为准。")))
    lines += found
    if lacking:
        lines.append(on_paper(_("本案没有{}。")).format(on_paper(_("，没有")).join(lacking)))
    if not notes and any(act.kind == "note" and act.paper is None for act in told.acts):
        lines.append(on_paper(_("内部备注按制卷人的选择没有收入。")))
    if told.row["state"] == "draft":
        lines.append(on_paper(_("制卷时案件还没有决定。")))
    return tuple(lines)
