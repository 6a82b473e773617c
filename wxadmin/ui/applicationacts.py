"""What is done with an application beyond its page: decided with its doubts in view, turned into a group, answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from wxadmin.domain.applications import FORMS
from wxadmin.domain.errors import UserError
from wxadmin.domain.name_rule import NameRule
from wxadmin.i18n import _, on_paper
from wxadmin.services import application_papers, applications, clock, forms, group_life, groups, papers
from wxadmin.services.applications import ApplicationCard
from wxadmin.services.groups import GroupDraft
from wxadmin.ui import dialogs
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.groupform import new_group
from wxadmin.ui.page import Page
from wxadmin.ui.papersheet import look, offer
from wxadmin.ui.preview import save_name
from wxadmin.ui.rostersheet import FindPerson

_DAY = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})")


class DoubtSheet(dialogs.Sheet):
    """What speaks against an application, before it is let pass all the same."""

    def __init__(self, parent: QWidget, detail: ApplicationCard) -> None:
        super().__init__(parent, _("核对有疑问：{who}").format(who=detail.draft.name), _("仍然通过"))
        self.setMinimumWidth(440)
        for words in detail.doubts:
            self.say(f"· {words}")
        stranger = detail.draft.kind == "join" and detail.draft.person is None
        if stranger:
            self.say(_("花名册里还没有认出此人：通过后只按姓名记下，以后的名单核对不出是谁。"), muted=True)
        self.enrol = QCheckBox(_("同时加入花名册"), self)
        self.enrol.setVisible(stranger and not detail.candidates)
        self.body.addWidget(self.enrol)
        self.main.setDefault(False)
        self.cancel.setDefault(True)


async def decide_one(page: Page, detail: ApplicationCard, answer: str, *, passed: bool) -> bool:
    """Decide one; whoever is let pass with doubts was asked for twice. Whether it was decided."""
    desk, enrol = page.desk, False
    unknown = detail.draft.kind in ("join", "exit") and detail.draft.person is None
    if passed and (detail.doubts or unknown):
        sheet = DoubtSheet(page, detail)
        if not await dialogs.show(sheet):
            return False
        enrol = sheet.enrol.isChecked()
    by = desk.actor_of(detail.draft.group)
    change = await desk.change(
        lambda: applications.decide(desk.store, detail.id, detail.version, passed, answer, by=by, enrol=enrol),
        page.strip,
    )
    if change is None:
        page.reload()
        return False
    words = _("已通过 {who} 的{kind}申请") if passed else _("已退回 {who} 的{kind}申请")
    words = words.format(who=detail.draft.name, kind=applications.WORDS[detail.draft.kind])
    number = detail.id
    page.strip.done(words, change.id, ((_("复制答复"), lambda: page.start(copy_answer(page, number))),))
    return True


async def decide_several(page: Page, picked: Sequence[int], answer: str, *, passed: bool) -> bool:
    """Decide several alike; of those to pass, the ones with doubts stay. Whether any was decided."""
    desk = page.desk
    cards = await desk.read(lambda: [applications.get(desk.store, one) for one in picked], page.strip)
    if cards is None:
        return False
    waiting = [card for card in cards if card.state == "waiting"]
    clear = [
        card for card in waiting
        if not passed or not (card.doubts or (card.draft.kind in ("join", "exit") and card.draft.person is None))
    ]  # fmt: skip
    if not clear:
        page.strip.hint(_("选中的没有一份可以一起通过：都已处理，或核对还有疑问，请逐份看。"))
        return False
    which = [(card.id, card.version) for card in clear]
    by = desk.actor_of(desk.group)
    change = await desk.change(lambda: applications.decide_many(desk.store, which, passed, answer, by=by), page.strip)
    if change is None:
        return False
    words = _("已通过 {n} 份") if passed else _("已退回 {n} 份")
    if left := len(waiting) - len(clear):
        words += _("；{m} 份核对有疑问，没有一起通过")
        page.strip.done(words.format(n=len(clear), m=left), change.id)
    else:
        page.strip.done(words.format(n=len(clear)), change.id)
    return True


async def copy_answer(page: Page, application: int) -> None:
    """Put the answer to the applicant on the clipboard."""
    text = await page.desk.read(lambda: application_papers.answer_text(page.desk.store, application), page.strip)
    if text:
        page.copy(text, _("答复已复制，发给申请人即可。"))


async def show_paper(page: Page, detail: ApplicationCard) -> None:
    """The form of an application: to be issued once it is decided, as it was issued, else as it stands now."""
    desk, store, number, issued = page.desk, page.desk.store, detail.id, detail.paper
    title = forms.kind_of(FORMS[detail.draft.kind]).title
    if detail.state in ("passed", "returned") and issued is None:
        await offer(
            desk, page, page.strip, lambda: application_papers.build(store, number),
            lambda paper: application_papers.issue(store, number, paper), title=title, kind="form",
        )  # fmt: skip
        return

    def make() -> bytes:
        if issued is not None:
            return papers.reprint(store, issued)
        return papers.draft(store, application_papers.build(store, number))

    pdf = await desk.read(make, page.strip)
    if pdf is not None:
        data = pdf
        state = _("已签发") if issued is not None else _("还没有决定")
        await look(desk, page, title, lambda: data, state, save_name(f"{title} {detail.draft.name}"), "form")


async def assign(page: Page, detail: ApplicationCard) -> None:
    """Let the owner say who of the roster it is."""
    desk = page.desk
    sheet = FindPerson(page, desk, _("申请人是谁"), _("就是此人"), typed=detail.draft.name)
    if await dialogs.show(sheet):
        person, name = sheet.found()
        await desk.change(
            lambda: applications.identify(desk.store, detail.id, detail.version, person), page.strip,
            _("已认定申请人是 {name}").format(name=name),
        )  # fmt: skip


async def prolong(page: Page, detail: ApplicationCard) -> None:
    """Ask until when an outside contact goes on."""
    desk = page.desk
    sheet = dialogs.Sheet(page, _("续批对外联系：{who}").format(who=detail.draft.name), _("续批"))
    sheet.say(_("现在的有效期至 {day}，续到：").format(day=detail.until))
    field = day_field(sheet, _("续到"), clock.today() + timedelta(days=90))
    sheet.body.addWidget(field)
    if await dialogs.show(sheet):
        day = day_of(field)
        await desk.change(
            lambda: applications.prolong(desk.store, detail.id, detail.version, day), page.strip,
            _("已续批到 {day}").format(day=clock.shown_day(day)),
        )  # fmt: skip


async def found(page: Page, detail: ApplicationCard) -> None:
    """Let the owner look over the group that was applied for, and plan it."""
    desk = page.desk
    if not desk.may("groups"):
        desk.refuse(page.strip, "groups")
        return
    group = await new_group(desk, page, draft=group_of(detail, desk.settings.unit), application=detail.id)
    if group is not None:
        way = ((_("去看"), partial(desk.open, "groups", group)),)
        page.strip.done(_("已按申请建群，“群”里有要逐项办理的清单。"), ways=way)


def group_of(detail: ApplicationCard, unit: str) -> GroupDraft:
    """The group an application for founding describes."""
    fields = detail.draft.fields
    wanted = fields.get("kind", "").replace("班级家校", "班级/家校")
    kind = next((key for key, words in groups.KINDS.items() if on_paper(words) == wanted), "department")
    platform = next((key for key, words in groups.PLATFORMS.items() if on_paper(words) == fields.get("platform")), "")
    rule = fields.get("naming", "")
    try:
        NameRule.parse(rule or "姓名")
    except UserError:
        rule = ""  # said in other words than a rule; the owner sets it in the group
    return GroupDraft(
        fields.get("group", ""), kind, platform or "wechat", unit, "", detail.draft.reason.replace("\n", " "),
        fields.get("owner", "") or detail.draft.name, rule,
    )  # fmt: skip


async def dissolve(page: Page, detail: ApplicationCard) -> None:
    """Dissolve the group as applied for."""
    desk, group = page.desk, detail.draft.group
    if group is None:
        return
    day = _day(detail.draft.fields.get("day", ""))
    words = _("按这份申请解散“{name}”？原因：{why}。记录都还在，可以恢复使用。").format(
        name=detail.group_name, why=_reason(detail)
    )
    if await dialogs.confirm(page, _("解散群"), words, _("解散"), danger=True):
        await desk.change(
            lambda: group_life.dissolve(desk.store, group, _reason(detail), day), page.strip,
            _("已解散 {name}").format(name=detail.group_name), right="groups",
        )  # fmt: skip


def _reason(detail: ApplicationCard) -> str:
    parts = (detail.draft.fields.get("cause", ""), detail.draft.reason)
    return "，".join(part for part in parts if part) or on_paper(_("申请解散"))


def _day(words: str) -> date:
    match = _DAY.search(words)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else clock.today()
    except ValueError:
        return clock.today()
