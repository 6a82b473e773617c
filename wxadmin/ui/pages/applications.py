"""申请: who wants in or out, to found or dissolve a group, or contact outside; each checked and decided by a key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QMenu,
    QWidget,
)

from wxadmin.domain.applications import FORMS, KINDS
from wxadmin.i18n import _
from wxadmin.services import application_paste, applications, forms
from wxadmin.ui import applicationacts, theme
from wxadmin.ui.applicationpaste import paste
from wxadmin.ui.applicationsheet import correct, file_one
from wxadmin.ui.card import Card, button
from wxadmin.ui.decisionbar import KEYS, DecisionBar
from wxadmin.ui.departuresheet import manage
from wxadmin.ui.desk import Desk
from wxadmin.ui.keyedpage import KeyedPage
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.severalpage import SeveralPage
from wxadmin.ui.sharing import MODE, shown

_TONES = {"waiting": "warn", "passed": "ok", "returned": "danger", "withdrawn": "muted"}
_SIGNS = {"ok": ("✓", "good"), "info": ("·", "text"), "warn": ("！", "amber"), "danger": ("✗", "danger")}


class ApplicationsPage(KeyedPage, SeveralPage):
    """List left; check against the roster, what was asked for, and the decision right."""

    KEY = "applications"
    KEYS = KEYS
    RIGHT = "members"
    TITLE = _("申请")
    NOTHING = _("选一份申请，这里显示谁申请什么、和花名册核对的结果，以及怎么答复。")
    HELP = _(
        "入群、退群、建群、解散群和对外联系的申请都登记在这里。\n\n"
        "粘贴申请：把申请人在微信里说的话、填好的表、接龙或表格粘贴进来，程序认出是谁、申请什么；"
        "花名册上说不准的，留给你来认，不会自己定。\n"
        "登记申请：按表单一项一项填。\n\n"
        "每一份都和花名册、成员名单、案件核对：是否在册、有没有另一个账号、是否曾被移出、是否还缺监护人的同意。"
        "有疑问时，通过之前会再列一遍。\n\n"
        "通过入群申请后，此人列入本群应加人员，并生成邀请的待执行事项；通过退群申请后，生成移出的待执行事项；"
        "下一份成员名单会看出有没有办。\n"
        "做错了随时撤销。答复可以一键复制；申请表连同审批意见可以打印和签发。\n\n"
        "离任清单：有人离开单位或调岗时，要退的群、要交的职务和东西列成一张清单，逐项办结。\n\n"
        "办理期限按周一到周五计算，不扣除法定节假日，可以自己改。"
    ) + "\n\n" + KEYS  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, applications, self.KEY, self,
            empty=_("没有待审的申请。把申请人写的话粘贴进来，或者按表单登记一份。"), hint=_("搜索姓名、拼音、事由"),
            chips=("waiting",), widths={"name": 90, "kind": 86, "group": 110, "due": 110, "state": 76, "check": 130},
            counted=_("{n} 份"), stretch="check",
        )  # fmt: skip
        pane.offer(_("粘贴申请"), self._on_paste_clicked)
        pane.add_menu(_("通过"), self._on_pass_clicked)
        pane.add_menu(_("退回…"), self._on_return_clicked)
        pane.model.settled.connect(self._on_list_settled)
        self._bar = DecisionBar(self)
        self._bar.passed.connect(self._on_pass_clicked)
        self._bar.returned.connect(self._on_return_clicked)
        self.answer = self._bar.answer
        self.lay_out(pane, below=self._bar)
        self.arrange(620, 440)
        self.add_action(_("粘贴申请"), self._on_paste_clicked, kind="main", icon="clipboard-paste")
        filing = self.add_action(_("登记申请"), self._on_file_clicked, icon="plus")
        self._kinds = QMenu(filing)
        for kind in KINDS:
            action = self._kinds.addAction(forms.kind_of(FORMS[kind]).title)
            action.setData(kind)
            action.triggered.connect(self._on_kind_chosen)
        self._filing = filing
        self.add_action(_("离任清单"), self._on_departures_clicked, icon="list")
        self.add_more(_("键盘一览"), self._on_keys_chosen)
        self._bar.hide()

    def show_chips(self, chips: tuple[str, ...]) -> None:
        """Filters; ``departures`` stands for the check-lists of those who leave."""
        if "departures" in chips:
            self.start(manage(self.desk, self, self.strip))
        else:
            super().show_chips(chips)

    def _on_list_settled(self) -> None:
        if not self.desk.tasks.closing:
            self.start(self._offer_chips())

    async def _offer_chips(self) -> None:
        store, group = self.desk.store, self.desk.group
        found = await self.desk.read(lambda: applications.chips_found(store, group), self.strip)
        if found is not None and group == self.desk.group:
            self.list.offer_chips(found)

    # One application

    def read(self, record: int) -> Any:
        return applications.get(self.desk.store, record)

    def render_nothing(self) -> None:
        super().render_nothing()
        self._bar.hide()

    def render_several(self, picked: tuple[int, ...]) -> None:
        card = self.card
        card.clear()
        card.title(_("选中 {n} 份").format(n=f"{len(picked):,}"))
        words = _("“通过”只通过其中待审、核对没有疑问的；有疑问的留下来逐份看。“退回”用同一条原因。")
        card.text(words, role="muted")
        card.finish()
        self._bar.setVisible(self.desk.may(self.RIGHT))
        self._bar.setEnabled(True)

    def render_one(self, detail: applications.ApplicationCard, *, again: bool) -> None:
        card, draft = self.card, detail.draft
        card.clear()
        card.title(
            _("{who}　{kind}申请").format(who=draft.name, kind=applications.WORDS[draft.kind]),
            badge=applications.STATES[detail.state], tone=_TONES[detail.state],
        )  # fmt: skip
        due = _("{day}（已逾期）").format(day=detail.due) if detail.overdue else detail.due
        card.facts((
            (_("群"), detail.group_name),
            (_("收到"), detail.received),
            (_("办理期限"), due if detail.state == "waiting" else ""),
            (_("事由"), draft.reason),
        ))  # fmt: skip
        self._check_section(card, detail)
        card.section(_("申请表"))
        blanks = {blank.key: blank.label for blank in forms.kind_of(FORMS[draft.kind]).blanks}
        said = [
            (blanks[key], shown(value, "number" if key == "number" else ""))
            for key, value in draft.fields.items()
            if key in blanks
        ]
        card.facts(((_("群昵称"), draft.nickname), *said))
        if not said and not draft.nickname:
            card.text(_("没有填其他内容。"), role="muted")
        if detail.state != "waiting":
            card.section(_("处理结果"))
            card.facts((
                (_("结果"), applications.STATES[detail.state]), (_("时间"), detail.decided),
                (_("经办"), detail.decided_by), (_("答复"), detail.answer),
            ))  # fmt: skip
        for task, line in detail.follows:
            card.link(line, "tasks", task)
        self._ways(card, detail)
        if detail.earlier:
            card.section(_("此人的其他申请"))
            for record, line in detail.earlier:
                card.link(line, "applications", record)
        card.section(_("经过"))
        for line in detail.history:
            card.text(line, role="muted", size=theme.SMALL)
        card.finish(keep_place=again)
        if not again:
            self.answer.setEditText("")
        waits = detail.state == "waiting"
        self._bar.setVisible(waits and self.desk.may(self.RIGHT))
        self._bar.setEnabled(True)

    def _check_section(self, card: Card, detail: applications.ApplicationCard) -> None:
        card.section(_("身份核对"))
        for one in detail.findings:
            sign, role = _SIGNS[one.tone]
            words = _("填的编号或电话与花名册对不上") if one.code == "number" and MODE.on else one.words
            card.text(f"{sign} {words}", role=role)
        if not detail.findings:
            card.text(_("没有查到什么。"), role="muted")
        if detail.draft.person is not None and detail.person_label:
            card.link(_("查看花名册：{name}").format(name=detail.person_label), "people", detail.draft.person)
        if detail.state != "waiting":
            return
        for person, words in detail.candidates:
            piece = button(_("就是 {who}").format(who=words), self._on_candidate_clicked, card.host)
            piece.setProperty("person", person)
            card.row(piece)
        pieces = [button(_("从花名册里找…"), self._on_assign_clicked, card.host, icon="user")]
        if detail.draft.person is not None:
            pieces.append(button(_("不是此人"), self._on_unknown_clicked, card.host, kind="quiet"))
        card.row(*pieces)

    def _ways(self, card: Card, detail: applications.ApplicationCard) -> None:
        host, kind, passed = card.host, detail.draft.kind, detail.state == "passed"
        pieces = []
        if passed and kind == "founding" and detail.draft.group is None:
            pieces.append(button(_("按申请筹建群"), self._on_found_clicked, host, kind="main"))
        if passed and kind == "founding" and detail.draft.group is not None:
            card.link(_("查看群：{name}").format(name=detail.group_name), "groups", detail.draft.group)
        if passed and kind == "dissolving":
            pieces.append(button(_("解散群…"), self._on_dissolve_clicked, host, kind="danger"))
        if passed and kind == "outside" and detail.until:
            card.facts(((_("有效期至"), detail.until),))
            pieces.append(button(_("续批…"), self._on_prolong_clicked, host))
            pieces.append(button(_("联系已结束"), self._on_over_clicked, host))
        if detail.state in ("passed", "returned"):
            pieces.append(button(_("复制答复"), self._on_copy_clicked, host, icon="copy"))
        pieces.append(button(_("申请表…"), self._on_paper_clicked, host, icon="printer"))
        if detail.state == "waiting":
            pieces.append(button(_("更正"), self._on_edit_clicked, host, icon="pencil"))
            pieces.append(button(_("申请人撤回"), self._on_withdraw_clicked, host, kind="quiet"))
        elif not passed:
            pieces.append(button(_("重新审理"), self._on_reopen_clicked, host))
        card.row(*pieces)
        if detail.paper is not None:
            card.link(_("已签发的申请表"), "papers", detail.paper)

    # Deciding

    def _said(self) -> str:
        return self.answer.currentText().strip()

    def _on_pass_clicked(self) -> None:
        self._decide(passed=True)

    def _on_return_clicked(self) -> None:
        if self._bar.isVisible() and not self._said():
            self.answer.setFocus()
            self.strip.hint(_("先写退回的原因，再按退回；也可以从下拉里选一条。"))
            return
        self._decide(passed=False)

    def _decide(self, *, passed: bool) -> None:
        picked = self.list.picked
        if not self._bar.isVisible() or not self._bar.isEnabled():
            return
        self._bar.setEnabled(False)
        if len(picked) > 1:
            self.start(self._settle(applicationacts.decide_several(self, picked, self._said(), passed=passed)))
        elif self.detail is not None and self.detail.state == "waiting":
            self.start(self._settle(applicationacts.decide_one(self, self.detail, self._said(), passed=passed)))
        else:
            self._bar.setEnabled(True)

    async def _settle(self, deciding: Any) -> None:
        """Decide; then the list loads again and the next entry comes to the same place."""
        if await deciding:
            self.answer.setEditText("")  # the bar wakes with the next entry
        else:
            self._bar.setEnabled(True)
        self.list.focus_list()

    def _act(self, work: Callable[[applications.ApplicationCard], Any], done: str) -> None:
        detail = self.detail
        if detail is not None:
            self.start(self.desk.change(lambda: work(detail), self.strip, done))

    def _on_candidate_clicked(self) -> None:
        piece, store = self.sender(), self.desk.store
        if piece is not None:
            person = int(piece.property("person"))
            self._act(lambda d: applications.identify(store, d.id, d.version, person), _("已认定申请人"))

    def _on_unknown_clicked(self) -> None:
        store = self.desk.store
        self._act(lambda d: applications.identify(store, d.id, d.version, None), _("已改为还没认出"))

    def _on_assign_clicked(self) -> None:
        if self.detail is not None:
            self.start(applicationacts.assign(self, self.detail))

    def _on_withdraw_clicked(self) -> None:
        store = self.desk.store
        self._act(lambda d: applications.withdraw(store, d.id, d.version), _("已记为申请人撤回"))

    def _on_reopen_clicked(self) -> None:
        store = self.desk.store
        self._act(lambda d: applications.reopen(store, d.id, d.version), _("已放回待审"))

    def _on_over_clicked(self) -> None:
        store = self.desk.store
        self._act(lambda d: applications.prolong(store, d.id, d.version, None), _("已记为联系结束，不再提醒"))

    def _on_prolong_clicked(self) -> None:
        if self.detail is not None:
            self.start(applicationacts.prolong(self, self.detail))

    def _on_edit_clicked(self) -> None:
        if self.detail is not None:
            self.start(correct(self.desk, self, self.strip, self.detail))

    def _on_found_clicked(self) -> None:
        if self.detail is not None:
            self.start(applicationacts.found(self, self.detail))

    def _on_dissolve_clicked(self) -> None:
        if self.detail is not None:
            self.start(applicationacts.dissolve(self, self.detail))

    # Papers and answers

    def _on_copy_clicked(self) -> None:
        if self.detail is not None:
            self.start(applicationacts.copy_answer(self, self.detail.id))

    def _on_paper_clicked(self) -> None:
        if self.detail is not None:
            self.start(applicationacts.show_paper(self, self.detail))

    # Taking in

    def _on_paste_clicked(self) -> None:
        self.start(self._paste(""))

    async def _paste(self, text: str) -> None:
        if await paste(self.desk, self, self.strip, text):
            self._show_waiting()

    async def take(self, source: str | Path, kind: str) -> None:
        if isinstance(source, Path):
            path = source
            text = await self.desk.read(lambda: application_paste.text_of(path), self.strip)
        else:
            text = source
        if text is not None:
            await self._paste(text)

    def begin(self) -> None:
        self._on_paste_clicked()

    def _on_file_clicked(self) -> None:
        self._kinds.popup(self._filing.mapToGlobal(self._filing.rect().bottomLeft()))

    def _on_kind_chosen(self) -> None:
        action: Any = self.sender()
        if action is not None:
            self.start(self._file(str(action.data())))

    async def _file(self, kind: str) -> None:
        made = await file_one(self.desk, self, self.strip, kind)
        if made is not None:
            self._show_waiting()

    def _show_waiting(self) -> None:
        """What was taken in is among those waiting, whatever was looked at before."""
        self.list.search.clear()
        self.list.show_chips(("waiting",))

    def _on_departures_clicked(self) -> None:
        self.start(manage(self.desk, self, self.strip))

    def decisions(self) -> dict[str, Callable[[], None]]:
        return {"y": self._on_pass_clicked, "n": self._on_return_clicked}
