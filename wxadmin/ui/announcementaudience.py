"""对象: whom an announcement is for, chosen by rules and by hand in a sheet, with who that comes to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.services import audiences
from wxadmin.services.audiences import Audience, Options, Resolved
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.sharing import shown
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_PAUSE = 200  # ms of rest before the people are found anew
_NAMES = 12
_ROWS, _LEAST = 8, 28
_EDGES = 16  # pixels of frame and padding of a list
_ID = Qt.ItemDataRole.UserRole


class AudienceBox(QFrame):
    """The audience in words, how many it comes to and the first names; ``wanted`` when it is to be chosen."""

    wanted = Signal()

    def __init__(self, audience: Audience, parent: QWidget) -> None:
        super().__init__(parent)
        self.audience = audience
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP // 2)
        self._words = TextBlock("", self)
        self._names = TextBlock("", self, role="muted", size=theme.SMALL)
        self.choose = button(_("改对象…"), self._on_choose_clicked, self, icon="users")
        for piece in (self._words, self._names, self.choose):
            column.addWidget(piece)
        self.show_people(None)

    def show_people(self, found: Resolved | None) -> None:
        """Tell whom it comes to."""
        words = audiences.words(self.audience)
        if found is None:
            self._words.set_text(words)
            self._names.set_text("")
            return
        self._words.set_text(_("{words} · {n} 人").format(words=words, n=len(found.people)))
        often = Counter(one.person.name for one in found.people)
        names = [one.label if often[one.person.name] > 1 else one.person.name for one in found.people[:_NAMES]]
        more = len(found.people) - len(names)
        said = "、".join(names) + (_(" 等") if more > 0 else "")
        if found.left_out and not self.audience.whole:
            said += _("；不在对象里 {n} 人").format(n=len(found.left_out))
        self._names.set_text(said)

    def _on_choose_clicked(self) -> None:
        self.wanted.emit()


class AudienceSheet(dialogs.Sheet):
    """Rules on the left, everybody of the group on the right; who is ticked gets it."""

    def __init__(self, parent: QWidget, desk: Desk, group: int, audience: Audience, options: Options) -> None:
        super().__init__(parent, _("公告的对象"), _("就发给这些人"))
        self._desk = desk
        self._group = group
        self._rules = replace(audience, picked=(), dropped=())
        self._hand: dict[int, bool] = {**dict.fromkeys(audience.picked, True), **dict.fromkeys(audience.dropped, False)}
        self._by_rule: set[int] = set()
        self._turn = 0
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        row = QHBoxLayout()
        row.setSpacing(theme.MARGIN)
        rules = QWidget(self)
        left = QVBoxLayout(rules)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(theme.GAP // 2)
        self._only = QCheckBox(_("只发给右边勾选的人"), self)
        self._only.setChecked(audience.only)
        self._only.toggled.connect(self._on_rule_changed)
        left.addWidget(self._only)
        self._lists: dict[str, QListWidget] = {}
        for key, words, offered in (
            ("departments", _("部门、班级"), options.departments), ("posts", _("职务"), options.posts),
            ("categories", _("类别"), options.categories),
        ):  # fmt: skip
            if offered:
                self._offer(left, key, words, offered, getattr(audience, key))
        self._unsigned = self._combo(left, _("还没有签收"), options.signings, audience.unsigned)
        self._unanswered = self._combo(left, _("还没有回复"), options.announcements, audience.unanswered)
        left.addWidget(TextBlock(_("都不选就是全群；选了几样，要样样符合。"), self, role="muted", size=theme.SMALL))
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(theme.GAP // 2)
        self.count = label("", self, "heading")
        self._search = QLineEdit(self)
        self._search.setPlaceholderText(_("找人"))
        self._search.setAccessibleName(_("找人"))
        self._search.textChanged.connect(self._on_search_changed)
        self.people = QListWidget(self)
        self.people.setAccessibleName(_("群里的人"))
        self.people.itemChanged.connect(self._on_item_changed)
        right.addWidget(self.count)
        right.addWidget(self._search)
        right.addWidget(self.people, 1)
        pane = QScrollArea(self)  # a screen of 1366 × 768 at 200 % is too low for all the rules
        pane.setWidgetResizable(True)
        pane.setFrameShape(QFrame.Shape.NoFrame)
        pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        pane.setWidget(rules)
        pane.setMinimumWidth(rules.minimumSizeHint().width() + pane.verticalScrollBar().sizeHint().width())
        row.addWidget(pane, 2)
        row.addLayout(right, 3)
        self.body.addLayout(row, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        room = self.screen().availableGeometry()
        self.resize(min(820, round(room.width() * 0.92)), min(620, round(room.height() * 0.86)))
        self._timer.start(0)

    def _offer(self, column: QVBoxLayout, key: str, words: str, offered: tuple[tuple[str, int], ...],
               chosen: tuple[str, ...]) -> None:  # fmt: skip
        column.addWidget(label(words, self, "muted"))
        box = QListWidget(self)
        box.setAccessibleName(words)
        for word, n in (*offered, *((one, 0) for one in chosen if one not in dict(offered))):
            item = QListWidgetItem(_("{word}（{n}）").format(word=word, n=n), box)
            item.setData(_ID, word)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if word in chosen else Qt.CheckState.Unchecked)
        box.itemChanged.connect(self._on_rule_changed)
        self._lists[key] = box
        box.ensurePolished()
        box.setFixedHeight(max(1, min(box.count(), _ROWS)) * max(_LEAST, box.sizeHintForRow(0)) + _EDGES)
        column.addWidget(box)

    def _combo(
        self, column: QVBoxLayout, words: str, offered: tuple[tuple[int, str], ...], now: int | None
    ) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(words)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(10)
        box.addItem(_("不限"), 0)
        for number, said in offered:
            box.addItem(said, number)
        if now is not None and box.findData(now) < 0:
            box.addItem(_("（已结束）"), now)
        box.setCurrentIndex(max(0, box.findData(now or 0)))
        box.currentIndexChanged.connect(self._on_rule_changed)
        if offered or now is not None:
            name = label(words, self, "muted")
            name.setBuddy(box)
            column.addWidget(name)
            column.addWidget(box)
        else:
            box.hide()
        return box

    @property
    def rules(self) -> Audience:
        """What the rules say, nobody picked."""
        chosen = {
            key: tuple(
                str(box.item(at).data(_ID))
                for at in range(box.count())
                if box.item(at).checkState() == Qt.CheckState.Checked
            )
            for key, box in self._lists.items()
        }
        return Audience(
            chosen.get("categories", ()), chosen.get("posts", ()), chosen.get("departments", ()),
            self._unsigned.currentData() or None, self._unanswered.currentData() or None, self._only.isChecked(),
        )  # fmt: skip

    @property
    def audience(self) -> Audience:
        """The rules with what was ticked otherwise by hand."""
        picked = tuple(one for one, how in self._hand.items() if how and one not in self._by_rule)
        dropped = tuple(one for one, how in self._hand.items() if not how and one in self._by_rule)
        return replace(self.rules, picked=picked, dropped=dropped)

    def _on_rule_changed(self, _what: object = None) -> None:
        self._timer.start(_PAUSE)

    def _on_timer_timeout(self) -> None:
        if not self._desk.tasks.closing:
            self._desk.tasks.start(self._load())

    async def _load(self) -> None:
        self._turn += 1
        turn, rules, store = self._turn, self.rules, self._desk.store
        found = await self._desk.read(lambda: audiences.preview(store, self._group, rules), self.strip)
        if found is not None and turn == self._turn:
            self._show(found)

    def _show(self, found: Resolved) -> None:
        self._by_rule = {one.id for one in found.people}
        everybody = [(one.id, one.label) for one in found.people] + [(one.id, one.label) for one in found.left_out]
        self.people.blockSignals(True)
        self.people.clear()
        for number, words in everybody:
            item = QListWidgetItem(shown(words), self.people)
            item.setData(_ID, number)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            wanted = self._hand.get(number, number in self._by_rule)
            item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
        self.people.blockSignals(False)
        self._on_search_changed()
        self._tell()

    def _tell(self) -> None:
        items = [self.people.item(at) for at in range(self.people.count())]
        wanted = sum(item.checkState() == Qt.CheckState.Checked for item in items)
        self.count.setText(_("对象 {n} 人，不在对象里 {m} 人").format(n=wanted, m=len(items) - wanted))
        self.main.setEnabled(wanted > 0 or self.rules == Audience())

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        self._hand[int(item.data(_ID))] = item.checkState() == Qt.CheckState.Checked
        self._tell()

    def _on_search_changed(self) -> None:
        words = self._search.text().strip()
        for at in range(self.people.count()):
            self.people.item(at).setHidden(bool(words) and words not in self.people.item(at).text())

    def done(self, code: int) -> None:
        """Closed: what is still on its way comes too late."""
        self._timer.stop()
        self._turn += 1
        super().done(code)


async def ask_audience(desk: Desk, parent: QWidget, strip: Strip, group: int, audience: Audience) -> Audience | None:
    """Let the audience be chosen; None when the owner turned away."""
    options = await desk.read(lambda: audiences.options(desk.store, group), strip)
    if options is None:
        return None
    if not options.total:
        strip.hint(_("本群花名册上还没有人，先到“花名册”里导入，再选对象。"))
        return None
    sheet = AudienceSheet(parent, desk, group, audience, options)
    return sheet.audience if await dialogs.show(sheet) else None
