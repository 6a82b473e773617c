"""待审队列: what screening flagged, why, and one gesture to decide it. Every decision has a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.services import cases, chats, members, queue, reviewables
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button
from wxadmin.ui.caseform import CaseSheet, offered, with_clause
from wxadmin.ui.chatpreview import chat_sheet
from wxadmin.ui.conversation import Conversation
from wxadmin.ui.desk import Desk
from wxadmin.ui.entries import Entries
from wxadmin.ui.help import KEYS
from wxadmin.ui.keyedpage import KeyedPage
from wxadmin.ui.listpane import ListPane


class QueuePage(KeyedPage):
    """Entries left; reason, conversation, person and decision right."""

    KEY = "queue"
    KEYS = KEYS
    RIGHT = "review"
    TITLE = _("待审队列")
    NOTHING = _("选一条，这里显示它为什么在队列里、前后的聊天、此人以前的情况。")
    HELP = (
        _(
            "把微信里多选复制的聊天、邮件转发的聊天记录或导出的文件粘贴或拖进来。程序按规则集挑出可能违规的消息，由你判断。\n\n"
            "每一条都写明为什么在这里：命中的词、对应的条款、右边数字越大越可能违规（研判分，由命中规则的轻重加起来）；它由哪几部分组成；下面是前后各几条聊天，"
            "再下面是此人的实名情况和以前的案件。\n\n"
            "不属实：没有违规。忽略：不处理。已提醒：私下说过了，不立案。立案：写明事实和措施，之后可签发通知书。\n"
            "做错了随时撤销。"
        )
        + "\n\n"
        + KEYS
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        entries = Entries(self)
        pane = ListPane(
            desk,
            queue,
            self.KEY,
            self,
            empty=_("没有待处理的消息。把群里的聊天记录粘贴进来，程序会挑出需要你判断的。"),
            hint=_("搜索发言人、内容"),
            view=entries,
        )
        pane.offer(_("粘贴聊天记录"), self._on_paste_clicked)
        self._bar = self._decision_bar()
        self.lay_out(pane, below=self._bar)
        self.sides.setStretchFactor(0, 2)
        self.sides.setStretchFactor(1, 3)
        self.arrange(460, 640)
        self.add_action(_("粘贴聊天记录"), self._on_paste_clicked, kind="main", icon="clipboard-paste")
        self.add_action(_("从文件导入"), self._on_file_clicked, icon="file-input")
        self.add_more(_("键盘一览"), self._on_keys_chosen)
        self._bar.hide()

    def _decision_bar(self) -> QFrame:
        bar = QFrame(self)
        bar.setProperty("card", "true")
        column = QVBoxLayout(bar)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(theme.GAP)
        self.note = QLineEdit(bar)
        self.note.setPlaceholderText(_("备注（可不填，和决定一起记下）"))
        self.note.setAccessibleName(_("备注"))
        column.addWidget(self.note)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        self._decisions = [
            button(_("不属实 (N)"), self._on_unfounded_clicked, bar),
            button(_("忽略 (I)"), self._on_ignored_clicked, bar),
            button(_("已提醒 (W)"), self._on_reminded_clicked, bar),
            button(_("复制提醒语"), self._on_copy_clicked, bar, kind="quiet", icon="copy"),
        ]
        for piece in self._decisions:
            row.addWidget(piece)
        row.addStretch(1)
        self._found = button(_("立案… (Y)"), self._on_founded_clicked, bar, kind="main")
        row.addWidget(self._found)
        self._reopen = button(_("重新审理"), self._on_reopen_clicked, bar)
        row.addWidget(self._reopen)
        column.addLayout(row)
        return bar

    # One entry

    def read(self, record: int) -> Any:
        return queue.get(self.desk.store, record)

    def render_nothing(self) -> None:
        super().render_nothing()
        self._bar.hide()

    def render_detail(self, detail: queue.ReviewCard, *, again: bool) -> None:
        card = self.card
        waiting = detail.state == "waiting"
        card.clear()
        card.title(
            queue.CATEGORY_WORDS.get(detail.category, detail.category),
            badge=reviewables.state_words(detail.kind, detail.state),
            tone="warn" if waiting else "muted",
        )
        focus = tuple(line for line in detail.context if line.focus)
        card.add(Conversation(focus, card.host))
        card.section(_("为什么在这里"))
        card.bars((reason.label, reason.value, reason.detail) for reason in detail.why)
        if detail.clause is not None:
            where = "".join(detail.clause.at)
            words = f"《{detail.clause.regulation}》{where}：{detail.clause.text}"
            card.facts(((_("条款"), words), (_("签收"), detail.clause.signing)))
        else:
            card.text(_("现行规章里没有找到对应的条款。"), role="muted")
        card.section(_("前后的聊天"))
        card.add(Conversation(detail.context, card.host))
        card.section(_("发言人"))
        card.facts(
            (
                (_("群昵称"), detail.sender),
                (_("人员"), detail.person_label or _("还没有认出是谁")),
                (_("实名"), members.STATUS.get(detail.name_status, detail.name_status)),
            )
        )
        if detail.person is not None:
            card.link(_("查看花名册：{name}").format(name=detail.person_label), "people", detail.person)
        elif detail.member is not None:
            card.link(_("去认人：{name}").format(name=detail.sender), "members", detail.member)
        for case, line in detail.earlier_cases:
            card.link(line, "cases", case)
        if not detail.earlier_cases:
            card.text(_("以前没有处罚记录。"), role="muted")
        if detail.same_clause:
            card.section(_("同一条款以前怎么处理"))
            for case, line in detail.same_clause:
                card.link(line, "cases", case)
        if not waiting:
            card.section(_("处理结果"))
            card.facts(
                (
                    (_("结果"), reviewables.state_words(detail.kind, detail.state)),
                    (_("时间"), detail.decided),
                    (_("备注"), detail.note),
                )
            )
            if detail.case is not None:
                card.link(_("查看案件"), "cases", detail.case)
        card.finish(keep_place=again)
        if not again:
            self.note.clear()
        self._bar.show()
        self._bar.setEnabled(True)
        self.note.setVisible(waiting)
        for piece in (*self._decisions, self._found):
            piece.setVisible(waiting)
        self._reopen.setVisible(not waiting)
        self._reopen.setEnabled(detail.case is None)

    # Deciding

    def _decide(self, work: Callable[[queue.ReviewCard, str], Any], done: str) -> None:
        detail = self.detail
        if detail is None or detail.state != "waiting" or not self._bar.isEnabled():
            return
        self._bar.setEnabled(False)
        note = self.note.text().strip()
        self.start(self._carry_out(lambda: work(detail, note), done))

    async def _carry_out(self, work: Callable[[], Any], done: str) -> None:
        """Decide, then the list loads again and the next entry comes to the same place."""
        if await self.desk.change(work, self.strip, done) is None:
            self._bar.setEnabled(True)
            self.list.reload()
        self.list.focus_list()

    def _on_unfounded_clicked(self) -> None:
        self._decide(
            lambda d, note: queue.decide(self.desk.store, d.id, d.version, "unfounded", note), _("已记为不属实")
        )

    def _on_ignored_clicked(self) -> None:
        self._decide(lambda d, note: queue.decide(self.desk.store, d.id, d.version, "ignored", note), _("已忽略"))

    def _on_reminded_clicked(self) -> None:
        self._decide(lambda d, note: queue.decide(self.desk.store, d.id, d.version, "reminded", note), _("已记为提醒"))

    def _on_reopen_clicked(self) -> None:
        detail = self.detail
        if detail is not None:
            self.start(
                self.desk.change(
                    lambda: queue.reopen(self.desk.store, detail.id, detail.version), self.strip, _("已放回待审")
                )
            )

    def _on_copy_clicked(self) -> None:
        if self.detail is not None:
            self.start(self._copy(self.detail.id))

    async def _copy(self, review: int) -> None:
        text = await self.desk.read(lambda: queue.reminder_text(self.desk.store, review), self.strip)
        if text:
            self.copy(text, _("提醒语已复制，发给本人即可；发过之后点“已提醒”。"))

    def _on_founded_clicked(self) -> None:
        detail = self.detail
        if detail is not None and detail.state == "waiting":
            self.start(self._found_case(detail, self.note.text().strip()))

    async def _found_case(self, detail: queue.ReviewCard, note: str) -> None:
        desk = self.desk
        seen = await desk.read(lambda: _prepare(desk.store, detail), self.strip)
        if seen is None:
            return
        draft, proposal, clauses = seen
        draft = replace(draft, measures=offered(draft.measures, desk.settings))
        who = detail.person_label or detail.sender
        sheet = CaseSheet(
            self, desk, draft, proposal, clauses, _("立案"), who, note=note, recommend=desk.settings.recommend == "yes"
        )
        if not await dialogs.show(sheet):
            return
        wanted = await with_clause(desk, sheet)
        change = await desk.change(
            lambda: cases.open_from(desk.store, detail.id, detail.version, wanted),
            self.strip,
        )
        if change is not None:
            case = change.value
            self.strip.done(
                _("已立案：{who}，草稿 #{n}").format(who=who, n=case), change.id,
                ((_("去看"), lambda: desk.open("cases", case)),),
            )  # fmt: skip
        self.list.focus_list()

    # Keys

    def decisions(self) -> dict[str, Callable[[], None]]:
        return {
            "y": self._on_founded_clicked, "n": self._on_unfounded_clicked, "i": self._on_ignored_clicked,
            "w": self._on_reminded_clicked,
        }  # fmt: skip

    # Importing

    def _on_paste_clicked(self) -> None:
        self.start(self._ask_chat())

    async def _ask_chat(self) -> None:
        if self.need_group() is None:
            return
        text = self.pasted("chat") or await dialogs.ask_text(
            self,
            _("粘贴聊天记录"),
            _("在微信里多选消息后复制，或复制邮件里的聊天记录，粘贴到这里。重复粘贴的部分会自动略过。"),
            _("看预览"),
            lines=16,
            needed=True,
        )
        if text:
            await self.take(text, "chat")

    def _on_file_clicked(self) -> None:
        self.start(self._pick())

    async def _pick(self) -> None:
        if self.need_group() is None:
            return
        path = await dialogs.pick_file(
            self, _("导入聊天记录"), [_("聊天记录 (*.txt *.eml *.html *.htm *.csv *.tsv *.json *.jsonl)")]
        )
        if path is not None:
            await self.take(path, "chat")

    async def take(self, source: str | Path, kind: str) -> None:
        group = self.need_group()
        if group is None:
            return
        desk = self.desk
        seen = await desk.job(
            _("读取聊天记录"), lambda step: chats.preview(desk.store, group, source, step=step), self.strip
        )
        if seen is None:
            return
        if not await dialogs.show(chat_sheet(self, seen)):
            return
        change = await desk.job(_("导入聊天记录"), lambda step: chats.import_chat(desk.store, seen, step), self.strip)
        if change is not None:
            did = change.value
            desk.tell(change, self.strip, _("已导入 {n} 条消息，{q} 条进入待审").format(n=did.messages, q=did.queued))


def _prepare(store: Any, detail: queue.ReviewCard) -> tuple[cases.CaseDraft, cases.Proposal, Any]:
    from wxadmin.services import case_remarks

    draft = cases.draft_from(store, detail.id)
    proposal = cases.propose(store, draft.group, draft.person, draft.category, sender=draft.sender)
    return draft, proposal, case_remarks.clauses(store, draft.group, draft.occurred)
