"""案件与处罚: the case from facts to decision in the middle, its paper as it will print on the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from wxadmin.i18n import _
from wxadmin.services import cases, notices, papers, people, regulations
from wxadmin.ui import dialogs
from wxadmin.ui.card import button, label
from wxadmin.ui.caseform import UNCITED, CaseSheet, Measures, offered, with_clause
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.page import RecordPage
from wxadmin.ui.preview import PdfPreview, save_name
from wxadmin.ui.textblock import TextBlock

_TONE = {"draft": "warn", "decided": "info", "issued": "ok", "void": "muted"}


class CasesPage(RecordPage):
    """List, case, notice."""

    KEY = "cases"
    TITLE = _("案件与处罚")
    NOTHING = _("选一个案件，这里显示经过；右边是通知书的样子。")
    HELP = _(
        "案件一般从待审队列立案而来，也可以直接新建。\n\n"
        "草稿：事实、条款、措施都可以改。\n"
        "已决定：有了编号，不能再改，只能作废；作废后编号保留。\n"
        "已签发：通知书打印出来，带编号和校验码；以后补印的和签发时一模一样。\n\n"
        "处罚阶梯只给建议并说明理由，怎么处理由人决定。罚款、停职等群主无权执行的措施，只作为给单位的建议。\n"
        "“处罚记录”可以打印一个人或整个群的历史。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk,
            cases,
            self.KEY,
            self,
            empty=_("还没有案件。在待审队列里对一条消息立案，或直接新建。"),
            hint=_("搜索编号、人员、事实"),
            widths={"number": 146, "person": 66, "state": 80},
        )
        pane.offer(_("去待审队列"), self._on_queue_clicked)
        self.preview = PdfPreview(desk.tasks, self.strip, self)
        self.lay_out(pane, self.preview)
        self.arrange(330, 400, 420)
        for at, stretch in enumerate((2, 3, 3)):
            self.sides.setStretchFactor(at, stretch)
        self._shows = "notice"
        self.add_action(_("新建案件"), self._on_new_clicked, icon="plus")
        self.add_more(_("本群处罚记录"), self._on_group_history_chosen)

    # One case

    def read(self, record: int) -> Any:
        return cases.get(self.desk.store, record)

    def render_nothing(self) -> None:
        super().render_nothing()
        self.preview.clear()

    def render_detail(self, detail: cases.CaseCard, *, again: bool) -> None:
        card = self.card
        card.clear()
        card.title(
            f"{detail.ref}　{detail.person_label or detail.sender}",
            badge=cases.STATES.get(detail.state, detail.state),
            tone=_TONE.get(detail.state, "muted"),
        )
        if detail.state not in ("draft", "decided"):
            card.text(detail.next_step, role="muted")
        host = card.host
        actions: list[QPushButton] = []
        if detail.state == "draft":
            actions = [
                button(_("作出决定…"), self._on_decide_clicked, host, kind="main"),
                button(_("修改"), self._on_edit_clicked, host, icon="pencil"),
            ]
        elif detail.state == "decided":
            actions = [
                button(_("签发通知书"), self._on_issue_clicked, host, kind="main"),
                button(_("作废…"), self._on_void_clicked, host, kind="danger"),
            ]
        elif detail.state == "issued":
            actions = [
                button(_("打印通知书"), self._on_print_clicked, host, kind="main", icon="printer"),
                button(_("作废…"), self._on_void_clicked, host, kind="danger"),
            ]
        if actions:
            card.row(*actions)
        for block in detail.blocks:
            card.section(f"{block.title}　{block.time}".rstrip("　"))
            for line in block.lines or (_("没有"),):
                card.text(line, role="text" if block.done and block.lines else "muted")
        if detail.void_reason:
            card.text(_("作废原因：{why}").format(why=detail.void_reason), role="danger")
        card.section(_("此人以前的案件"))
        for case, line in detail.history:
            card.link(line, "cases", case)
        if not detail.history:
            card.text(_("没有其他案件。"), role="muted")
        links = []
        if detail.person is not None:
            links.append(button(_("处罚记录"), self._on_history_clicked, host, icon="file-text"))
        if self._shows == "history":
            links.append(button(_("签发处罚记录"), self._on_issue_history_clicked, host))
            links.append(button(_("看通知书"), self._on_notice_clicked, host, icon="file-text"))
        if links:
            card.row(*links)
        if detail.review is not None:
            card.link(_("查看待审记录"), "queue", detail.review)
        if detail.person is not None:
            card.link(_("查看花名册：{name}").format(name=detail.person_label), "people", detail.person)
        card.finish(keep_place=again)
        if not again:
            self._shows = "notice"
        self._show_paper()

    # The paper

    def _show_paper(self) -> None:
        detail: cases.CaseCard | None = self.detail
        if detail is None or self._shows != "notice":
            return
        store = self.desk.store
        make: Callable[[], bytes]
        if detail.paper is not None:
            paper = detail.paper
            make, state = lambda: papers.reprint(store, paper), _("已签发")
        else:
            make, state = lambda: papers.draft(store, notices.build(store, detail.id)), _("草稿，未签发")
        name = save_name(_("违规处理通知书 {ref}").format(ref=detail.ref))
        self.start(self.preview.show_pdf(make, _("通知书"), state, name))

    def _on_notice_clicked(self) -> None:
        self._shows = "notice"
        if self.detail is not None:
            self.render_detail(self.detail, again=True)

    def _on_history_clicked(self) -> None:
        detail, store = self.detail, self.desk.store
        if detail is not None and detail.person is not None:
            self._shows = "history"
            person = detail.person
            self.render_detail(detail, again=True)
            self.start(
                self.preview.show_pdf(
                    lambda: papers.draft(store, cases.history(store, person=person, group=detail.group)),
                    _("处罚记录"),
                    _("草稿，未签发"),
                    save_name(_("处罚记录 {who}").format(who=detail.person_label)),
                )
            )

    def _on_issue_history_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._issue_history(self.detail))

    async def _issue_history(self, detail: cases.CaseCard) -> None:
        store, person = self.desk.store, detail.person
        if person is None or not await dialogs.confirm(
            self, _("签发处罚记录"), _("签发后纸面定稿，带编号和校验码。现在签发？"), _("签发处罚记录")
        ):
            return
        origin = papers.Origin(group=detail.group, person=person)
        change = await self.desk.change(
            lambda: papers.issue(store, cases.history(store, person=person, group=detail.group), origin),
            self.strip,
            final=True,
        )
        if change is not None:
            issued = change.value
            self.strip.done(_("处罚记录已签发：{number}").format(number=issued.number))
            await self.preview.show_pdf(lambda: issued.pdf, _("处罚记录"), _("已签发"), papers.file_name(issued))

    def _on_group_history_chosen(self) -> None:
        group = self.need_group()
        if group is not None:
            self._shows = "history"
            store = self.desk.store
            self.start(
                self.preview.show_pdf(
                    lambda: papers.draft(store, cases.history(store, group=group)),
                    _("本群处罚记录"),
                    _("草稿，未签发"),
                    save_name(_("本群处罚记录")),
                )
            )

    def print_paper(self) -> bool:
        if self.preview.data is None:
            return False
        self.preview.print()
        return True

    def _on_print_clicked(self) -> None:
        self._shows = "notice"
        self.preview.print()

    # Acts

    def _on_queue_clicked(self) -> None:
        self.desk.open("queue")

    def _on_new_clicked(self) -> None:
        self.start(self._new())

    async def _new(self) -> None:
        group = self.need_group()
        desk = self.desk
        if group is None:
            return
        known = await desk.read(lambda: people.of_group(desk.store, group), self.strip)
        if known is None:
            return
        sheet = _WhoSheet(self, tuple((i, f"{p.name}（{p.department}）" if p.department else p.name) for i, p in known))
        if not await dialogs.show(sheet):
            return
        person, nickname, who = sheet.chosen()
        seen = await desk.read(
            lambda: (
                cases.propose(desk.store, group, person, sender=nickname),
                regulations.clauses(desk.store, group),
            ),
            self.strip,
        )
        if seen is None:
            return
        proposal, clauses = seen
        start = cases.CaseDraft(group, person, "", sender=nickname, measures=offered(proposal.measures, desk.settings))
        form = CaseSheet(self, start, proposal, clauses, _("立案"), who, recommend=desk.settings.recommend == "yes")
        if not await dialogs.show(form):
            return
        draft = await with_clause(desk, form)
        change = await desk.change(
            lambda: cases.create(desk.store, draft), self.strip, _("已立案：{who}").format(who=who)
        )
        if change is not None:
            self.show_record(change.value)

    def _on_edit_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._edit(self.detail))

    async def _edit(self, detail: cases.CaseCard) -> None:
        desk = self.desk
        clauses = await desk.read(lambda: regulations.clauses(desk.store, detail.group), self.strip)
        if clauses is None:
            return
        form = CaseSheet(
            self, detail.draft, detail.proposal, clauses, _("保存修改"), detail.person_label or detail.sender,
            recommend=desk.settings.recommend == "yes",
        )  # fmt: skip
        if await dialogs.show(form):
            draft = await with_clause(desk, form)
            await desk.change(
                lambda: cases.edit(desk.store, detail.id, draft), self.strip, _("已修改 {ref}").format(ref=detail.ref)
            )

    def _on_decide_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._decide(self.detail))

    async def _decide(self, detail: cases.CaseCard) -> None:
        desk = self.desk
        sheet = _DecisionSheet(self, detail, desk.actor_of(detail.group), recommend=desk.settings.recommend == "yes")
        if not await dialogs.show(sheet):
            return
        decision = sheet.decision()
        change = await desk.change(lambda: cases.decide(desk.store, detail.id, decision), self.strip, final=True)
        if change is not None:
            self.strip.done(_("已决定，编号 {number}。现在可以签发通知书。").format(number=change.value))

    def _on_issue_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._issue(self.detail))

    async def _issue(self, detail: cases.CaseCard) -> None:
        desk = self.desk
        if not await dialogs.confirm(
            self,
            _("签发通知书"),
            _("签发后通知书定稿，带校验码，不能再改，只能作废。{ref} 的通知书现在签发？").format(ref=detail.ref),
            _("签发通知书"),
        ):
            return
        change = await desk.change(lambda: notices.issue(desk.store, detail.id), self.strip, final=True)
        if change is not None:
            words = _("通知书已签发：{number}").format(number=change.value.number)
            if change.value.missing:
                words += _("；这些字没有字体可印，印成了〓：{chars}").format(chars="".join(change.value.missing))
            self.strip.done(words)

    def _on_void_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._void(self.detail))

    async def _void(self, detail: cases.CaseCard) -> None:
        desk = self.desk
        reason = await dialogs.ask_text(
            self,
            _("作废 {ref}").format(ref=detail.ref),
            _("为什么作废？编号保留，不再计入阶梯。"),
            _("作废"),
            needed=True,
        )
        if reason:
            await desk.change(
                lambda: cases.void(desk.store, detail.id, reason),
                self.strip,
                _("{ref} 已作废").format(ref=detail.ref),
                final=True,
            )


class _WhoSheet(dialogs.Sheet):
    """Whom a new case is about: a person of the roster, or a nickname nobody is known for."""

    def __init__(self, parent: QWidget, known: tuple[tuple[int, str], ...]) -> None:
        super().__init__(parent, _("新建案件"), _("下一步"))
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QCompleter

        self._known = {text: number for number, text in known}
        self.setMinimumWidth(440)
        self.say(_("当事人：输入姓名从花名册里选；不在册的，直接写群昵称。"))
        self.field = QLineEdit(self)
        self.field.setAccessibleName(_("当事人"))
        completer = QCompleter([text for _id, text in known], self.field)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)
        self.field.textChanged.connect(self._on_text_changed)
        self.body.addWidget(self.field)
        self._on_text_changed()
        self.field.setFocus()

    def _on_text_changed(self) -> None:
        self.main.setEnabled(bool(self.field.text().strip()))

    def chosen(self) -> tuple[int | None, str, str]:
        """Person id or None, nickname when there is no person, and the words for both."""
        text = self.field.text().strip()
        person = self._known.get(text)
        if person is None:
            same = [number for label, number in self._known.items() if label.split("（")[0] == text]
            person = same[0] if len(same) == 1 else None
        return person, "" if person is not None else text, text


class _DecisionSheet(dialogs.Sheet):
    """Measures and who decides; the proposal stands beside."""

    def __init__(self, parent: QWidget, detail: cases.CaseCard, actor: str, *, recommend: bool) -> None:
        super().__init__(parent, _("作出决定：{who}").format(who=detail.person_label or detail.sender), _("作出决定"))
        form = self.form()
        form.addRow(label(_("事实"), self, "muted"), TextBlock(detail.draft.facts, self))
        form.addRow(label(_("阶梯建议"), self, "muted"), TextBlock("\n".join(detail.proposal.why), self, role="muted"))
        if detail.draft.clause is None:
            form.addRow(label(_("条款"), self, "muted"), TextBlock(UNCITED, self, role="amber"))
        self.measures = Measures(
            detail.draft.measures, detail.draft.days, detail.draft.amount, self, recommend=recommend
        )
        self.measures.changed.connect(self._on_form_grown)
        form.addRow(label(_("处罚措施"), self, "muted"), self.measures)
        self.by = QLineEdit(actor, self)
        self.by.setAccessibleName(_("决定人"))
        form.addRow(label(_("决定人"), self, "muted"), self.by)
        self.note = QLineEdit(detail.draft.note, self)
        self.note.setAccessibleName(_("备注"))
        form.addRow(label(_("备注"), self, "muted"), self.note)
        self.say(_("决定后案件有了编号，不能再改，只能作废。"), muted=True)
        self.by.textChanged.connect(self._on_changed)
        self._on_changed()
        self.fit(620)

    def _on_form_grown(self) -> None:
        self.fit(self.width())

    def _on_changed(self) -> None:
        self.main.setEnabled(bool(self.by.text().strip()))

    def decision(self) -> cases.Decision:
        """What stands in the form."""
        return cases.Decision(
            self.measures.chosen(),
            self.by.text().strip(),
            self.note.text().strip(),
            self.measures.days_chosen(),
            self.measures.amount_chosen(),
        )
