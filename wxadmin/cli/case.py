"""Commands for cases: list and show them, decide, note, deliver, keep the unit's answer, void, join and part."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from wxadmin.cli.grammar import (
    Commands,
    Parser,
    command,
    day,
    json_option,
    records_options,
    row_id,
    title,
    verbs,
    words,
)
from wxadmin.cli.opening import group_named, list_rows, reading, writing
from wxadmin.cli.output import complain, put, put_json, put_rows
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _

if TYPE_CHECKING:
    from wxadmin.domain.cases import Measure
    from wxadmin.services.case_cards import CaseCard, PartyCard
    from wxadmin.services.records import Store


def add_commands(commands: Commands) -> None:
    """Case list|show|decide|note|deliver|unit|void|merge|split|discard, and those of :mod:`case_acts`."""
    from wxadmin.cli import case_acts

    case = verbs(command(commands, "case", _("案件与处罚")))
    made = command(case, "list", _("列出案件"), case_list)
    made.add_argument("--group", type=words, metavar="G")
    made.add_argument(
        "--filter", type=words, action="append", default=[], help=_("筛选，如 draft、due、appealed、open")
    )
    made.add_argument("--search", type=words, default="", help=_("编号、姓名、拼音或事实里的字"))
    records_options(made)
    json_option(made)
    made = on_case(command(case, "show", _("看一个案件"), case_show))
    json_option(made)
    made = on_case(command(case, "decide", _("决定一个案件"), case_decide))
    made.add_argument(
        "--measure", action="append", type=words, required=True, metavar="M",
        help=_("处罚措施，可写多个：警告、禁言:3、停用账号:30、罚款:50；几位当事人时写 姓名=警告"),
    )  # fmt: skip
    made.add_argument("--by", type=title, help=_("决定人"))
    made.add_argument("--committee", type=words, default="", help=_("集体决定：谁参加，怎么表决"))
    made.add_argument("--day", type=day, help=_("决定日期，默认今天"))
    made.add_argument("--note", type=words, default="", help=_("备注"))
    made = on_case(command(case, "note", _("给案件加备注"), case_note))
    made.add_argument("text", type=title, metavar="TEXT")
    made = on_case(command(case, "deliver", _("登记送达或拒收"), case_deliver))
    made.add_argument("how", type=title, metavar="HOW", help=_("怎么送达的"))
    made.add_argument("--party", type=words, default="", help=_("当事人，只有一位时不用写"))
    made.add_argument("--day", type=day, help=_("送达日期，默认今天"))
    made.add_argument("--refused", type=title, metavar=_("见证人"), help=_("当事人拒收，写上见证人"))
    made = on_case(command(case, "unit", _("登记单位的答复"), case_unit))
    made.add_argument("text", type=title, metavar="TEXT")
    made.add_argument("--outcome", choices=("adopted", "declined"), default="", help=_("已采纳、未采纳"))
    made.add_argument("--party", type=words, default="", help=_("当事人，不写是全部"))
    made.add_argument("--day", type=day, help=_("答复日期，默认今天"))
    made = on_case(command(case, "void", _("作废一个案件"), case_void))
    made.add_argument("reason", type=title, metavar="REASON", help=_("原因"))
    made = command(case, "merge", _("把几个草稿并成一个案件"), case_merge)
    made.add_argument("ids", type=row_id, nargs="+", metavar="ID")
    records_options(made)
    made = on_case(command(case, "split", _("把一位当事人分成另一个案件"), case_split))
    made.add_argument("party", type=title, metavar=_("当事人"))
    on_case(command(case, "discard", _("删去当事人都已删除的草稿"), case_discard))
    case_acts.add_commands(case)


def on_case(made: Parser) -> Parser:
    """A command about one case."""
    made.add_argument("case", type=title, metavar="CASE", help=_("case list 里的编号，或案件编号"))
    made.add_argument("--group", type=words, metavar="G", help=_("几个群有同样的案件编号时，写明群"))
    records_options(made)
    return made


def case_of(store: Store, args: Namespace) -> int:
    """The id of the case that is meant: its number in the list, or the number it was given."""
    from wxadmin.services import cases

    said = args.case.strip()
    if said.isdecimal():
        return row_id(said) if len(said) < 19 else 0
    return cases.find(store, said, group_named(store, args.group))


def party_of(card: CaseCard, name: str) -> PartyCard:
    """The party of that name or nickname; the only one where none is named."""
    if not name.strip() and len(card.parties) == 1:
        return card.parties[0]
    found = [one for one in card.parties if name.strip() in {one.name, one.sender, one.label}]
    if len(found) != 1:
        listed = "、".join(one.label for one in card.parties)
        what = _("不能确定是哪位当事人") if not found or not name else _("几位当事人都叫“{}”").format(name)
        raise UserError(what, where=name, remedy=_("请写其中一位：{}").format(listed))
    return found[0]


def case_list(args: Namespace) -> int:
    """The cases."""
    from wxadmin.services import cases

    known = {chip.key for chip in cases.CHIPS}
    unknown = [one for one in args.filter if one not in known]
    if unknown:
        listed = "、".join(sorted(known))
        raise UserError(_("没有这种筛选：{}").format(unknown[0]), remedy=_("可用的有 {}").format(listed))
    with reading(args) as store:
        group = group_named(store, args.group)
        rows = list_rows(store, cases, group, data=args.json, chips=tuple(args.filter), search=args.search)
        put_rows(*rows, as_json=args.json)
    return 0


def case_show(args: Namespace) -> int:
    """One case: who did what, why what is proposed, what was done, what comes next."""
    from wxadmin.services import cases

    with reading(args) as store:
        card = cases.get(store, case_of(store, args))
    if args.json:
        # What the first party's flat fields say is said of each party below.
        put_json({name: value for name, value in asdict(card).items() if name != "blocks"})
        return 0
    put("  ".join(filter(None, (card.ref, cases.STATES[card.state], card.next_step))))
    for party in card.parties:
        put(party.label)
        for one in party.sanctions:
            put(f"  {one.words}  {one.status}")
        if not party.sanctions or card.state == "draft":
            put(f"  {_('建议')}  {party.proposal.title}：{_run_on(party.proposal.why)}")
    for event in card.timeline:
        if event.kind != "proposal":
            put("  ".join(filter(None, (event.time, event.title, _run_on(event.lines), event.by))))
    return 0


def _run_on(lines: Iterable[str]) -> str:
    """Lines in a row, a mark between those that have none of their own."""
    said = ""
    for line in lines:
        said += line if not said or said.endswith(("。", "；", "！", "？", ".")) else f"；{line}"
    return said


def case_decide(args: Namespace) -> int:
    """Decides a case; it gets its number."""
    from wxadmin.services import cases

    wanted = [(who, sign, measure_of(measure)) for who, sign, measure in (m.rpartition("=") for m in args.measure)]
    with writing(args) as store:
        case = case_of(store, args)
        card = cases.get(store, case)
        chosen: dict[int, tuple[Measure, ...]] = {}
        for who, sign, measure in wanted:
            party = party_of(card, who) if sign else card.parties[0]
            if not sign and len(card.parties) > 1:
                party_of(card, "")
            chosen[party.id] = (*chosen.get(party.id, ()), measure)
        decision = cases.Decision(
            (), args.by or "", args.note, parties=chosen, committee=args.committee, day=args.day
        )  # fmt: skip
        cautions = cautions_of(store, card, chosen)
        number = cases.decide(store, case, decision).value
    put(_("已决定，编号 {}").format(number))
    for caution in cautions:
        complain(caution)
    return 0


def cautions_of(store: Store, card: CaseCard, chosen: Mapping[int, tuple[Measure, ...]]) -> list[str]:
    """What is to be known of what is decided; UserError for what only the unit can do where that is switched off."""
    from wxadmin.domain.ladder import RECOMMENDED
    from wxadmin.services import case_remarks, settings

    advice = any(one.key in RECOMMENDED for measures in chosen.values() for one in measures)
    if advice and settings.get(store).recommend != "yes":
        raise UserError(
            _("没有打开对单位的处理建议，不能写罚款一类的措施"), remedy=_("请先在设置里打开，或选群里能执行的措施")
        )
    ids = [party.id for party in card.parties]
    parties = [replace(one, measures=chosen.get(i, ())) for i, one in zip(ids, card.draft.parties, strict=True)]
    found = case_remarks.remarks(store, card.draft.with_parties(parties)).cautions
    return [case_remarks.CAUTION, *found] if advice else list(found)


def measure_of(said: str) -> Measure:
    """``警告``, ``禁言:3``, ``停用账号:30`` (days), ``罚款:50`` (yuan); the key of a measure is understood, too."""
    from wxadmin.domain.cases import SUMS, TIMED, Measure
    from wxadmin.domain.ladder import MEASURES

    word, _sign, more = (part.strip() for part in said.replace("：", ":").partition(":"))
    key = word if word in MEASURES else next((key for key, words_ in MEASURES.items() if words_ == word), None)
    if key is None:
        raise UserError(
            _("没有处罚措施“{}”").format(word), remedy=_("可用的有 {}").format("、".join(MEASURES.values()))
        )
    if key in SUMS:
        return Measure(key, 0, more)
    if key not in TIMED:
        if more:
            raise UserError(
                _("“{}”不能带天数或金额：{}").format(word, more), remedy=_("请只写措施；要说明的写在备注里")
            )
        return Measure(key)
    if more and not (more.isdecimal() and len(more) < 6):
        raise UserError(_("天数读不懂：{}").format(more), remedy=_("请写成 {}:3").format(MEASURES[key]))
    return Measure(key, int(more or 0))


def case_note(args: Namespace) -> int:
    """Adds a note to a case."""
    from wxadmin.services import case_acts

    with writing(args) as store:
        case_acts.note(store, case_of(store, args), args.text)
    put(_("已添加备注"))
    return 0


def case_deliver(args: Namespace) -> int:
    """Keeps how the notice reached a party, or that they would not take it."""
    from wxadmin.services import case_acts, cases, clock

    with writing(args) as store:
        card = cases.get(store, case_of(store, args))
        party = party_of(card, args.party)
        witnesses = args.refused or ""
        case_acts.deliver(
            store, card.id, party.id, args.day or clock.today(), args.how, args.refused is not None, witnesses
        )  # fmt: skip
        after = cases.get(store, card.id).next_step
    put(_("已登记，下一步：{}").format(after))
    return 0


def case_unit(args: Namespace) -> int:
    """Keeps what the unit answered to what was recommended."""
    from wxadmin.services import case_acts, cases, clock

    with writing(args) as store:
        card = cases.get(store, case_of(store, args))
        party = party_of(card, args.party).id if args.party else None
        case_acts.answered_by_unit(
            store, card.id, args.text, args.day or clock.today(), party, outcome=args.outcome
        )  # fmt: skip
    put(_("已登记"))
    return 0


def case_void(args: Namespace) -> int:
    """Takes a decided case out of force."""
    from wxadmin.services import cases

    with writing(args) as store:
        cases.void(store, case_of(store, args), args.reason)
    put(_("已作废"))
    return 0


def case_merge(args: Namespace) -> int:
    """Makes several drafts one case."""
    from wxadmin.services import cases

    with writing(args) as store:
        made = cases.merge(store, args.ids).value
    put(_("已并案，case list 里的编号是 {}").format(made))
    return 0


def case_split(args: Namespace) -> int:
    """Takes a party out of a draft into one of their own."""
    from wxadmin.services import cases

    with writing(args) as store:
        card = cases.get(store, case_of(store, args))
        made = cases.split(store, card.id, party_of(card, args.party).id).value
    put(_("已分案，case list 里的编号是 {}").format(made))
    return 0


def case_discard(args: Namespace) -> int:
    """Takes away a draft of which everybody was erased."""
    from wxadmin.services import cases

    with writing(args) as store:
        cases.discard(store, case_of(store, args))
    put(_("已删去"))
    return 0
