"""申诉: what was appealed against and why on the left, how it is answered in the middle, its paper on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from wxadmin.i18n import _, joined
from wxadmin.services import appeal_letters, appeals, clock, papers
from wxadmin.services.appeal_cards import AppealCard, tone_of, words_of
from wxadmin.services.exhibits import Of
from wxadmin.ui import appealsheets, dialogs
from wxadmin.ui.appealanswer import reviewer_box
from wxadmin.ui.card import button, label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.desk import Desk
from wxadmin.ui.exhibitpane import ExhibitPane
from wxadmin.ui.keyedpage import KeyedPage
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.preview import PdfPreview, save_name
from wxadmin.ui.stylebutton import StyleButton


class AppealsPage(KeyedPage):
    """List, appeal, receipt or reply."""

    KEY = "appeals"
    RIGHT = "cases"
    TITLE = _("申诉")
    NOTHING = _("选一份申诉，这里显示理由和经过；右边是回执或答复书的样子。")
    KEYS = _(
        "j / k　下一份 / 上一份，Enter　打开\n"
        "a　答复（已答复的：更正答复）\n"
        "s　补充申诉人后来说的理由\n"
        "w　申诉人撤回\n"
        "x　选中，u　撤销上一步，/　搜索，?　显示这些按键"
    )
    HELP = _(
        "当事人不服处理，可以申诉。收到后在案件里点“收到申诉…”登记；这里看到所有申诉，最急的在最上面。\n\n"
        "期限：从通知书送达（拒收）的次日起算，没有登记送达的还没有起算；规章写明从作出决定起算的照规章；天数和是否工作日按规章制度的规定。"
        "逾期提出的会标明，可以写明理由予以受理，也可以答复逾期不予受理。\n\n"
        "复核：由没有参与原决定的管理人员进行；没有别人时由原决定人复核，答复书上会写明。\n\n"
        "答复：维持、减轻、撤销。减轻要写明改为什么；撤销后原处理不再有效，也不再计入处罚阶梯。"
        "需要解除禁言、请回群的，随即列入待执行事项。答复不能修改，错了另作更正，原答复保留。\n\n"
        "按键：a 答复，s 补充理由，w 撤回，? 显示全部。Ctrl+P 打印纸面，Ctrl+Shift+P 打印列表。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, appeals, self.KEY, self,
            empty=_("还没有申诉。收到当事人的申诉，在“案件与处罚”里打开那个案件，点“收到申诉…”。"),
            hint=_("搜索姓名、编号、理由"),
            widths={"name": 84, "state": 84, "due": 120}, counted=_("{n} 份"),
        )  # fmt: skip
        pane.offer(_("去案件与处罚"), self._on_cases_clicked)
        self.preview: PdfPreview = PdfPreview(desk.tasks, self.strip, self)
        self.style_button = StyleButton(desk, self.strip, self.preview)
        self.preview.add_tool(self.style_button)
        self.lay_out(pane, self.preview)
        self.arrange(330, 400, 420)
        for at, stretch in enumerate((2, 3, 3)):
            self.sides.setStretchFactor(at, stretch)
        self._shows = ""
        self.add_more(_("申诉期限…"), self._on_terms_chosen)
        self.add_more(_("按键"), self._on_keys_chosen, free=True)

    def decisions(self) -> Mapping[str, Callable[[], None]]:
        return {"a": self._on_answer_clicked, "s": self._on_more_clicked, "w": self._on_withdraw_clicked}

    # One appeal

    def read(self, record: int) -> Any:
        return appeals.get(self.desk.store, record)

    def render_nothing(self) -> None:
        super().render_nothing()
        self.preview.clear()
        self.style_button.dress(None)

    def render_detail(self, detail: AppealCard, *, again: bool) -> None:
        if not again:
            self._shows = ""
        card = self.card
        card.clear()
        tone = tone_of(detail.state, detail.outcome, detail.due)
        card.title(detail.label, badge=detail.state_words, tone=tone)
        if detail.late:
            words = _("逾期提出，已受理：{why}").format(why=detail.taken) if detail.taken else _("逾期提出，还没有受理")
            card.text(words, role="text" if detail.taken or detail.state != "open" else "amber")
        host = card.host
        card.row(*self._acts_of(detail, host))
        how, waits = appeals.HOWS[detail.how], detail.state == "open"
        how = _("{how}（{who}）").format(how=how, who=detail.bearer) if detail.bearer else how
        card.facts((
            (_("案件"), joined(" · ", (detail.number, detail.group_name))),
            (_("收到"), joined(" · ", (clock.shown_day(detail.received), how))),
            (_("申诉期限"), joined(_("，到"), (detail.basis, clock.shown_day(detail.until)))),
            (_("答复期限"), joined(_("，依据"), (clock.shown_day(detail.due), detail.due_by)) if waits else ""),
            (_("撤回"), clock.shown_day(detail.answered) if detail.state == "withdrawn" else ""),
            (_("复核人"), detail.reviewer if waits else ""),
        ))  # fmt: skip
        if detail.due_note:
            card.text(detail.due_note, role="amber")
        if detail.state == "open" and detail.reviewers.has_decided(detail.reviewer):
            card.text(detail.reviewers.same or _("复核人参与了原决定，答复时要写明原因。"), role="amber")
        card.section(_("申诉理由"))
        card.text(detail.reasons)
        card.section(_("原处理"))
        before = detail.answers[0].before if detail.answers else detail.measures
        card.text(words_of(before) or _("没有处罚措施"))
        card.text(detail.facts, role="muted")
        card.link(_("查看案件 {number}").format(number=detail.number), "cases", detail.case)
        for one in reversed(detail.answers):
            card.section(_("答复　{day}").format(day=clock.shown_day(one.day)))
            card.text(one.line)
            if one.reason:
                card.text(_("更正了前一次答复：{why}").format(why=one.reason), role="amber")
            card.text(one.grounds)
            who = _("复核人：{who}").format(who=one.reviewer)
            card.text(joined(_("。"), (who, one.same)), role="muted")
            if one.paper is not None:
                card.link(_("申诉答复书"), "papers", one.paper)
        if detail.answers and detail.answers[-1].after != detail.measures and detail.case_state != "void":
            card.text(_("现在有效：{what}").format(what=words_of(detail.measures) or _("没有")), role="muted")
        card.section(_("申诉材料和证据原件"))
        card.add(ExhibitPane(self, Of("case", detail.case), host))
        card.section(_("经过"))
        for time, line in detail.history:
            card.text(f"{time}　{line}", role="muted")
        if detail.paper is not None:
            card.link(_("申诉收讫回执"), "papers", detail.paper)
        if detail.person is not None:
            card.link(_("查看花名册：{name}").format(name=detail.name), "people", detail.person)
        card.finish(keep_place=again)
        self._show_paper(detail)

    def _acts_of(self, detail: AppealCard, host: QWidget) -> list[QPushButton]:
        if detail.state == "withdrawn":
            return []
        if detail.state == "answered":
            pieces = []
            if detail.answers and detail.answers[-1].paper is None:
                pieces.append(button(_("签发申诉答复书"), self._on_reply_clicked, host, kind="main"))
            else:
                pieces.append(button(_("打印答复书"), self.preview.print, host, kind="main", icon="printer"))
            return [*pieces, button(_("更正答复…"), self._on_answer_clicked, host)]
        pieces = [button(_("答复…"), self._on_answer_clicked, host, kind="main")]
        if detail.late and not detail.taken:
            pieces.append(button(_("受理…"), self._on_take_clicked, host))
        if detail.paper is None:
            pieces.append(button(_("签发回执"), self._on_receipt_clicked, host, icon="file-text"))
        return [
            *pieces,
            button(_("补充理由…"), self._on_more_clicked, host),
            button(_("换复核人…"), self._on_reviewer_clicked, host),
            button(_("申诉人撤回…"), self._on_withdraw_clicked, host),
        ]

    # The paper

    def _show_paper(self, detail: AppealCard) -> None:
        store, number = self.desk.store, detail.id
        last = detail.answer
        make: Callable[[], bytes]
        state, paper = _("草稿，未签发"), None if detail.state == "withdrawn" else detail.paper
        caption = _("申诉收讫回执")
        if last is not None:
            caption, paper = _("申诉答复书"), last.paper
            make = lambda: papers.draft(store, appeal_letters.reply(store, number))  # noqa: E731 - one of three makers
        else:
            make = lambda: papers.draft(store, appeal_letters.receipt(store, number))  # noqa: E731 - as above
        if paper is not None:
            kept = paper
            make, state = lambda: papers.reprint(store, kept), _("已签发")
        self.style_button.dress("letter", issued=paper is not None)
        name = save_name(joined(" ", (caption, detail.name, detail.number)))
        self.start(self.preview.show_pdf(make, caption, state, name))

    # Acts

    def _on_cases_clicked(self) -> None:
        self.desk.open("cases", None, ("issued",))

    def _now(self, *states: str) -> AppealCard | None:
        """The appeal shown, where it stands in one of these states."""
        detail: AppealCard | None = self.detail
        if detail is None or (states and detail.state not in states):
            self.strip.hint(_("这份申诉已经办结。") if detail is not None else _("请先选一份申诉。"))
            return None
        return detail

    def _on_answer_clicked(self) -> None:
        detail = self._now("open", "answered")
        if detail is not None:
            self.start(appealsheets.answer(self, detail.id))

    def _on_reply_clicked(self) -> None:
        if self.detail is not None:
            self.start(appealsheets.issue_reply(self, self.detail.id))

    def _on_receipt_clicked(self) -> None:
        if self.detail is not None:
            self.start(appealsheets.issue_receipt(self, self.detail.id))

    def _on_take_clicked(self) -> None:
        detail = self._now("open")
        if detail is not None:
            question = _("这份申诉逾期提出，为什么仍然受理？理由会写进答复书。")
            self.start(self._ask(_("受理逾期的申诉"), question, _("受理"), appeals.take_on, _("已受理")))

    def _on_more_clicked(self) -> None:
        detail = self._now("open")
        if detail is not None:
            question = _("申诉人后来补充的理由：")
            self.start(self._ask(_("补充申诉理由"), question, _("补充"), appeals.add_reasons, _("已补充理由"), lines=5))

    async def _ask(
        self, title: str, question: str, verb: str, work: Callable[..., Any], done: str, *, lines: int = 2
    ) -> None:
        number, store = self.detail.id, self.desk.store
        words = await dialogs.ask_text(self, title, question, verb, lines=lines, needed=True)
        if words:
            await self.desk.change(lambda: work(store, number, words), self.strip, done)

    def _on_reviewer_clicked(self) -> None:
        detail = self._now("open")
        if detail is not None:
            self.start(self._choose_reviewer(detail))

    async def _choose_reviewer(self, detail: AppealCard) -> None:
        sheet = dialogs.Sheet(self, _("换复核人"), _("换复核人"))
        words = _("复核人应当没有参与原决定。") if detail.reviewers.others else detail.reviewers.same
        sheet.say(words, muted=True)
        box = reviewer_box(sheet, detail)
        name = label(_("复核人"), sheet)
        name.setBuddy(box)
        box.setAccessibleName(_("复核人"))
        sheet.body.addWidget(name)
        sheet.body.addWidget(box)
        if await dialogs.show(sheet):
            chosen, store = box.currentText(), self.desk.store
            await self.desk.change(lambda: appeals.assign(store, detail.id, chosen), self.strip, _("已换复核人"))

    def _on_withdraw_clicked(self) -> None:
        detail = self._now("open")
        if detail is not None:
            self.start(self._withdraw(detail))

    async def _withdraw(self, detail: AppealCard) -> None:
        sheet = dialogs.Sheet(self, _("申诉人撤回"), _("登记撤回"))
        sheet.say(_("{who} 撤回申诉，原处理继续有效。").format(who=detail.name))
        day = day_field(sheet, _("撤回日期"))
        name = label(_("撤回日期"), sheet)
        name.setBuddy(day)
        sheet.body.addWidget(name)
        sheet.body.addWidget(day)
        if await dialogs.show(sheet):
            when, store = day_of(day), self.desk.store
            done = _("{who} 的申诉已撤回").format(who=detail.name)
            await self.desk.change(lambda: appeals.withdraw(store, detail.id, "", when), self.strip, done)

    def _on_terms_chosen(self) -> None:
        from wxadmin.ui import appealterms

        self.start(appealterms.edit(self))
