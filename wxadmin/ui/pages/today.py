"""今日: what is due, the first steps, how lively the group was."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.services import today
from wxadmin.services.due import DueItem, PageKey
from wxadmin.services.today import Today
from wxadmin.ui import theme
from wxadmin.ui.card import button, label, pill
from wxadmin.ui.chart import Columns, Rows, Series
from wxadmin.ui.desk import Desk
from wxadmin.ui.page import Page
from wxadmin.ui.textblock import TextBlock

_NARROW = 900  # pixels
_KEYS = "1234567890"
"""The digits of the first lines."""
_PAGE = 10
"""Lines that PageDown passes over."""


class _Area(QScrollArea):
    """Keys that nothing in it wants go on to the page: they choose a line, and what is chosen is scrolled to."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class _Due(QFrame):
    """One line of what waits, with the way to it."""

    def __init__(self, item: DueItem, number: int, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._item = item
        self._desk = desk
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(12)
        key = label(_KEYS[number] if number < len(_KEYS) else "", self, "muted")
        key.setFixedWidth(14)
        row.addWidget(key)
        row.addWidget(_column(pill(f"{item.count:,}", item.tone, self)))
        row.addWidget(TextBlock(item.label, self), 1, Qt.AlignmentFlag.AlignVCenter)
        self.go = button(item.verb or _("去处理"), self.open, self, kind="quiet", icon="chevron-right")
        self.go.setAccessibleName(_("{act}：{what}").format(act=item.verb or _("去处理"), what=item.label))
        row.addWidget(self.go)

    def open(self) -> None:
        """Go where it is done."""
        self._desk.open(self._item.page, self._item.record, self._item.chips)


class _Step(QFrame):
    """One of the first steps; ``state`` is done, next (its button is the main one) or later. Each can be skipped."""

    def __init__(
        self, mark: str, title: str, words: str, verb: str, state: str, slot: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(12)
        row.addWidget(_column(pill(mark, "ok" if state == "done" else "info", self)), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(label(title, self, "heading"))
        column.addWidget(TextBlock(words, self, role="muted"))
        row.addLayout(column, 1)
        piece = button(verb, slot, self, kind="main" if state == "next" else "")
        row.addWidget(piece, 0, Qt.AlignmentFlag.AlignVCenter)


class TodayPage(Page):
    """The first page."""

    KEY = "today"
    TITLE = _("今日")
    HELP = _(
        "这里列出今天要做的事：待审的消息、不合要求的群昵称、没有决定的案件、没有确认的公告。\n"
        "点右边的按钮到相应页面；按 1 到 9 和 0 直接打开前十项；J、K 或上下键换一项，PageDown 往后十项，回车打开。\n"
        "左上角选一个群，或选“全部群”看所有群的待办。\n\n"
        "第一次使用时按三步走：建群、导入成员名单、选一份规章制度；每一步都可以先跳过。\n"
        "到期提醒只在程序开着的时候出现。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._area = _Area(self)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self._area, 1)
        self._lines: list[_Due] = []
        self._sides: QBoxLayout | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # so that digits and arrows reach it
        desk.groups_changed.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        self._loads += 1
        if not self.desk.tasks.closing:
            self.start(self._load(self._loads))

    async def _load(self, load: int) -> None:
        desk = self.desk
        group = desk.group
        seen = await desk.read(lambda: today.overview(desk.store, group), self.strip)
        if seen is not None and load == self._loads:
            self._show(seen)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not isinstance(QApplication.focusWidget(), QLineEdit):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.text()
        if number and number in _KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            at = _KEYS.index(number)
            if at < len(self._lines):
                self._lines[at].open()
            return
        at = next((place for place, line in enumerate(self._lines) if line.go.hasFocus()), -1)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at >= 0:
            self._lines[at].open()
            return
        wanted = self._place(event, at)
        if wanted is None or not self._lines:
            super().keyPressEvent(event)
            return
        line = self._lines[wanted]
        line.go.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(line)

    def _place(self, event: QKeyEvent, at: int) -> int | None:
        """The line a key goes to from the one at ``at`` (-1: none); None for any other key."""
        last, key = len(self._lines) - 1, Qt.Key(event.key())
        if event.text().lower() == "j" or key == Qt.Key.Key_Down:
            return at + 1 if at < last else 0
        if event.text().lower() == "k" or key == Qt.Key.Key_Up:
            return at - 1 if at > 0 else last
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        pages = {Qt.Key.Key_PageDown: min(max(at, 0) + _PAGE, last), Qt.Key.Key_PageUp: max(at - _PAGE, 0)}
        return (ends | pages).get(key)

    def _show(self, seen: Today) -> None:
        self._lines = []
        self._sides = None
        host = QWidget(self)
        column = QVBoxLayout(host)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.MARGIN)
        column.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        host.setMaximumWidth(16_777_215)
        if seen.first_steps or not self.desk.groups:
            column.addWidget(self._first_steps(seen, host))
        if self.desk.groups:
            self._sides = sides = QBoxLayout(self._direction())
            sides.setSpacing(theme.MARGIN)
            sides.addWidget(self._due(seen, host), 3, Qt.AlignmentFlag.AlignTop)
            sides.addLayout(self._charts(seen, host), 2)
            column.addLayout(sides)
        column.addStretch(1)
        self._area.setWidget(host)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._sides is not None:
            self._sides.setDirection(self._direction())

    def _direction(self) -> QBoxLayout.Direction:
        """The charts beside what is due, or below it where the page is narrow."""
        narrow = self.width() < _NARROW
        return QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight

    def _first_steps(self, seen: Today, host: QWidget) -> QFrame:
        card, column = _card(_("先做这三步，每一步都可以跳过"), host)
        left: set[PageKey] = {page for _words, page in seen.first_steps}
        grouped = bool(self.desk.groups)
        steps = (
            (
                _("建一个群"),
                _("写上群名、单位和命名规则，例如“部门-姓名”。"),
                _("新建群"),
                grouped,
                self._on_group_clicked,
            ),
            (
                _("导入人员和群成员"),
                _("把单位的 Excel 花名册拖进窗口；再到微信里复制群成员名单，粘贴进来，一行一个。"),
                _("导入花名册") if "people" in left else _("粘贴成员名单"),
                grouped and "members" not in left and "people" not in left,
                self._on_roster_clicked if "people" in left else self._on_members_clicked,
            ),
            (
                _("选一份规章制度"),
                _("从范本里挑一份填空，或者导入单位现有的文本，之后的处理都引用它的条款。"),
                _("挑选范本"),
                grouped and "regulations" not in left,
                self._on_regulations_clicked,
            ),
        )
        first = next((at for at, step in enumerate(steps) if not step[3]), -1)
        for at, (title, words, verb, done, slot) in enumerate(steps):
            mark = _("已完成") if done else str(at + 1)
            state = "done" if done else "next" if at == first else "later"
            column.addWidget(_Step(mark, title, words, verb, state, slot, card))
        row = QHBoxLayout()
        row.addWidget(
            TextBlock(_("想先看看样子？示例单位里人名和聊天都是虚构的，可以随便操作。"), card, role="muted"), 1
        )
        row.addWidget(button(_("打开示例单位"), self._on_sample_clicked, card))
        column.addLayout(row)
        return card

    def _due(self, seen: Today, host: QWidget) -> QFrame:
        card, column = _card(_("待办"), host)
        if seen.note:
            column.addWidget(TextBlock(seen.note, card, role="amber"))
        self._lines = [_Due(item, number, self.desk, card) for number, item in enumerate(seen.due)]
        for line in self._lines:
            column.addWidget(line)
        if len(seen.due) > len(_KEYS):
            words = _("第十一项起：J、K 或上下键移动，PageDown 往后十项，回车打开。")
            column.addWidget(TextBlock(words, card, role="muted"))
        if not seen.due:
            column.addWidget(
                TextBlock(_("没有要处理的事。把新的聊天记录粘贴到“待审队列”，或写一则公告。"), card, role="muted")
            )
        return card

    def _charts(self, seen: Today, host: QWidget) -> QVBoxLayout:
        series = ((_("立案"), "accent"), (_("决定"), "muted"), (_("还没决定"), "amber"), (_("其中超过七天"), "danger"))
        weeks = [(w.label, (w.opened, w.decided, w.open, w.overdue)) for w in seen.cases.weeks]
        column = QVBoxLayout()
        column.setSpacing(theme.MARGIN)
        for title, make in (
            (_("案件：最近八周"), lambda card: Series(weeks, series, _("案件：最近八周"), card)),
            (
                _("按条款：最近八周的决定"),
                lambda card: Rows(seen.cases.clauses, _("按条款：最近八周的决定"), card, names=200),
            ),
            (
                _("每日消息"),
                lambda card: Columns([(b.label, b.value) for b in seen.messages], _("每日消息"), card),
            ),
            (
                _("命中类别"),
                lambda card: Rows([(b.label, b.value) for b in seen.categories], _("命中类别"), card, names=120),
            ),
        ):
            card, inside = _card(title, host)
            inside.addWidget(make(card))
            column.addWidget(card)
        column.addStretch(1)
        return column

    def _on_group_clicked(self) -> None:
        self.desk.task_asked.emit("group", None)

    def _on_roster_clicked(self) -> None:
        self.desk.task_asked.emit("begin", "people")

    def _on_members_clicked(self) -> None:
        self.desk.task_asked.emit("begin", "members")

    def _on_regulations_clicked(self) -> None:
        self.desk.task_asked.emit("begin", "regulations")

    def _on_sample_clicked(self) -> None:
        self.desk.task_asked.emit("sample", None)


def _column(mark: QWidget) -> QWidget:
    """The mark in a column of its own, so that what follows begins at one line."""
    holder = QWidget(mark.parentWidget())
    holder.setFixedWidth(58)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(mark)
    row.addStretch(1)
    return holder


def _card(title: str, host: QWidget) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame(host)
    card.setProperty("card", "true")
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.MARGIN, 12, theme.MARGIN, 12)
    column.setSpacing(4)
    column.addWidget(label(title, card, "heading"))
    return card, column
