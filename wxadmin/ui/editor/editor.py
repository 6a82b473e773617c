"""The editor of a regulation as one page: outline, the unit's words, the live page; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import shiboken6
from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from wxadmin.domain import blanks
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import RegulationPaper
from wxadmin.domain.regulation import Blank, RegulationText
from wxadmin.domain.regulation_edit import Edit, graft, move_to
from wxadmin.domain.regulation_places import Place, passages, places, unit_name
from wxadmin.domain.style import Style
from wxadmin.i18n import _
from wxadmin.services import drafts, papers
from wxadmin.ui import dialogs, theme
from wxadmin.ui.desk import Desk
from wxadmin.ui.editor.checks import Checks
from wxadmin.ui.editor.clause import ClausePane
from wxadmin.ui.editor.commands import COMMANDS, Command
from wxadmin.ui.editor.field import settle
from wxadmin.ui.editor.finding import FindReplace
from wxadmin.ui.editor.head import Head
from wxadmin.ui.editor.keeping import Keeping
from wxadmin.ui.editor.livepage import LivePage
from wxadmin.ui.editor.manuscript import Manuscript
from wxadmin.ui.editor.side import Side
from wxadmin.ui.editor.units import END, HEAD, shown
from wxadmin.ui.strip import Strip

_THREE, _TWO = 900, 600
"""Logical pixels of width from which three panes, or two, stand side by side."""
_LAYOUT = "pages/regulations/editor"


class RegulationEditor(QWidget):
    """Opened with :meth:`open`; ``saved`` carries the id of the draft saved, ``left`` asks to show the list again."""

    saved = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.manuscript = Manuscript(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, 12, theme.MARGIN, 12)
        column.setSpacing(theme.GAP)
        self.strip = Strip(self)
        self.head = Head(self)
        column.addWidget(self.head)
        column.addWidget(self.strip)
        self.keeping = Keeping(self)
        column.addWidget(self.keeping.bar)
        self.side = Side(self.manuscript, self)
        self.tree = self.side.tree
        self.clause = ClausePane(self.manuscript, self)
        self.page = LivePage(desk.tasks, self)
        self.panes = QSplitter(Qt.Orientation.Horizontal, self)
        self.panes.setChildrenCollapsible(False)
        for piece, stretch in ((self.side, 2), (self.clause, 4), (self.page, 3)):
            self.panes.addWidget(piece)
            self.panes.setStretchFactor(self.panes.count() - 1, stretch)
        kept = desk.layout.value(_LAYOUT)
        if not (isinstance(kept, QByteArray) and self.panes.restoreState(kept)):
            self.panes.setSizes([250, 440, 400])
        self.panes.setHandleWidth(theme.GAP)
        column.addWidget(self.panes, 1)
        self._recent = [1, 2, 0]
        self._notes: tuple[str, ...] = ()
        self.checks = Checks(self.manuscript, desk.tasks, self)
        self.checks.came.connect(self._on_checks_came)
        self.finder = FindReplace(self.manuscript, self.clause, self)
        self.finder.told.connect(self.strip.hint)
        self.finder.closed.connect(self.clause.field.setFocus)
        column.insertWidget(column.indexOf(self.panes), self.finder)
        for field in (self.clause.field, self.clause.title, self.tree):
            field.installEventFilter(self)
        self.head.back_wanted.connect(self._on_back_clicked)
        self.head.find_wanted.connect(self.find_and_replace)
        self.head.undo_wanted.connect(self.undo)
        self.head.redo_wanted.connect(self.redo)
        self.head.save_wanted.connect(self._on_save_clicked)
        self.head.pane.connect(self._show_pane)
        self.manuscript.changed.connect(self._on_manuscript_changed)
        self.manuscript.turned.connect(self._on_manuscript_turned)
        self.tree.chosen.connect(self.manuscript.choose)
        self.tree.lines.moved.connect(self._on_line_moved, Qt.ConnectionType.QueuedConnection)
        self.tree.pasted.connect(self._on_tree_pasted)
        self.tree.writing_wanted.connect(self.clause.field.setFocus)
        self.side.wanted.connect(self.run)
        self.side.asked.connect(self.show_place)
        self.side.blanks.wanted.connect(self._on_blank_wanted)
        for words in (self.clause.title, self.clause.field):
            words.blank_wanted.connect(self._on_chip_clicked)
        self.side.blanks.new_one.connect(self._on_new_blank_wanted)
        self.keeping.saved.connect(self.saved)
        self.keeping.left.connect(self.left)

    # What the page of regulations asks

    async def open(self, revision: int) -> bool:
        """Open a version for editing; False when it could not be read (the strip says why)."""
        return await self.keeping.open(revision)

    def focus_first(self) -> None:
        """The keyboard on the outline, or on the words where the outline is out of sight."""
        (self.tree if self.tree.isVisible() else self.clause.field).setFocus(Qt.FocusReason.OtherFocusReason)

    async def leave(self) -> bool:
        """Ask what to do with what is not saved; True when the editor may go. Nothing is emitted."""
        return await self.keeping.may_leave()

    def keep_now(self) -> str:
        """Keep what was typed; why that is impossible, ``""`` when nothing can be lost."""
        return self.keeping.keep_now()

    def shut(self) -> None:
        """The window closes or other records are opened: what was typed is kept, nothing is asked."""
        if self.width() >= _THREE:
            self.desk.layout.setValue(_LAYOUT, self.panes.saveState())
        self.checks.stop()
        self.keeping.shut()
        self.page.use(None)

    def show_paper(self, paper: RegulationPaper, style: Style) -> None:
        """The live page is that of this paper."""
        store = self.desk.store

        def make(text: RegulationText) -> bytes:
            return papers.draft(store, replace(paper, text=blanks.shown(text)), style)

        self.page.use(make)

    # Doing

    def run(self, command: Command) -> None:
        """Do something to the outline as one step."""
        settle()
        at = self.manuscript.at
        if at in (HEAD, END) and not command.on_head:
            self.strip.hint(_("先在大纲里选一条。"))
            return
        caret, before = self.clause.field.caret, self.manuscript.text
        self._act(command.name, lambda text, place: command.work(text, place, caret))
        if command.key == "remove" and self.manuscript.text is not before:
            gone = _("已删除{what}").format(what=unit_name(before, at))
            self.strip.done("；".join((gone, *self._notes)), ways=((_("撤销"), self._on_strip_undo),))
        if command.key in ("after", "inside"):
            self.clause.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _act(self, name: str, work: Callable[[RegulationText, Place], Edit]) -> None:
        try:
            notes = self.manuscript.act(name, work)
        except UserError as error:
            self.strip.wrong(error)
            return
        self._notes = notes
        if notes:
            self.strip.hint("；".join(notes))
        else:
            self.strip.clear()

    def _on_strip_undo(self) -> None:
        self.strip.clear()
        self.undo()

    def undo(self) -> None:
        """Take the last step back."""
        settle()
        self.manuscript.undo()

    def redo(self) -> None:
        """Do it again."""
        settle()
        self.manuscript.redo()

    def step(self, by: int) -> None:
        """The unit ``by`` lines further down the outline; its words keep the keyboard."""
        order = [HEAD, *(place for place, _node in places(self.manuscript.text)), END]
        at = order.index(self.manuscript.at) if self.manuscript.at in order else 0
        self.manuscript.choose(order[min(max(at + by, 0), len(order) - 1)])

    def show_place(self, place: Place) -> None:
        """Choose a unit that a list names."""
        self.manuscript.choose(place)

    # What happens

    def _on_manuscript_changed(self, what: str) -> None:
        manuscript = self.manuscript
        if what == "all":
            self.tree.show_text(manuscript.text, manuscript.at)
        elif what == "words":
            self.tree.lines.show_words(manuscript.text, manuscript.at, manuscript.node())
        else:
            self.tree.lines.show_values(manuscript.text)
            self.tree.viewport().update()
        if manuscript.at == HEAD or what == "all":
            self.head.title.set_text(shown(manuscript.text, manuscript.text.title or "") or _("（没有标题）"))
        self.page.follow(manuscript.at)
        self.page.show_text(manuscript.text)
        self.head.show_steps(manuscript.undo_name, manuscript.redo_name)
        self._show_said()
        self.keeping.touched()

    def _on_manuscript_turned(self) -> None:
        self.tree.choose(self.manuscript.at)
        self.page.follow(self.manuscript.at)
        self._show_said()

    def _show_said(self) -> None:
        """Tags and remarks of the unit chosen."""
        at = self.manuscript.at
        self.clause.say(self.checks.tags(at), self.checks.remarks(at))

    def _on_checks_came(self) -> None:
        self.tree.lines.show_marks(self.checks.marks())
        self.tree.viewport().update()
        self.side.show_checks(self.checks.listed())
        self._show_said()

    def _on_line_moved(self, source: Place, into: Place, at: int) -> None:
        self._act(_("移动"), lambda text, _place: move_to(text, source, into, at))

    def _on_tree_pasted(self) -> None:
        self.desk.tasks.start(self.paste(QGuiApplication.clipboard().text()))

    async def paste(self, words: str) -> None:
        """A list of numbered lines becomes units behind the one chosen; plain words go into its field."""
        if not words.strip():
            return
        nodes = await self.desk.read(lambda: drafts.fragment(words), self.strip)
        if nodes is None or not shiboken6.isValid(self):
            return
        if nodes:
            self._act(_("粘贴条款"), lambda text, at: graft(text, () if at in (HEAD, END) else at, nodes))
        else:
            self.clause.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.clause.field.insertPlainText(words.strip())

    def _on_blank_wanted(self, key: str) -> None:
        """The first unit with that blank, so that the page shows what is filled in."""
        mark = f"{{{{{key}}}}}"
        where = next((one for one, words in passages(self.manuscript.text) if mark in words), None)
        if where is not None:
            self.manuscript.choose(where.at or (END if where.part == "closing" else HEAD))

    def _on_chip_clicked(self, key: str) -> None:
        """A blank in the words leads to its field."""
        field = self.side.blanks.fields.get(key)
        if field is not None:
            self._show_pane(0)
            self.side.show_blanks()
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.selectAll()

    def _on_new_blank_wanted(self) -> None:
        self.desk.tasks.start(self._new_blank())

    async def _new_blank(self) -> None:
        """Ask what is to be filled in and put it where the caret is."""
        name = await dialogs.ask_text(
            self, _("加一个空"), _("这里要填什么？例如：单位名称"), _("放到光标处"), needed=True
        )  # fmt: skip
        if not name or not shiboken6.isValid(self):
            return
        key = "".join(c for c in name if c.isalnum() or c == "_")[:40]
        if not key:
            self.strip.hint(_("名称里要有文字。"))
            return
        if all(blank.key != key for blank in self.manuscript.text.blanks):
            self.manuscript.declare(Blank(key, name))
        field = self.clause.field
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.insertPlainText(f"{{{{{key}}}}}")

    def find_words(self, *, replacing: bool = False) -> None:
        """Open the bar with the words selected."""
        settle()
        self.finder.open(self.clause.field.selected, replacing=replacing)

    def find_and_replace(self) -> None:
        """The same with the keyboard in the second field."""
        self.find_words(replacing=True)

    def _on_back_clicked(self) -> None:
        self.desk.tasks.start(self.keeping.go())

    def _on_save_clicked(self) -> None:
        settle()
        self.desk.tasks.start(self.keeping.save())

    def _on_print_wanted(self) -> None:
        self.strip.hint(_("打印的是保存过的版本：先保存并返回，再打印。"))

    # Panes

    def _show_pane(self, number: int) -> None:
        """Bring a pane into sight where not all of them are."""
        self._recent = [number, *(n for n in self._recent if n != number)]
        self._arrange()

    def _arrange(self) -> None:
        room = 3 if self.width() >= _THREE else 2 if self.width() >= _TWO else 1
        for number, pane in enumerate((self.side, self.clause, self.page)):
            pane.setVisible(number in self._recent[:room])
        self.head.show_panes(self._recent[:room], room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # Keyboard: the window's own shortcuts come second while the editor has the keyboard

    def _command(self, event: QKeyEvent, where: QObject) -> object:
        """What a key does here, None when it is none of the editor's."""
        for standard, slot in (
            (QKeySequence.StandardKey.Undo, self.undo),
            (QKeySequence.StandardKey.Redo, self.redo),
            (QKeySequence.StandardKey.Save, self._on_save_clicked),
            (QKeySequence.StandardKey.Find, self.find_words),
            (QKeySequence.StandardKey.Print, self._on_print_wanted),
        ):
            if event.matches(standard):
                return slot
        combination = event.keyCombination()
        control = Qt.KeyboardModifier.ControlModifier
        for keys, slot in (
            (control | Qt.Key.Key_Y, self.redo),
            (control | Qt.KeyboardModifier.ShiftModifier | Qt.Key.Key_Z, self.redo),
            (control | Qt.Key.Key_H, self.find_and_replace),
        ):
            if combination == keys:
                return slot
        if where in (self.clause.field, self.clause.title):
            for keys, slot in (
                (control | Qt.Key.Key_PageDown, lambda: self.step(1)),
                (control | Qt.Key.Key_PageUp, lambda: self.step(-1)),
                (Qt.KeyboardModifier.NoModifier | Qt.Key.Key_Escape, self.focus_first),
            ):
                if combination == keys:
                    return slot
        if event.key() == Qt.Key.Key_F3 and self.finder.isVisible():
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return self.finder.previous if back else self.finder.next
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Enter:
            combination = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier | Qt.Key.Key_Return
        for command in COMMANDS:
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            if command.keys == combination or (where is self.tree and plain and key in command.tree_keys):
                return command
        return None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and isinstance(event, QKeyEvent):
            found = self._command(event, watched)
            if found is not None:
                if event.type() == QEvent.Type.KeyPress:
                    self._do(found)
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._command(event, self) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        found = self._command(event, self)
        if found is None:
            super().keyPressEvent(event)
        else:
            self._do(found)

    def _do(self, found: object) -> None:
        if isinstance(found, Command):
            self.run(found)
        elif callable(found):
            found()
