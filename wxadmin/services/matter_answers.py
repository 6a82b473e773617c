"""What goes back to who raised a matter: templates in our words, filled in, and the text that warns a group."""

from __future__ import annotations

from collections.abc import Mapping

from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, groups
from wxadmin.services.matter_cards import MatterCard, MatterDraft, must
from wxadmin.services.records import Store
from wxadmin.services.reviewables import state_words

RECEIPT = _("已收到")
"""The template that says when an answer will come; it is none itself."""
_RECEIPT = _("{who}您好：您{day}提交的{kind}“{title}”已经收到，我们会在{due}答复您。")
_TEXTS: Mapping[tuple[str, str], str] = {
    ("submission", "founded"): _(
        "{who}您好：您送审的“{title}”已审核通过，可以在“{group}”发布{when}，发布时请用审核过的文字。"
        "{reason}"
    ),
    ("submission", "unfounded"): _(
        "{who}您好：您送审的“{title}”这次没有通过。{reason}改好以后可以再送审，我们会尽快审核。"
    ),
    ("report", "founded"): _(
        "{who}您好：您{day}反映的情况已经核实，确有其事，已按群里的规定处理。谢谢您的提醒，您的信息我们会保密。"
    ),
    ("report", "reminded"): _(
        "{who}您好：您{day}反映的情况已经核实，我们已经私下提醒对方。如果再次发生，请随时告诉我们。您的信息我们会保密。"
    ),
    ("report", "unfounded"): _(
        "{who}您好：您{day}反映的情况我们核实过了，目前没有发现违反规定的地方，这次不作处理。{reason}有新的线索或截图，"
        "欢迎补充。"
    ),
    ("suggestion", "founded"): _("{who}您好：谢谢您的建议“{title}”，我们决定采纳。{reason}"),
    ("suggestion", "unfounded"): _(
        "{who}您好：您的建议“{title}”我们认真研究过，暂时没有采纳。{reason}谢谢您关心“{group}”。"
    ),
    ("help", "founded"): _("{who}您好：您求助的“{title}”已经办好。{reason}还有问题请再找我们。"),
    ("help", "unfounded"): _("{who}您好：您求助的“{title}”我们尽力了，暂时没能解决。{reason}"),
    ("dispute", "founded"): _(
        "{who}您好：您{day}反映的纠纷，我们分别听了各方的说法。{settled}{reason}请各方有话好好说，不要在群里争吵。"
    ),
    ("dispute", "reminded"): _(
        "{who}您好：您{day}反映的纠纷，我们已经分别提醒有关的人。{settled}请不要在群里争吵，有情况随时告诉我们。"
    ),
    ("dispute", "unfounded"): _("{who}您好：您{day}反映的纠纷，我们了解下来没有需要群里处理的事。{reason}"),
    ("anomaly", "founded"): _(
        "{who}您好：您{day}报告的账号异常已经核实，已经提醒群里的人不要相信。账号本人请尽快改密码、退出陌生设备，"
        "必要时冻结账号。{reason}"
    ),
    ("anomaly", "reminded"): _("{who}您好：您{day}报告的账号异常，我们已经联系账号本人并作了提醒。"),
    ("anomaly", "unfounded"): _("{who}您好：您{day}报告的账号异常，我们核实过，账号是本人在用，请放心。{reason}"),
}  # fmt: skip
_MALICIOUS = _(
    "{who}您好：您{day}反映的情况，经核实与事实不符。反映问题请实事求是，编造情况影响他人名誉的，要承担相应的责任。"
)
_WARNING = _(
    "【提醒】群里“{nickname}”的账号{what}，请大家注意：凡是以这个账号借钱、收费、要验证码、发链接或二维码的，"
    "都不要相信、不要转账、不要点开；先打电话向本人核实。已经转账的请保留记录，马上报警。账号恢复后再通知大家。"
)


def templates(store: Store, review: int) -> tuple[tuple[str, str], ...]:
    """(name, text filled in) of the answers that fit a matter now, the likeliest first; none for what was derived."""
    found = must(store, review)
    if found.derived:
        return ()
    office = groups.get(store, found.draft.group).office
    offered = []
    if found.malicious:
        offered.append((_("与事实不符"), _MALICIOUS))
    outcome = _TEXTS.get((found.draft.kind, found.state))
    if outcome is not None:
        offered.append((found.outcome, outcome))
    offered.append((RECEIPT, _RECEIPT))
    if outcome is None:
        own = [(state, text) for (kind, state), text in _TEXTS.items() if kind == found.draft.kind]
        offered += [(state_words(found.draft.kind, state), text) for state, text in own]
    return tuple((name, _filled(found, on_paper(text), office)) for name, text in offered)


def _filled(card: MatterCard, text: str, office: str) -> str:
    draft = card.draft
    fields = draft.fields
    reason = card.reason.strip().rstrip("。")
    # Why a report was founded may name the person it is about: that is not told.
    told = reason and not (draft.kind == "report" and card.state in ("founded", "reminded"))
    head = on_paper(_("原因：{}。")) if card.state == "unfounded" else on_paper(_("{}。"))
    settled = fields.get("settled", "")
    due = on_paper(_("{}以前")).format(clock.shown_day(draft.due))
    if draft.due is not None and draft.due <= clock.today():
        due = on_paper(_("今天之内")) if draft.due == clock.today() else on_paper(_("近日"))
    words = text.format(
        who=draft.by.called, group=card.group_name, day=clock.shown_day(draft.received), title=draft.title,
        kind=on_paper(card.kind_words), due=due, reason=head.format(reason) if told else "",
        when=on_paper(_("（时间：{}）")).format(fields["when"]) if fields.get("when") else "",
        settled=on_paper(_("结果：{}。")).format(settled) if settled else "",
    )  # fmt: skip
    return f"{words}\n{office}" if office else words


def warning(draft: MatterDraft) -> str:
    """The text that warns the group of an account that was stolen or is a false one; ``""`` when none is named."""
    who = next((party for party in draft.about if party.label), None)
    if who is None:
        return ""
    what = {on_paper(_("被盗号")): on_paper(_("疑似被盗")), on_paper(_("被冒充")): on_paper(_("疑似有人冒充"))}
    said = what.get(draft.fields.get("what", ""), on_paper(_("出现异常")))
    return on_paper(_WARNING).format(nickname=who.nickname or who.name, what=said)
