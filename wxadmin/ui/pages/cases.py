"""案件与处罚: the case from facts to decision in the middle, its paper as it will print on the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from wxadmin.domain.papers import FormPaper
from wxadmin.domain.seal import PaperKind
from wxadmin.i18n import _
from wxadmin.services import case_remarks, cases, letters, notices, papers, people, regulations
from wxadmin.services.attachments import Owner
from wxadmin.services.exhibits import Of
from wxadmin.services.records import Store
from wxadmin.ui import dialogs
from wxadmin.ui.appealreply import reply_to_appeal
from wxadmin.ui.attachmentpane import AttachmentPane
from wxadmin.ui.batch import print_notices
from wxadmin.ui.card import button
from wxadmin.ui.caseform import CaseSheet, DecisionSheet, WhoSheet, offered, with_clause
from wxadmin.ui.desk import Desk
from wxadmin.ui.exhibitpane import ExhibitPane
from wxadmin.ui.formsheet import filled_form
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.papersheet import offer, tell_issued
from wxadmin.ui.preview import PdfPreview, save_name
from wxadmin.ui.severalpage import SeveralPage
from wxadmin.ui.stylebutton import StyleButton

_TONE = {"draft": "warn", "decided": "info", "issued": "ok", "void": "muted"}


class CasesPage(SeveralPage):
    """List, case, notice."""

    KEY = "cases"
    RIGHT = "cases"
    TITLE = _("案件与处罚")
    NOTHING = _("选一个案件，这里显示经过；右边是通知书的样子。")
    HELP = _(
        "案件一般从待审队列立案而来，也可以直接新建。\n\n"
        "草稿：事实、条款、措施都可以改。\n"
        "已决定：有了编号，不能再改，只能作废；作废后编号保留。\n"
        "已签发：通知书打印出来，带编号和校验码；以后补印的和签发时一模一样。\n\n"
        "处罚阶梯只给建议并说明理由，怎么处理由人决定。罚款、停职等群主无权执行的措施，只作为给单位的建议。\n"
        "“处罚记录”可以打印一个人或整个群的历史。\n\n"
        "证据图片：截图、照片拖进来或粘贴，印在通知书的证据里；签发前都可以增减、调整次序。\n"
        "处理建议书、送达回证、申诉书、申诉答复书按案件填好，先看纸面再打印或签发。\n"
        "几件一起打印：按住 Ctrl 或 Shift 选中几件，点“打印通知书”，合成一个带书签的文件。\n"
        "Ctrl+P 打印纸面，Ctrl+Shift+P 打印列表。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, cases, self.KEY, self,
            empty=_("还没有案件。在待审队列里对一条消息立案，或直接新建。"), hint=_("搜索编号、人员、事实"),
            widths={"number": 146, "person": 66, "state": 80},
        )  # fmt: skip
        pane.offer(_("去待审队列"), self._on_queue_clicked)
        pane.add_menu(_("打印通知书"), self._on_batch_clicked)
        self.preview: PdfPreview = PdfPreview(desk.tasks, self.strip, self)
        self.style_button = StyleButton(desk, self.strip, self.preview)
        self.preview.add_tool(self.style_button)
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
        self.attached = None
        self.preview.clear()
        self.style_button.dress(None)

    def render_detail(self, detail: cases.CaseCard, *, again: bool) -> None:
        if not again:
            self._shows = "notice"
        super().render_detail(detail, again=again)
        self._show_paper()

    def render_several(self, picked: tuple[int, ...]) -> None:
        card = self.card
        self.attached = None
        card.clear()
        card.title(_("选中 {n} 件").format(n=f"{len(picked):,}"))
        card.row(button(_("打印通知书"), self._on_batch_clicked, card.host, kind="main", icon="printer"))
        words = _("已签发的通知书合成一个文件，每份一个书签，和签发时一模一样；都没有签发的，合成一份草稿。")
        card.text(words, role="muted")
        card.finish()

    def render_one(self, detail: cases.CaseCard, *, again: bool) -> None:
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
        self.attached = None
        if detail.state in ("draft", "decided"):
            card.section(_("证据图片"))
            self.attached = AttachmentPane(
                self, Owner("case", detail.id),
                _("截图、照片，印在通知书的证据里。可以直接拖进来或粘贴；签发后不能再改。"), host,
            )  # fmt: skip
            card.add(self.attached)
        else:
            words = _("证据图片（已定，不能再改）")
            card.add(AttachmentPane(self, Owner("case", detail.id), words, host, fixed=True))
        card.section(_("证据原件"))
        changing = detail.id if self.attached is not None else None
        card.add(ExhibitPane(self, Of("case", detail.id), host, case=changing))
        pieces = self._paper_buttons(detail, host)
        if pieces:
            card.section(_("文书"))
            card.row(*pieces)
        card.section(_("此人以前的案件"))
        for case, line in detail.history:
            card.link(line, "cases", case)
        if not detail.history:
            card.text(_("没有其他案件。"), role="muted")
        if detail.review is not None:
            card.link(_("查看待审记录"), "queue", detail.review)
        if detail.person is not None:
            card.link(_("查看花名册：{name}").format(name=detail.person_label), "people", detail.person)
        card.finish(keep_place=again)

    def _paper_buttons(self, detail: cases.CaseCard, host: QWidget) -> list[QPushButton]:
        pieces = []
        if self._shows != "notice":
            pieces.append(button(_("看通知书"), self._on_notice_clicked, host, icon="file-text"))
        if self._shows == "history":
            pieces.append(button(_("签发处罚记录"), self._on_issue_history_clicked, host))
        elif detail.person is not None:
            pieces.append(button(_("处罚记录"), self._on_history_clicked, host, icon="file-text"))
        if detail.state in ("decided", "issued"):
            if detail.recommendations:
                pieces.append(button(_("处理建议书…"), self._on_recommendation_clicked, host))
            if detail.state == "issued":
                pieces.append(button(_("送达回证…"), self._on_delivery_clicked, host))
            pieces.append(button(_("申诉书…"), self._on_appeal_clicked, host))
            pieces.append(button(_("申诉答复…"), self._on_reply_clicked, host))
        return pieces

    # The paper

    def _show_paper(self) -> None:
        detail: cases.CaseCard | None = self.detail
        store, group = self.desk.store, self.desk.group
        make: Callable[[], bytes]
        kind: PaperKind = "history"
        issued = False
        state = _("草稿，未签发")
        if self._shows == "group" and group is not None:
            make = lambda: papers.draft(store, cases.history(store, group=group))  # noqa: E731 - one of four makers
            caption = name = _("本群处罚记录")
        elif detail is None:
            return
        elif self._shows == "history" and detail.person is not None:
            person = detail.person
            make = lambda: papers.draft(store, cases.history(store, person=person, group=detail.group))  # noqa: E731
            caption, name = _("处罚记录"), _("处罚记录 {who}").format(who=detail.person_label)
        else:
            caption, name = _("通知书"), _("违规处理通知书 {ref}").format(ref=detail.ref)
            kind, issued = "notice", detail.paper is not None
            if detail.paper is not None:
                paper = detail.paper
                make, state = lambda: papers.reprint(store, paper), _("已签发")
            else:
                make = lambda: papers.draft(store, notices.build(store, detail.id))  # noqa: E731 - as above
        self.style_button.dress(kind, issued=issued)
        self.start(self.preview.show_pdf(make, caption, state, save_name(name)))

    def _show(self, shows: str) -> None:
        self._shows = shows
        if self.detail is not None:
            self.render_detail(self.detail, again=True)
        else:
            self._show_paper()

    def _on_notice_clicked(self) -> None:
        self._show("notice")

    def _on_history_clicked(self) -> None:
        self._show("history")

    def _on_group_history_chosen(self) -> None:
        if self.need_group() is not None:
            self._show("group")

    def _on_issue_history_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._issue_history(self.detail))

    async def _issue_history(self, detail: cases.CaseCard) -> None:
        store, person = self.desk.store, detail.person
        if person is None or not await dialogs.confirm(
            self, _("签发处罚记录"), _("签发后纸面定稿，带编号和校验码。现在签发？"), _("签发处罚记录")
        ):
            return
        group, origin = detail.group, papers.Origin(group=detail.group, person=person)
        work = lambda: papers.issue(store, cases.history(store, person=person, group=group), origin)  # noqa: E731
        change = await self.desk.change(work, self.strip, final=True)
        if change is not None:
            tell_issued(self.desk, self.strip, change.value)

    def _on_recommendation_clicked(self) -> None:
        if self.detail is not None:
            store, case = self.desk.store, self.detail.id
            self.start(
                offer(
                    self.desk, self, self.strip, lambda: letters.recommendation(store, case),
                    lambda paper: letters.issue(store, case, paper), title=_("处理建议书"), kind="letter",
                )
            )  # fmt: skip

    def _on_delivery_clicked(self) -> None:
        self._form(letters.delivery)

    def _on_appeal_clicked(self) -> None:
        self._form(letters.appeal_form)

    def _on_reply_clicked(self) -> None:
        if self.detail is not None:
            self.start(reply_to_appeal(self.desk, self.detail, self, self.strip))

    def _form(self, make: Callable[[Store, int], FormPaper]) -> None:
        if self.detail is not None:
            desk, case, group = self.desk, self.detail.id, self.detail.group
            self.start(
                filled_form(
                    desk, group, lambda: make(desk.store, case),
                    lambda paper: letters.issue(desk.store, case, paper), self, self.strip,
                )
            )  # fmt: skip

    def _on_batch_clicked(self) -> None:
        self.start(print_notices(self.desk, self.list.picked, self, self.strip))

    def _on_print_clicked(self) -> None:
        if self._shows != "notice":
            self._show("notice")
            self.strip.hint(_("现在显示的是通知书，请再点一次“打印通知书”。"))
            return
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
        sheet = WhoSheet(self, known)
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
        form = CaseSheet(
            self, desk, start, proposal, clauses, _("立案"), who, recommend=desk.settings.recommend == "yes"
        )
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
        day = detail.draft.occurred
        clauses = await desk.read(lambda: case_remarks.clauses(desk.store, detail.group, day), self.strip)
        if clauses is None:
            return
        form = CaseSheet(
            self, desk, detail.draft, detail.proposal, clauses, _("保存修改"), detail.person_label or detail.sender,
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
        sheet = DecisionSheet(self, detail, desk.actor_of(detail.group), recommend=desk.settings.recommend == "yes")
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
            tell_issued(desk, self.strip, change.value, lead=False)

    def _on_void_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._void(self.detail))

    async def _void(self, detail: cases.CaseCard) -> None:
        desk = self.desk
        title, question = _("作废 {ref}").format(ref=detail.ref), _("为什么作废？编号保留，不再计入阶梯。")
        reason = await dialogs.ask_text(self, title, question, _("作废"), needed=True)
        if reason:
            await desk.change(
                lambda: cases.void(desk.store, detail.id, reason),
                self.strip,
                _("{ref} 已作废").format(ref=detail.ref),
                final=True,
            )
