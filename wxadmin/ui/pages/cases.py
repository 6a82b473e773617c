"""案件与处罚: the case from facts to decision in the middle, its paper as it will print on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from wxadmin.i18n import _
from wxadmin.services import cases
from wxadmin.ui import caseacts, casecard, casedrafts, casetasks
from wxadmin.ui.attachmentpane import AttachmentPane
from wxadmin.ui.batch import print_notices
from wxadmin.ui.card import button
from wxadmin.ui.caseboard import CaseBoard
from wxadmin.ui.casepapers import PaperSide
from wxadmin.ui.desk import Desk
from wxadmin.ui.keyedpage import KeyedPage
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.severalpage import SeveralPage

KEYS = _(
    "  j / k　下一件 / 上一件\n"
    "  Enter　打开这一件\n"
    "  d　做下一步（卡片上的主按钮）\n"
    "  n　新建案件\n"
    "  e　写事实（草稿）\n"
    "  m　改处罚措施（草稿）\n"
    "  v　从聊天归档选证据（草稿）\n"
    "  a　添加当事人（草稿）\n"
    "  b　添加备注\n"
    "  t　去办这一案的待执行事项\n"
    "  p　打印右边的文书\n"
    "  x　选中或取消选中\n"
    "  u　撤销\n"
    "  /　搜索\n"
    "  ?　显示这些按键\n"
    "  写的时候：Ctrl+Enter 保存，Esc 放弃\n\n"
    "打字或输入法选词时，单个字母不会触发以上操作。"
)

_CHIPS = ("draft", "decided", "issued", "void", "due", "appealed", "open")
"""Filters that always stand over the list; what another page leads to by a further one is shown while it is on."""


class CasesPage(KeyedPage, SeveralPage):
    """List, case, paper."""

    KEY = "cases"
    KEYS = KEYS
    RIGHT = "cases"
    TITLE = _("案件与处罚")
    NOTHING = _("选一个案件，这里显示经过；右边是通知书的样子。")
    HELP = _(
        "案件从待审队列立案而来；自己看到的，直接新建，可以一次选几个人。\n\n"
        "草稿：事实、条款、证据、措施都在卡片上直接改，离开时自动保存，都能撤销。"
        "几件草稿可以并成一案（选中后点“并案”），一案里的一个人可以分出去。\n"
        "已决定：有了编号，不能再改；写错了用“更正”，措施到期前可以“解除”，整案可以“作废”，编号都保留。\n"
        "已签发：每个当事人一份通知书，带编号和校验码；以后补印的和签发时一模一样。"
        "送达、拒签、代收都要记录，申诉期限从次日起算。\n\n"
        "处罚阶梯只给建议并说明理由，怎么处理由人决定；行为之前没有签收过条款的，只建议提醒。"
        "罚款、停职等群主无权执行的措施，只作为给单位的建议。\n\n"
        "证据：聊天从归档里选；截图、照片拖进来或粘贴；录音、文件照原样收存。\n"
        "右边可以换看每人的通知书、群内通报（姓名隐去）、处罚记录；“案卷”把一案的全部材料合成一个带书签的文件。\n"
        "几件一起打印：按住 Ctrl 或 Shift 选中几件，点“打印通知书”。\n"
        "Ctrl+P 打印纸面，Ctrl+Shift+P 打印列表。"
    ) + "\n\n" + KEYS  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, cases, self.KEY, self,
            empty=_("还没有案件。自己看到的事直接新建；群里的消息在待审队列里立案。"),
            hint=_("搜索编号、人员、事实、条款"),
            widths={"number": 138, "person": 66, "state": 70}, stretch="person",
        )  # fmt: skip
        pane.offer(_("新建案件"), self._on_new_clicked)
        pane.offer(_("去待审队列"), self._on_queue_clicked, main=False)
        pane.add_menu(_("打印通知书"), self._on_batch_clicked)
        pane.add_menu(_("并案"), self._on_merge_clicked)
        pane.offer_chips(_CHIPS)
        self.side = PaperSide(self)
        self.preview = self.side.preview
        self.style_button = self.side.style_button
        self.lay_out(pane, self.side)
        self.board = CaseBoard(self, self.side.look)
        self.arrange(350, 420, 390)
        for at, stretch in enumerate((2, 3, 3)):
            self.sides.setStretchFactor(at, stretch)
        self.add_action(_("新建案件"), self._on_new_clicked, icon="plus")
        self.add_more(_("本群处罚记录"), self._on_group_history_chosen)
        self._add_settings()
        self.add_more(_("键盘一览"), self._on_keys_chosen, free=True)

    def _add_settings(self) -> None:
        """What rules all cases: the ladder, how numbers are written, days off, terms of appeal."""
        self.add_more(_("处罚阶梯…"), self._on_ladder_chosen)
        self.add_more(_("编号格式…"), self._on_numbers_chosen)
        self.add_more(_("申诉期限…"), self._on_terms_chosen)
        self.add_more(_("节假日…"), self._on_holidays_chosen)

    def show_chips(self, chips: tuple[str, ...]) -> None:
        super().show_chips(chips)
        self.list.offer_chips(_CHIPS)

    # One case

    @property
    def attached(self) -> AttachmentPane | None:  # type: ignore[override]
        """Where pictures go that are pasted or dropped now."""
        return self.board.attached

    def read(self, record: int) -> Any:
        return cases.get(self.desk.store, record)

    def render_nothing(self) -> None:
        self.board.clear()
        super().render_nothing()
        self.side.show_case(None, again=False)

    def render_detail(self, detail: cases.CaseCard, *, again: bool) -> None:
        super().render_detail(detail, again=again)
        self.side.show_case(detail, again=again)

    def render_one(self, detail: cases.CaseCard, *, again: bool) -> None:
        self.board.show(detail, again=again)

    def render_several(self, picked: tuple[int, ...]) -> None:
        card = self.card
        self.board.clear()
        card.clear()
        card.title(_("选中 {n} 件").format(n=f"{len(picked):,}"))
        card.row(
            button(_("打印通知书"), self._on_batch_clicked, card.host, kind="main", icon="printer"),
            button(_("并案"), self._on_merge_clicked, card.host, icon="layers"),
        )
        words = _("已签发的通知书合成一个文件，每份一个书签，和签发时一模一样；都没有签发的，合成一份草稿。")
        card.text(words, role="muted")
        words = _("并案：同一件事的几份草稿合为一件，当事人、证据和备注都并过来；可以撤销。已决定的不能并。")
        card.text(words, role="muted")
        card.finish()

    def keep_now(self) -> str:
        return self.board.keep_now()

    # Keys

    def decisions(self) -> Mapping[str, Callable[[], None]]:
        return {
            "d": self._on_next_act, "n": self._on_new_clicked, "e": partial(self._on_write_key, "act"),
            "m": partial(self._on_write_key, "measures"), "v": partial(self._on_draft_key, casedrafts.evidence),
            "a": partial(self._on_draft_key, casedrafts.add_party), "b": partial(self._on_case_key, caseacts.note),
            "t": partial(self._on_case_key, casetasks.show), "p": self._on_print_key,
        }  # fmt: skip

    @property
    def _one(self) -> cases.CaseCard | None:
        """The one case shown; None while several are selected or the card is locked."""
        return self.board.detail if not self.card.locked else None

    def _on_next_act(self) -> None:
        detail = self._one
        act = None if detail is None else casecard.main_act(self.board, detail)
        if act is not None:
            act[1]()

    def _on_write_key(self, block: str) -> None:
        if self._one is not None:
            self.board.write(block, 0, 0)

    def _on_draft_key(self, act: Any) -> None:
        if self._one is not None and self._one.state == "draft":
            self.board.run(act)

    def _on_case_key(self, act: Any) -> None:
        if self._one is not None:
            self.board.run(act)

    def _on_print_key(self) -> None:
        self.print_paper()

    # Acts

    def _on_queue_clicked(self) -> None:
        self.desk.open("queue")

    def _on_new_clicked(self) -> None:
        self.start(casedrafts.new(self, begin=self.board.begin))

    def _on_batch_clicked(self) -> None:
        self.start(print_notices(self.desk, self.list.picked, self, self.strip))

    def _on_merge_clicked(self) -> None:
        picked = self.list.picked
        if len(picked) < 2:
            self.strip.hint(_("并案要先选中两件以上的草稿：按住 Ctrl 点几件，或用 x 键逐件选中。"))
        else:
            self.start(casedrafts.merge(self, picked, show=self.show_record))

    def _on_group_history_chosen(self) -> None:
        group = self.need_group()
        if group is not None:
            self.side.show_group(group)

    def _on_ladder_chosen(self) -> None:
        from wxadmin.ui import laddersheet

        group = self.need_group()
        if group is not None:
            self.start(laddersheet.edit(self, group))

    def _on_numbers_chosen(self) -> None:
        from wxadmin.ui import numbersheet

        self.start(numbersheet.edit(self))

    def _on_terms_chosen(self) -> None:
        from wxadmin.ui import appealterms

        self.start(appealterms.edit(self))

    def _on_holidays_chosen(self) -> None:
        from wxadmin.ui import holidaysheet

        self.start(holidaysheet.edit(self))
