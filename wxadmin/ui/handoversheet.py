"""移交: groups given to a successor in one encrypted file, and such a file taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from wxadmin.domain.errors import Cancelled, UserError
from wxadmin.domain.jobs import Step
from wxadmin.i18n import _
from wxadmin.services import handover
from wxadmin.services.handover import Given, Giving, Preview
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import Card, button, label
from wxadmin.ui.desk import Desk
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

RIGHT = "erase"
"""The right that goes with handing over (删除个人信息、移交)."""
_FILES = (_("移交包 (*.wxadmin-handover)"),)
_LONG = 40
_MOST = 60


class PassphraseField(QWidget):
    """A masked field with 显示; ``text`` is what was typed."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        self.field = QLineEdit(self)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(name)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self.shows = QPushButton(_("显示"), self)
        self.shows.setCheckable(True)
        self.shows.setAccessibleName(_("显示{name}").format(name=name))
        self.shows.toggled.connect(self._on_shows_toggled)
        row.addWidget(self.field, 1)
        row.addWidget(self.shows)
        self.setFocusProxy(self.field)

    def text(self) -> str:
        """The passphrase."""
        return self.field.text()

    def put(self, text: str, *, shown: bool) -> None:
        """Fill it in."""
        self.shows.setChecked(shown)
        self.field.setText(text)

    def _on_shows_toggled(self, shown: bool) -> None:
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.shows.setText(_("隐藏") if shown else _("显示"))


class GiveSheet(dialogs.Sheet):
    """Which groups, to whom, and the passphrase; the verb waits for all of it."""

    def __init__(self, parent: QWidget, known: Sequence[tuple[int, str]], chosen: Sequence[int], giver: str) -> None:
        super().__init__(parent, _("移交群"), _("选择位置并导出…"))
        self.say(
            _(
                "把群的记录交给接手的人：群、成员、聊天、案件和证据、制度、签收、公告、申请，连同操作日志。"
                "别的群的内容不会带出去；本机的记录不变。"
            ),
            muted=True,
        )
        self.groups = QListWidget(self)
        self.groups.setAccessibleName(_("要移交的群"))
        for group, name in known:
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, group)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if group in chosen else Qt.CheckState.Unchecked)
            self.groups.addItem(item)
        self.groups.setFixedHeight(min(150, 12 + 28 * max(1, len(known))))
        self.groups.itemChanged.connect(self._on_field_changed)
        self.body.addWidget(self.groups)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(theme.GAP)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.receiver = self._line(form, _("接收人"), "", _("接手的人的姓名"))
        self.giver = self._line(form, _("移交人"), giver, _("你的姓名"))
        self.note = self._line(form, _("说明"), "", _("可以不写，例如：还有两个案件没有决定"))
        self.passphrase = PassphraseField(self, _("口令"))
        self.passphrase.field.textChanged.connect(self._on_field_changed)
        form.addRow(label(_("口令"), self, "muted"), self.passphrase)
        self.body.addLayout(form)
        row = QHBoxLayout()
        self.hint = TextBlock("", self, role="muted", size=theme.SMALL)
        row.addWidget(self.hint, 1)
        row.addWidget(button(_("换一个"), self._on_another_clicked, self, kind="link"))
        self.body.addLayout(row)
        self.say(_("口令不会保存。没有口令谁也打不开文件，请当面或打电话告诉接收人，不要和文件一起发。"), muted=True)
        self._on_another_clicked()
        self.setMinimumWidth(560)
        self.receiver.setFocus()

    def _line(self, form: QFormLayout, title: str, text: str, hint: str) -> QLineEdit:
        field = QLineEdit(text, self)
        field.setPlaceholderText(hint)
        field.setAccessibleName(title)
        field.textChanged.connect(self._on_field_changed)
        form.addRow(label(title, self, "muted"), field)
        return field

    def _on_another_clicked(self) -> None:
        self.passphrase.put(handover.suggestion(), shown=True)

    def _on_field_changed(self) -> None:
        fits, words = handover.strength(self.passphrase.text())
        self.hint.set_text(_("口令强度：{words}").format(words=words))
        named = bool(self.receiver.text().strip() and self.giver.text().strip())
        self.main.setEnabled(fits and named and bool(self.chosen()))

    def chosen(self) -> tuple[int, ...]:
        """The groups ticked."""
        items = [self.groups.item(row) for row in range(self.groups.count())]
        return tuple(
            int(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def giving(self, path: Path) -> Giving:
        """What was decided."""
        return Giving(
            self.chosen(), self.receiver.text(), path, self.passphrase.text(), self.giver.text(), self.note.text()
        )


class GivenSheet(dialogs.Sheet):
    """The file is written: the passphrase for the last time, the fingerprint, what comes next."""

    def __init__(self, parent: QWidget, made: Given, passphrase: str) -> None:
        super().__init__(parent, _("移交包已导出"), _("打印移交清单"), cancel=_("完成"))
        self._passphrase = passphrase
        card = Card(self)
        card.text(str(made.path))
        card.section(_("口令（只在这里显示）"))
        card.text(passphrase, size=theme.TITLE if len(passphrase) < _LONG else theme.BODY)
        card.row(button(_("复制口令"), self._on_copy_clicked, card.host))
        card.section(_("签名指纹"))
        card.text(made.fingerprint)
        card.section(_("接下来"))
        card.text(_("1. 打印移交清单，双方和监交人签名；上面有签名指纹和文件校验值。"))
        card.text(_("2. 把文件交给接收人，口令当面或打电话告知。"))
        card.text(_("3. 接收人在“群”页选“接收移交…”，或把文件拖进窗口，核对指纹后导入。"))
        if made.left:
            card.section(_("没有移交"))
            for words in made.left:
                card.text(words, role="muted")
        card.finish()
        self.body.addWidget(card, 1)
        self.resize(560, 520)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._passphrase)


class OpenSheet(dialogs.Sheet):
    """The passphrase of a package that was received."""

    def __init__(self, parent: QWidget, name: str, wrong: UserError | None, typed: str) -> None:
        super().__init__(parent, _("接收移交"), _("打开并检查"))
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        self.say(name)
        self.passphrase = PassphraseField(self, _("口令"))
        self.passphrase.put(typed, shown=False)
        self.passphrase.field.textChanged.connect(self._on_field_changed)
        self.body.addWidget(self.passphrase)
        self.say(_("口令由移交人当面或打电话告知。程序给出的口令不分大小写，连字符可以不打。"), muted=True)
        self.setMinimumWidth(480)
        self._on_field_changed()
        if wrong is not None:
            self.strip.wrong(wrong)
        self.passphrase.setFocus()

    def _on_field_changed(self) -> None:
        self.strip.clear()
        self.main.setEnabled(bool(self.passphrase.text().strip()))


class TakeSheet(dialogs.Sheet):
    """What a checked package would bring; the verb waits until the fingerprint was compared."""

    def __init__(
        self, parent: QWidget, seen: Preview, names: Sequence[tuple[int, str]] = (), wrong: UserError | None = None
    ) -> None:
        super().__init__(parent, _("接收移交：{giver}").format(giver=seen.giver), _("导入"))
        self.strip = Strip(self)
        self.body.addWidget(self.strip)
        card = Card(self)
        words = _("{giver} 移交给 {receiver}，{day}").format(giver=seen.giver, receiver=seen.receiver, day=seen.day)
        card.title(words)
        if seen.note:
            card.text(seen.note)
        card.section(_("签名指纹"))
        card.text(seen.fingerprint, size=theme.TITLE)
        self.compared = QCheckBox(_("与纸面移交清单上的指纹逐组核对过，一致"), card.host)
        card.add(_column(self.compared))
        self.names: dict[int, QLineEdit] = {}
        if seen.names:
            card.section(_("群名"))
            form = QFormLayout()
            proposed = dict(names)
            for theirs, name, free in seen.names:
                field = QLineEdit(proposed.get(theirs, free), card.host)
                field.setAccessibleName(_("群名：{name}").format(name=name))
                field.textChanged.connect(self._on_field_changed)
                form.addRow(label(name, card.host, "muted"), field)
                self.names[theirs] = field
            card.add(form)
        self._say(card, seen)
        card.finish()
        self.body.addWidget(card, 1)
        self._nothing = seen.nothing
        if seen.nothing:
            self.say(_("包里的内容都已经在本机了，不用再导入。"))
        else:
            self.say(_("作为一次导入进来，之后没有别的记录用到它时，可以整个撤销。"), muted=True)
        self.compared.toggled.connect(self._on_field_changed)
        room = self.screen().availableGeometry()
        self.resize(min(680, round(room.width() * 0.94)), min(740, round(room.height() * 0.9)))
        self._on_field_changed()
        if wrong is not None:
            self.strip.wrong(wrong)

    def _say(self, card: Card, seen: Preview) -> None:
        card.section(_("内容"))
        card.text("　".join(_line(line.title, line.count, line.known) for line in seen.lines))
        for title, people, why in (
            (_("认出是同一人"), seen.same, _("编号或电话和姓名都相同，用本机的这个人。")),
            (_("只有姓名相同"), seen.alike, _("分开保留；真是同一人，以后可以在花名册里合并。")),
        ):
            if people:
                card.section(_("{title}（{n}）").format(title=title, n=len(people)))
                card.text("、".join(people[:_MOST]) + (_(" 等") if len(people) > _MOST else ""))
                card.text(why, role="muted", size=theme.SMALL)
        if seen.left or seen.erased:
            card.section(_("不会进来"))
            for words in seen.left:
                card.text(words)
            if seen.erased:
                card.text(_("{n} 人的个人信息在本机删除过，不再带回来").format(n=seen.erased))
        card.section(_("已经核验"))
        for words in seen.proves:
            card.text(f"✓ {words}")
        for words in seen.proves_not:
            card.text(f"— {words}", role="muted", size=theme.SMALL)

    def _on_field_changed(self) -> None:
        full = all(field.text().strip() for field in self.names.values())
        self.main.setEnabled(self.compared.isChecked() and full and not self._nothing)

    def chosen(self) -> dict[int, str]:
        """Names of the groups, by the giver's number."""
        return {theirs: field.text().strip() for theirs, field in self.names.items()}


def _line(title: str, count: int, known: int) -> str:
    """On one line: a number does not stand apart from what it counts."""
    words = _("{title} {count:,}（已有 {known:,}）") if known else _("{title} {count:,}")
    return words.format(title=title, count=count, known=known).replace(" ", "\u00a0")


def _column(*pieces: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for piece in pieces:
        row.addWidget(piece)
    row.addStretch(1)
    return row


async def give(page: QWidget, desk: Desk, strip: Strip, groups: Sequence[int]) -> Given | None:
    """Ask, write the package, show its passphrase for the last time; None when the owner turned away."""
    if not desk.may(RIGHT):
        desk.refuse(strip, RIGHT)
        return None
    store = desk.store
    known = [(one.id, one.name) for one in desk.groups]
    sheet = GiveSheet(page, known, groups, desk.actor_of(groups[0] if groups else None))
    if not await dialogs.show(sheet):
        return None
    wanted = sheet.giving(Path())
    names = [name for group, name in known if group in wanted.groups]
    path = await dialogs.pick_target(
        page, _("移交包存到哪里"), handover.file_name(names), list(_FILES), handover.ENDING.lstrip(".")
    )
    if path is None:
        return None
    giving = replace(wanted, path=path)
    change = await desk.job(_("导出移交包"), lambda step: handover.give(store, giving, step), strip)
    if change is None:
        return None
    made = change.value
    desk.tell(change, strip, _("移交包已导出，移交清单 {number} 已签发").format(number=made.paper.number), final=True)
    if await dialogs.show(GivenSheet(page, made, giving.passphrase)):
        desk.open("papers", made.paper.id)
    return made


async def take(page: QWidget, desk: Desk, strip: Strip, path: Path | None = None) -> int | None:
    """Check a package, show what it would bring, bring it in; its id in the list of packages, or None."""
    if not desk.may(RIGHT):
        desk.refuse(strip, RIGHT)
        return None
    path = path or await dialogs.pick_file(page, _("接收移交"), list(_FILES))
    seen = None if path is None else await _opened(page, desk, path)
    if seen is None:
        return None
    wrong: UserError | None = None
    names: tuple[tuple[int, str], ...] = ()
    store = desk.store
    while True:
        sheet = TakeSheet(page, seen, names, wrong)
        if wrong is not None:
            sheet.compared.setChecked(True)
        if not await dialogs.show(sheet):
            return None
        chosen = sheet.chosen()
        names = tuple(chosen.items())
        try:
            handover.refuse_names(seen, chosen)
        except UserError as error:
            wrong = error
            continue
        break
    now = seen
    change = await desk.job(_("导入移交包"), lambda step: handover.take(store, now, chosen, step), strip)
    if change is None:
        return None
    desk.tell(change, strip, _("已接收 {giver} 的移交").format(giver=seen.giver))
    return change.value


async def _opened(page: QWidget, desk: Desk, path: Path) -> Preview | None:
    wrong: UserError | None = None
    typed = ""
    while True:
        sheet = OpenSheet(page, path.name, wrong, typed)
        if not await dialogs.show(sheet):
            return None
        typed = sheet.passphrase.text()
        try:
            return await desk.tasks.job(_("检查移交包"), partial(_preview, desk, path, typed))
        except Cancelled:
            return None
        except UserError as error:
            wrong = error


def _preview(desk: Desk, path: Path, passphrase: str, step: Step) -> Preview:
    return handover.preview(desk.store, path, passphrase, step)
