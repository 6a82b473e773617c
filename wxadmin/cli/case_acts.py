"""Commands for what is done about a case: open, correct, issue, carry out, lift, and take and answer an appeal."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from wxadmin.cli.case import case_of, measure_of, on_case, party_of
from wxadmin.cli.grammar import Commands, Parser, command, day, records_options, title, words
from wxadmin.cli.opening import group_named, writing
from wxadmin.cli.output import complain, put
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wxadmin.domain.cases import Measure
    from wxadmin.services.case_cards import CaseCard, PartyCard, SanctionLine
    from wxadmin.services.case_choices import Candidate
    from wxadmin.services.records import Store

_HOWS = ("written", "oral", "wechat", "bearer")
_OUTCOMES = ("maintained", "reduced", "revoked", "late")


def add_commands(case: Commands) -> None:
    """Case create|amend|issue|carry|lift|appeal|answer."""
    made = command(case, "create", _("立一个案件（草稿）"), case_create)
    made.add_argument("--group", type=words, metavar="G", required=True)
    made.add_argument(
        "--party", action="append", type=title, required=True, metavar=_("当事人"),
        help=_("姓名或群昵称，可写多个；同名的写 姓名（部门）"),
    )  # fmt: skip
    made.add_argument("--facts", type=title, required=True, help=_("事实"))
    made.add_argument("--act", type=words, default="", help=_("违规行为，如 abuse 或自己的叫法"))
    made.add_argument("--day", type=day, help=_("发生日期"))
    made.add_argument("--note", type=words, default="", help=_("备注"))
    records_options(made)
    made = on_case(command(case, "amend", _("更正决定"), case_amend))
    made.add_argument("reason", type=title, metavar="REASON", help=_("原因"))
    made.add_argument("--measure", action="append", type=words, default=[], metavar="M", help=_("改为这些处罚措施"))
    made.add_argument("--facts", type=title, help=_("事实改为"))
    _party(made)
    made = on_case(command(case, "issue", _("签发通知书"), case_issue))
    _party(made)
    made = on_case(command(case, "carry", _("登记处罚措施已执行"), case_carry))
    made.add_argument("measure", type=title, metavar="M", help=_("处罚措施，如 禁言"))
    made.add_argument("--day", type=day, help=_("执行日期，默认今天"))
    _party(made)
    made = on_case(command(case, "lift", _("解除处罚措施"), case_lift))
    made.add_argument("measure", type=title, metavar="M", help=_("处罚措施，如 禁言"))
    made.add_argument("reason", type=title, metavar="REASON", help=_("原因"))
    _party(made)
    made = on_case(command(case, "appeal", _("登记收到的申诉"), case_appeal))
    made.add_argument("reasons", type=title, metavar="TEXT", help=_("申诉理由"))
    made.add_argument("--how", choices=_HOWS, default="written", help=_("书面、口头、微信、代收"))
    made.add_argument("--bearer", type=words, default="", help=_("代收的人"))
    made.add_argument("--day", type=day, help=_("收到日期，默认今天"))
    made.add_argument("--taken", type=words, default="", help=_("逾期提出，为什么仍然受理"))
    _party(made)
    made = on_case(command(case, "answer", _("答复申诉"), case_answer))
    made.add_argument("outcome", choices=_OUTCOMES, metavar="OUTCOME", help=_("维持、减轻、撤销、逾期不予受理"))
    made.add_argument("grounds", type=title, metavar="TEXT", help=_("复核理由"))
    made.add_argument("--measure", action="append", type=words, default=[], metavar="M", help=_("减轻为这些处罚措施"))
    made.add_argument("--by", type=words, default="", help=_("复核人"))
    made.add_argument("--same", type=words, default="", help=_("由原决定人复核的原因"))
    made.add_argument("--reason", type=words, default="", help=_("更正以前的答复时写明原因"))
    _party(made)


def _party(made: Parser) -> None:
    made.add_argument("--party", type=words, default="", help=_("当事人，只有一位时不用写"))


def case_create(args: Namespace) -> int:
    """Opens a draft with what the ladder proposes for each party."""
    from wxadmin.domain.cases import Infraction, Party
    from wxadmin.services import case_choices, case_founding, cases

    with writing(args) as store:
        group = group_named(store, args.group)
        assert group is not None
        known = case_choices.candidates(store, group)
        parties = []
        for name in args.party:
            who = _candidate(known, name)
            sender = "" if who.person is not None else who.name
            proposal = cases.propose(store, group, who.person, args.act, sender=sender, occurred=args.day)
            measures = _offered(store, case_founding.proposed(proposal))
            parties.append(Party(who.person, sender, (Infraction(args.facts, args.act, args.day),), measures))
        draft = cases.CaseDraft(group, None, "", note=args.note).with_parties(parties)
        made = cases.create(store, draft).value
    put(_("已立案，case list 里的编号是 {}").format(made))
    return 0


def _candidate(known: Sequence[Candidate], name: str) -> Candidate:
    """Whom a name means in a group; a nickname that nobody has is taken as it is written."""
    from wxadmin.services.case_choices import Candidate

    wanted = name.strip()
    found = [one for one in known if wanted in (one.name, f"{one.name}（{one.department}）", *one.nicknames)]
    if len(found) > 1:
        listed = "、".join(f"{one.name}（{one.department}）" for one in found)
        remedy = _("请写其中一位：{}").format(listed)
        raise UserError(_("几个人都叫“{}”").format(wanted), where="--party", remedy=remedy)
    if not found:
        complain(_("花名册和群成员里没有“{}”，按群昵称立案").format(wanted))
    return found[0] if found else Candidate(None, wanted, "", (), "")


def _offered(store: Store, measures: Sequence[Measure]) -> tuple[Measure, ...]:
    from wxadmin.domain.ladder import RECOMMENDED
    from wxadmin.services import settings

    advise = settings.get(store).recommend == "yes"
    return tuple(one for one in measures if advise or one.key not in RECOMMENDED)


def _found(store: Store, args: Namespace) -> tuple[CaseCard, PartyCard]:
    from wxadmin.services import cases

    card = cases.get(store, case_of(store, args))
    return card, party_of(card, args.party)


def _sanction(party: PartyCard, said: str) -> SanctionLine:
    """The measure in force that is meant."""
    key = measure_of(said).key
    found = next((one for one in party.sanctions if one.measure == key and one.state in ("decided", "carried")), None)
    if found is None:
        listed = "、".join(one.words for one in party.sanctions) or _("（没有）")
        raise UserError(_("没有在执行的处罚措施“{}”").format(said), remedy=_("此人的有：{}").format(listed))
    return found


def case_amend(args: Namespace) -> int:
    """Puts a decision right by a new act."""
    from wxadmin.cli.case import cautions_of
    from wxadmin.services import case_acts

    measures = tuple(measure_of(one) for one in args.measure)
    with writing(args) as store:
        card, party = _found(store, args)
        cautions = cautions_of(store, card, {party.id: measures}) if measures else []
        amendment = case_acts.Amendment(party.id, facts=args.facts, measures=measures or None)
        case_acts.amend(store, card.id, amendment, args.reason)
    put(_("已更正"))
    for caution in cautions:
        complain(caution)
    return 0


def case_issue(args: Namespace) -> int:
    """Issues the notice of a party, of all who have none where nobody is named."""
    from wxadmin.services import cases, notices

    with writing(args) as store:
        card = cases.get(store, case_of(store, args))
        chosen = [party_of(card, args.party)] if args.party else list(card.parties)
        waiting = [one.id for one in chosen if one.paper is None and not one.voided] or [chosen[0].id]
        issued = [notices.issue(store, card.id, party=one).value for one in waiting]
    put(_("已签发 {}").format("、".join(one.number for one in issued)))
    return 0


def case_carry(args: Namespace) -> int:
    """Notes that a measure was carried out."""
    from wxadmin.services import clock, sanctions, settings

    with writing(args) as store:
        _card, party = _found(store, args)
        line = _sanction(party, args.measure)
        sanctions.carry(store, line.id, args.day or clock.today(), settings.get(store).actor)
    put(_("{} 已执行").format(line.words))
    return 0


def case_lift(args: Namespace) -> int:
    """Lifts a measure; what undoes it comes into the tasks."""
    from wxadmin.services import sanctions, settings

    with writing(args) as store:
        _card, party = _found(store, args)
        line = _sanction(party, args.measure)
        sanctions.lift_now(store, line.id, args.reason, settings.get(store).actor)
    put(_("已解除：{}").format(line.words))
    return 0


def case_appeal(args: Namespace) -> int:
    """Takes an appeal in."""
    from wxadmin.services import appeals

    with writing(args) as store:
        card, party = _found(store, args)
        draft = appeals.AppealDraft(args.day, args.how, args.reasons, bearer=args.bearer, taken=args.taken)
        made = appeals.get(store, appeals.receive(store, card.id, party.id, draft).value)
    put(_("已登记申诉，答复期限 {}").format(made.due) if made.due else _("已登记申诉"))
    return 0


def case_answer(args: Namespace) -> int:
    """Answers the last appeal of a party."""
    from wxadmin.services import appeals

    measures = tuple(measure_of(one) for one in args.measure)
    with writing(args) as store:
        _card, party = _found(store, args)
        if not party.appeals:
            raise UserError(_("没有收到过申诉"), where=party.label, remedy=_("请先登记申诉：case appeal"))
        said = appeals.Answer(args.outcome, args.grounds, measures, args.by, same=args.same, reason=args.reason)
        appeals.answer(store, party.appeals[-1][0], said)
    put(_("已答复"))
    return 0
