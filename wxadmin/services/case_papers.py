"""Papers around a decided case: group notice, what the unit is asked for, delivery, lifting, amendment, the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wxadmin.domain.cases import SUMS
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ClauseCitation, FormPaper, LetterPaper, Paper, Section
from wxadmin.domain.redaction import Covering
from wxadmin.domain.seal import PaperKind
from wxadmin.domain.style import Style
from wxadmin.i18n import _, on_paper
from wxadmin.services import (
    case_acts,
    case_bulletin,
    case_standing,
    case_told,
    case_volume,
    clock,
    excerpts,
    forms,
    groups,
    notices,
    papers,
    sanctions,
    settings,
)
from wxadmin.services.case_told import TellsOf, Told
from wxadmin.services.groups import Group
from wxadmin.services.papers import KINDS, IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.store import case_papers as stored
from wxadmin.store import sanctions as stored_sanctions
from wxadmin.store.erasure_rules import REMOVED
from wxadmin.store.journal import Tx

case_file = case_volume.build
_NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class CasePaper:
    """An issued paper of a case; ``issued`` as shown, ``kept`` whether its PDF is still there."""

    id: int
    kind: PaperKind
    number: str
    title: str
    issued: str
    kept: bool


def issued(store: Store, case: int) -> tuple[CasePaper, ...]:
    """Every paper of a case that was issued, the earliest first."""
    with store.read() as db:
        rows = stored.of_case(db, case)
    return tuple(
        CasePaper(r["id"], r["kind"], r["number"], r["title"], clock.shown(r["issued"]), bool(r["kept"])) for r in rows
    )


# What the group is told


def group_notice(store: Store, case: int, masked: bool = True) -> LetterPaper:
    """群内通报: what was done and decided, the parties' names covered unless ``masked`` is False.

    What they wrote is not repeated, nobody else is named, and sums and what the unit is asked for stay out.
    UserError for a draft or a void case, and where nobody is left to tell of.
    """
    told = _decided(store, case)
    if all(one.name == REMOVED for one in _standing(told)):
        raise _removed(told, _("没有人可以通报了"))
    owner = groups.get(store, told.row["group_id"])
    with store.read() as db:
        cover = Covering(excerpts.known(db, owner.id))
    parts = [
        (on_paper(_("违规情况")), [case_bulletin.done(told, one, cover, masked=masked) for one in _standing(told)]),
        (on_paper(_("处理依据")), _grounds(_standing(told))),
        (on_paper(_("处理结果")), [case_bulletin.result(one, masked=masked) for one in _standing(told)]),
        (on_paper(_("提醒")), [on_paper(_("请大家遵守群内的各项规定，共同维护好群内秩序。"))]),
    ]
    return LetterPaper(
        on_paper(_("关于群内违规行为处理情况的通报")), owner.unit, owner.name, on_paper(_("各位群成员")),
        _sections(parts), _office(owner), clock.today(),
    )  # fmt: skip


def group_text(store: Store, case: int, masked: bool = True) -> str:
    """The same as a text to be pasted into WeChat."""
    paper = group_notice(store, case, masked)
    lines = [on_paper(_("【群内通报】"))]
    for section in paper.sections:
        lines += [section.heading, *section.paragraphs]
    return "\n".join([*lines, "", paper.issuer, clock.shown_day(paper.issued)])


def _grounds(parties: Sequence[TellsOf]) -> list[str]:
    """The clauses with their words, each once whoever they concern."""
    known = {(c.regulation, c.version, c.at): c for one in parties for c in one.clauses}
    return [f"{cited(clause)}{clause.text}" for clause in known.values()]


# What the unit is asked for


def recommendation(store: Store, case: int, party: int | None = None) -> LetterPaper:
    """处理建议书: asks the unit for what a group's owner cannot do, for a party (the first for whom there is any).

    UserError when nothing is recommended for that party, or not any more.
    """
    told = _decided(store, case)
    standing = _standing(told)
    advised = next((one for one in standing if one.recommendations and not one.lapsed), standing[0])
    one = advised if party is None else told.of(party)
    case_told.refuse_voided(told, one)
    if not one.recommendations or one.lapsed:
        what = _("{} 没有要由单位处理的建议").format(told.row["number"])
        raise UserError(what, remedy=_("只有罚款、停职等单位才能执行的措施需要建议书"))
    owner = groups.get(store, told.row["group_id"])
    opening = on_paper(_("本案的处理决定（{}）已经作出。其中群内无权执行的部分，建议单位依法处理："))
    several = len(one.recommendations) > 1
    advice = [f"{i}. {words}。" if several else f"{words}。" for i, words in enumerate(one.recommendations, 1)]
    closing = on_paper(_("以上仅为建议。是否采纳、怎样处理，由单位按法律、劳动合同和依法制定的规章制度决定；{}"))
    money = any(row["measure"] in SUMS and row["party_id"] == one.id for row in told.sanctions)
    unpaid = on_paper(_("本群不收取任何款项，也不代扣。")) if money else on_paper(_("本群不执行上述措施。"))
    advice += [closing.format(unpaid), on_paper(_("请将处理结果书面告知本群，以便记入案卷。"))]
    parts = [
        (on_paper(_("基本事实")), one.facts.splitlines()),
        (on_paper(_("制度依据")), [line for clause in one.clauses for line in _basis(clause)]),
        (on_paper(_("群内已作的处理")), ["、".join(one.measures) + "。"] if one.measures else []),
        (on_paper(_("处理建议")), [opening.format(case_told.number_of(told, one)), *advice]),
    ]
    return LetterPaper(
        on_paper(_("关于{}违规行为的处理建议书")).format(one.label), owner.unit, owner.name,
        owner.unit or owner.office or on_paper(_("所在单位")), _sections(parts), _office(owner), clock.today(),
    )  # fmt: skip


# Delivery, lifting, amendment


def delivery(store: Store, case: int, party: int | None = None) -> FormPaper:
    """送达回证 of an issued notice, with what is known of its delivery already.

    UserError for a void case or party and where there is nothing to be delivered yet.
    """
    told = _decided(store, case)
    one = _standing(told)[0] if party is None else told.of(party)
    case_told.refuse_voided(told, one)
    if one.name == REMOVED:
        raise _removed(told, _("不能再印送达回证；送达日期见案卷的大事记"))
    if one.party.paper is None:
        raise UserError(_("通知书还没有签发"), where=told.row["number"], remedy=_("请先签发通知书，再打印送达回证"))
    group = told.row["group_id"]
    values = forms.prefill(store, group, "delivery", one.party.person)
    values |= {
        "document": on_paper(KINDS["notice"]), "case": case_told.number_of(told, one), "name": one.name,
        "department": one.party.department, "copies": on_paper(_("1份")),
    }  # fmt: skip
    act = next((a for a in reversed(told.acts) if a.party == one.id and a.kind in ("delivered", "refused")), None)
    if act is not None:
        how, witnesses = str(act.data.get("how", "")), str(act.data.get("witnesses", ""))
        day = clock.shown_day(act.day)
        refused = act.kind == "refused"
        values |= _ticked(how, refused=refused)
        said = how.rstrip("。")
        if refused:
            # “本人拒绝签收” says no more than the box does.
            more = "" if said in ("本人拒绝签收", "拒绝签收", "拒收") else f"：{said}"
            values["refusal"] = on_paper(_("{}送达时当事人拒绝签收{}。")).format(day, more)
            values["witness"] = witnesses
        else:
            values["remark"] = on_paper(_("{}，{}。")).format(day, said)
        if act.by:
            values["sender"] = act.by
    return forms.build(store, group, "delivery", values)


_WAYS = (
    ("当面", "当面送达"), ("本人签收", "当面送达"), ("微信", "群内私信"), ("私信", "群内私信"), ("邮件", "电子邮件"),
    ("邮箱", "电子邮件"), ("留置", "留置送达"), ("邮寄", "邮寄"), ("快递", "邮寄"), ("挂号", "邮寄"),
)  # fmt: skip
"""Words of how a paper reached somebody, and the box of the form that they tick."""


def _ticked(how: str, *, refused: bool) -> dict[str, str]:
    """The boxes that are known; what may have been either way stays open, and nobody has signed who was only told."""
    ways = dict.fromkeys(way for words, way in _WAYS if words in how)
    values = {"way": next(iter(ways)) if len(ways) == 1 else ""}
    if refused:
        values["receipt"] = on_paper(_("拒绝签收"))
    elif "代收" in how:
        taker = re.search(r"代收[（(](.+)[）)]", how)
        values |= {"receipt": on_paper(_("同住家属或同事代收")), "proxy": taker[1] if taker else ""}
    elif "签收" in how or "当面" in how:
        values["receipt"] = on_paper(_("本人签收"))
    return values


def lifting(store: Store, sanction: int) -> LetterPaper:
    """解除处罚通知书 of a measure that was lifted or has come to its end; UserError for one that still holds."""
    with store.read() as db:
        row = stored_sanctions.one(db, sanction)
        if row is None:
            raise UserError(_("没有这项处罚措施"), remedy=_("请刷新案件"))
        told = case_told.of(db, row["case_id"])
    one = told.of(row["party_id"])
    if row["state"] not in ("lifted", "ended"):
        raise UserError(_("这项处罚措施还没有解除"), where=case_told.sanction_words(row), remedy=_("请先解除"))
    act = next(
        (a for a in reversed(told.acts) if a.kind in ("lifted", "ended") and a.data.get("sanction") == sanction), None
    )
    owner = groups.get(store, told.row["group_id"])
    day = clock.shown_day(act.day) if act is not None else clock.shown_day(row["settled"])
    ended = row["state"] == "ended"
    why = on_paper(_("期限已满")) if ended else (act.text if act is not None else "")
    why = why.removeprefix(f"{on_paper(sanctions.words(row))}：")
    left = [s for s in told.sanctions if s["party_id"] == one.id and s["state"] in ("decided", "carried")]
    decided = case_standing.together(case_standing.decided(told.acts, one.id) or one.results)
    since = [
        f"{turn.day}{turn.words}。"
        for turn in case_standing.turns(told.acts, one.id, told.sanctions, {})
        if turn.kind in ("amended", "answered")
    ]
    parts = [
        (on_paper(_("原处理决定")), [on_paper(_("{}作出的处理决定（{}）：{}。")).format(
            clock.shown_day(told.row["decided"]), case_told.number_of(told, one), decided), *since]),
        (on_paper(_("解除决定")), [on_paper(_("自{}起解除{}。")).format(day, on_paper(sanctions.words(row)))]),
        (on_paper(_("解除原因")), [f"{why.rstrip('。')}。"] if why else []),
        (on_paper(_("仍然有效的措施")), ["、".join(map(case_told.sanction_words, left)) + "。"] if left else []),
    ]  # fmt: skip
    return LetterPaper(
        on_paper(_("解除处罚通知书")), owner.unit, owner.name, one.label, _sections(parts), _office(owner),
        clock.today(),
    )  # fmt: skip


def amendment(store: Store, act: int) -> LetterPaper:
    """更正决定书 of an act that amended the case: what was, what is now, and why; UserError for any other act."""
    with store.read() as db:
        case = stored.case_of_act(db, act)
    told = None if case is None else _decided(store, case)
    found = next((a for a in told.acts if a.id == act and a.kind == "amended"), None) if told is not None else None
    if told is None or found is None:
        raise UserError(_("没有这次更正"), remedy=_("请刷新案件"))
    one = told.of(found.party)
    owner = groups.get(store, told.row["group_id"])
    lines = []
    for i, change in enumerate(found.data.get("changes", ()), 1):
        before = str(change.get("before", "")).rstrip("。") or on_paper(_("无"))
        after = str(change.get("after", "")).rstrip("。")
        lines.append(on_paper(_("{}. {}：原为“{}”，更正为“{}”。")).format(i, change.get("what", ""), before, after))
    parts = [
        (on_paper(_("更正的决定")), [on_paper(_("{}作出的处理决定（{}）。")).format(
            clock.shown_day(told.row["decided"]), case_told.number_of(told, one))]),
        (on_paper(_("更正内容")), lines),
        (on_paper(_("更正原因")), [f"{found.text.rstrip('。')}。"]),
        (on_paper(_("现在的处理决定")), [f"{one.result}。"]),
        (on_paper(_("申诉途径")), [notices.appeal_words(owner, paper=on_paper(_("本决定书")))]),
    ]  # fmt: skip
    return LetterPaper(
        on_paper(_("更正决定书")), owner.unit, owner.name, one.label, _sections(parts), _office(owner),
        clock.today(),
    )  # fmt: skip


# Issuing


def issue(
    store: Store, case: int, paper: Paper, party: int | None = None, style: Style | None = None
) -> Change[IssuedPaper]:
    """Issues one of these for the case and notes it among its acts; UserError for a draft or a void one.

    A file may be made of a void case, too. The notice itself is issued by :func:`notices.issue`.
    """
    kind = papers.kind_of(paper)
    with store.read() as db:
        told = case_told.of(db, case)
    _refuse(told, void=kind == "casefile")
    one = told.of(party) if party is not None or len(told.parties) == 1 else None
    by, title = settings.get(store).actor, getattr(paper, "title", "") or on_paper(KINDS[kind])

    def note(tx: Tx, paper_id: int) -> None:
        # It may have been voided while the paper was being set.
        _refuse(case_told.of(tx, case), void=kind == "casefile")
        words = on_paper(_("签发{}")).format(title)
        case_acts.add(tx, case, "note", party=party, text=words, by=by, data={"issued": kind}, paper=paper_id)

    origin = Origin(group=told.row["group_id"], case=case, person=None if one is None else one.party.person)
    return papers.issue(store, replace(paper), origin, note, style)


def _decided(store: Store, case: int) -> Told:
    with store.read() as db:
        told = case_told.of(db, case)
    _refuse(told)
    return told


def _removed(told: Told, remedy: str) -> UserError:
    return UserError(_("当事人的个人信息已经删除"), where=told.row["number"], remedy=remedy)


def _refuse(told: Told, *, void: bool = False) -> None:
    state, ref = told.row["state"], case_acts.ref_of(told.row)
    if state == "draft":
        raise UserError(_("案件还没有决定"), where=ref, remedy=_("请先作出决定"))
    if state == "void" and not void:
        raise UserError(_("案件已作废"), where=ref, remedy=_("需要时请另立新案"))


def _standing(told: Told) -> list[TellsOf]:
    """The parties for whom the decision holds."""
    return [one for one in told.parties if not one.party.voided] or list(told.parties)


def _sections(parts: Sequence[tuple[str, Sequence[str]]]) -> tuple[Section, ...]:
    """Numbered sections; a part without words is left out."""
    said = [(heading, tuple(line for line in words if line.strip())) for heading, words in parts]
    kept = [(heading, words) for heading, words in said if words]
    return tuple(Section(f"{_NUMERALS[i]}、{heading}", words) for i, (heading, words) in enumerate(kept))


def _office(owner: Group) -> str:
    return owner.office or on_paper(_("{}管理组")).format(owner.name)


def cited(clause: ClauseCitation) -> str:
    """A clause by regulation, version and place, with a colon behind it."""
    version = f"（{clause.version}）" if clause.version else ""
    return f"《{clause.regulation.strip('《》')}》{version}{''.join(clause.at)}："


def _basis(clause: ClauseCitation) -> tuple[str, ...]:
    """The clause, its words, and what is known of version and signature."""
    return tuple(filter(None, (cited(clause), clause.text, clause.signing)))
