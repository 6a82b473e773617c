"""The form of an application, filled and with its decision; the words that go back to the applicant."""

from __future__ import annotations

from dataclasses import replace

from wxadmin.domain.applications import FORMS, REASONS
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import FormPaper
from wxadmin.domain.style import Style
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, forms, papers
from wxadmin.services.application_cards import STATES, WORDS, ApplicationCard, existing, get
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.store import applications as stored
from wxadmin.store.journal import Tx


def build(store: Store, application: int) -> FormPaper:
    """The form as it was filled, with what the roster and the records add; once decided, with the opinion ticked."""
    card = get(store, application)
    draft = card.draft
    key = FORMS[draft.kind]
    group = None if draft.kind == "founding" else draft.group
    values = forms.prefill(store, group, key, draft.person)
    known = {blank.key: blank for blank in forms.kind_of(key).blanks}
    said = {**draft.fields, "name": draft.name, "nickname": draft.nickname, REASONS[draft.kind]: draft.reason}
    if draft.kind == "founding":
        said["group"] = draft.fields.get("group", "")
    values |= {name: value for name, value in said.items() if value and name in known}
    if "check" in known and draft.kind == "join":
        values["check"] = on_paper(_checked(card))
    if "opinion" in known and card.state in ("passed", "returned"):
        values["opinion"] = on_paper(_("同意")) if card.state == "passed" else on_paper(_("不同意"))
    made = forms.build(store, group, key, values)
    with store.read() as db:
        day = clock.shown_day(existing(db, application)["decided"])
    return replace(made, note="".join(part for part in (_decided(card, day), made.note) if part))


def _checked(card: ApplicationCard) -> str:
    if card.draft.person is None:
        return _("花名册上没有此人")
    return _("与花名册一致") if not any(f.tone == "danger" for f in card.findings) else _("与花名册不一致")


def _decided(card: ApplicationCard, day: str) -> str:
    """Who decided, when, and what was answered, for the foot of the form."""
    if card.state not in ("passed", "returned"):
        return ""
    words = on_paper(_("{} {}{}。")).format(day, card.decided_by, on_paper(STATES[card.state]))
    return words + (on_paper(_("答复：{}。")).format(card.answer.rstrip("。")) if card.answer else "")


def issue(store: Store, application: int, paper: FormPaper, style: Style | None = None) -> Change[IssuedPaper]:
    """Issues the form as the slip of the decision; UserError while it is not decided."""
    card = get(store, application)
    if card.state not in ("passed", "returned"):
        raise UserError(_("申请还没有决定"), where=card.draft.name, remedy=_("请先通过或退回，再签发"))

    def note(tx: Tx, number: int) -> None:
        row = existing(tx, application)
        tx.update("application", application, {"paper_id": number, "version": row["version"] + 1})

    return papers.issue(store, paper, Origin(group=card.draft.group, person=card.draft.person), note, style=style)


def answer_text(store: Store, application: int) -> str:
    """What goes back to the applicant, ready for the chat; UserError while nothing is decided."""
    card = get(store, application)
    draft = card.draft
    if card.state not in ("passed", "returned"):
        raise UserError(_("申请还没有决定"), where=draft.name, remedy=_("请先通过或退回"))
    who = draft.nickname or draft.name
    what = on_paper(_("{}申请")).format(on_paper(WORDS[draft.kind]))
    where = f"“{card.group_name}”" if card.group_name else ""
    lines = [on_paper(_("@{} {}{}{}（{}收到）{}。")).format(
        who, where, "的" if where else "", what, clock.shown_day(draft.received), on_paper(STATES[card.state])
    )]  # fmt: skip
    if card.answer:
        lines.append(card.answer)
    if card.state == "passed" and draft.kind == "join" and draft.group is not None:
        with store.read() as db:
            rule = stored.rule_of(db, draft.group)
        if rule:
            lines.append(on_paper(_("进群后请把群昵称改成“{}”的样子。")).format(rule))
    if card.state == "passed" and card.until:
        lines.append(on_paper(_("有效期至{}，到期请续批或删除联系人。")).format(card.until))
    if card.state == "returned":
        lines.append(on_paper(_("补齐后可以再次申请。")))
    return "\n".join(lines)
