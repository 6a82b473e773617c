"""离任清单: the check-lists of those who leave or change post; ticked here, printed, closed with what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from wxadmin.i18n import _
from wxadmin.services import clock, departure_paper, departure_template, departures, forms
from wxadmin.services.departures import DepartureCard, Item
from wxadmin.services.records import Change
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import Card, button
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.departureforms import BeginSheet, CloseSheet, TemplateSheet
from wxadmin.ui.desk import Desk
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.listsheet import ListSheet
from wxadmin.ui.papersheet import offer
from wxadmin.ui.rostersheet import FindPerson
from wxadmin.ui.strip import Strip
from wxadmin.ui.textblock import TextBlock

_NOTHING = _("选一份清单，这里逐项办结。")


class DeparturesSheet(ListSheet):
    """List on the left, one check-list on the right. ``wants`` says what is to be done when it is closed."""

    def __init__(self, parent: QWidget, desk: Desk, record: int | None = None) -> None:
        super().__init__(parent, desk, _("离任清单"))
        self.wants: tuple[str, DepartureCard | None] = ("", None)
        self._shown: DepartureCard | None = None
        self.tools.addWidget(button(_("开始离任清单"), self._on_begin_clicked, self, kind="main", icon="plus"))
        self.tools.addWidget(button(_("常列的项目…"), self._on_template_clicked, self, icon="list"))
        self.tools.addStretch(1)
        pane = ListPane(
            desk, departures, "departures", self,
            empty=_("还没有离任清单。有人离开单位或调岗时，从这里开始一份。"),
            hint=_("搜索姓名、拼音"), chips=("open",),
            widths={"name": 80, "undone": 56, "next": 112, "state": 80}, counted=_("{n} 份"),
        )  # fmt: skip
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        self.card = Card(right)
        self.card.link_opened.connect(self._on_link_opened)
        column.addWidget(self.card, 1)
        self._new = QWidget(right)
        row = QHBoxLayout(self._new)
        row.setContentsMargins(0, 0, 0, 0)
        self.line = QLineEdit(self._new)
        self.line.setPlaceholderText(_("再加一项，例如 退还借用的相机"))
        self.line.setAccessibleName(_("再加一项"))
        self.line.returnPressed.connect(self._on_add_clicked)
        row.addWidget(self.line, 1)
        self.due = day_field(self._new, _("期限"))
        row.addWidget(self.due)
        add = button(_("添加"), self._on_add_clicked, self._new)
        add.setAutoDefault(False)
        row.addWidget(add)
        column.addWidget(self._new)
        self.lay_out(pane, right, [430, 590], record)

    # One check-list

    def read_record(self, record: int) -> DepartureCard:
        return departures.get(self.desk.store, record)

    def render_record(self, card: DepartureCard | None) -> None:
        before = None if self._shown is None else self._shown.id
        self._shown = card
        self._new.setVisible(card is not None and not card.closed)
        if card is None:
            self.card.empty(_NOTHING)
            return
        view = self.card
        view.clear()
        late = any(item.overdue for item in card.items)
        badge = _("已办结") if card.closed else _("逾期") if late else _("办理中")
        view.title(card.label, badge=badge, tone="muted" if card.closed else "danger" if late else "warn")
        view.facts((
            (_("事由"), departure_template.KINDS[card.kind]),
            (_("日期"), clock.shown_day(card.day)),
            (_("说明"), card.reason),
            (_("办结"), clock.shown_day(card.closed)),
        ))  # fmt: skip
        view.link(_("查看花名册：{name}").format(name=card.label), "people", card.person)
        view.section(_("交接事项（还有 {n} 项）").format(n=len(card.undone)))
        for item in card.items:
            view.add(self._item_row(item, open_=not card.closed))
        host = view.host
        pieces = [button(_("打印和签发…"), self._on_print_clicked, host, icon="printer")]
        if card.closed:
            pieces.append(button(_("重新办理"), self._on_reopen_clicked, host))
        else:
            pieces.insert(0, button(_("办结…"), self._on_close_clicked, host, kind="main"))
            pieces.append(button(_("删除清单"), self._on_drop_clicked, host, kind="quiet", icon="trash-2"))
        for piece in pieces:
            piece.setAutoDefault(False)
        view.row(*pieces)
        view.finish(keep_place=before == card.id)

    def _item_row(self, item: Item, *, open_: bool) -> QWidget:
        host = QWidget(self.card.host)
        row = QHBoxLayout(host)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        box = QCheckBox(host)
        box.setChecked(bool(item.done))
        box.setEnabled(open_)
        box.setAccessibleName(item.words)
        box.setProperty("item", item.id)
        box.toggled.connect(self._on_item_toggled)
        row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        words = item.words
        if item.done:
            words += "　" + _("✓ {day} {who}").format(day=clock.shown(item.done), who=item.done_by).rstrip()
        elif item.due:
            day = clock.shown(item.due)
            words += "　" + (_("已逾期，应于 {day}").format(day=day) if item.overdue else _("{day} 前").format(day=day))
        role = "muted" if item.done else "danger" if item.overdue else "text"
        row.addWidget(TextBlock(words, host, role=role), 1)
        if open_:
            away = button("", self._on_away_clicked, host, kind="quiet", icon="x")
            away.setAccessibleName(_("删去：{words}").format(words=item.words))
            away.setToolTip(_("删去这一项"))
            away.setAutoDefault(False)
            away.setProperty("item", item.id)
            row.addWidget(away, 0, Qt.AlignmentFlag.AlignTop)
        return host

    # What is done with it

    def _act(self, work: Callable[[], Change[Any]], done: str) -> None:
        self.desk.tasks.start(self._run(work, done))

    async def _run(self, work: Callable[[], Change[Any]], done: str) -> None:
        await self.desk.change(work, self.strip, done, right="roster")
        if shiboken6.isValid(self) and self.isVisible():
            self.list.reload()

    def _on_item_toggled(self, on: bool) -> None:
        box, store = self.sender(), self.desk.store
        if box is not None:
            item, by = int(box.property("item")), self.desk.actor
            done = _("已记为办完") if on else _("已改回未办")
            self._act(lambda: departures.tick(store, item, done=on, by=by), done)

    def _on_away_clicked(self) -> None:
        piece, store = self.sender(), self.desk.store
        if piece is not None:
            item = int(piece.property("item"))
            self._act(lambda: departures.remove_item(store, item), _("已删去一项"))

    def _on_add_clicked(self) -> None:
        words, due, store, card = self.line.text().strip(), day_of(self.due), self.desk.store, self._shown
        if words and card is not None:
            self.line.clear()
            self._act(lambda: departures.add_item(store, card.id, words, due), _("已添加"))

    def _on_drop_clicked(self) -> None:
        card, store = self._shown, self.desk.store
        if card is not None:
            done = _("已删除 {name} 的离任清单").format(name=card.name)
            self._act(lambda: departures.drop(store, card.id), done)

    def _on_reopen_clicked(self) -> None:
        card, store = self._shown, self.desk.store
        if card is not None:
            self._act(lambda: departures.reopen(store, card.id), _("已重新办理"))

    # What needs a sheet of its own comes after this one is closed

    def _on_link_opened(self, page: str, record: object) -> None:
        if isinstance(record, int):
            self.accept()
            self.desk.open(page, record)

    def _leave(self, wants: str) -> None:
        self.wants = (wants, self._shown)
        self.accept()

    def _on_begin_clicked(self) -> None:
        self._leave("begin")

    def _on_template_clicked(self) -> None:
        self._leave("template")

    def _on_print_clicked(self) -> None:
        self._leave("print")

    def _on_close_clicked(self) -> None:
        self._leave("close")

    def _filled(self) -> tuple[object, ...]:
        return (self.line.text(),)


async def manage(desk: Desk, parent: QWidget, strip: Strip, record: int | None = None) -> None:
    """Show the check-lists (one of them), and what is wanted of one, until they are closed."""
    while True:
        sheet = DeparturesSheet(parent, desk, record)
        try:
            await dialogs.show(sheet)
        finally:
            if shiboken6.isValid(sheet):
                sheet.list.close_list()
        wants, card = sheet.wants
        if not wants or desk.tasks.closing:
            return
        if wants == "begin":
            record = await _choose_and_begin(desk, parent, strip)
        elif wants == "template":
            await _edit_template(desk, parent, strip)
        elif card is not None:
            record = card.id
            await (_print(desk, parent, strip, card) if wants == "print" else _close(desk, parent, strip, card))


async def begin(desk: Desk, parent: QWidget, strip: Strip, person: int, name: str) -> int | None:
    """Ask why and when somebody leaves and make the check-list; its id, or None. For the person's card."""
    store = desk.store
    templates = await desk.read(
        lambda: {kind: departure_template.template(store, kind) for kind in departure_template.KINDS}
    )
    if templates is None:
        return None
    sheet = BeginSheet(parent, name, templates)
    if not await dialogs.show(sheet):
        return None
    kind, day, reason = str(sheet.kind.currentData()), day_of(sheet.day), sheet.reason.text()
    lines = sheet.lines.toPlainText().splitlines()
    change = await desk.change(
        lambda: departures.begin(store, person, kind, day, reason, lines), strip,
        _("已列出 {name} 的离任清单").format(name=name), right="roster",
    )  # fmt: skip
    return None if change is None else change.value


async def _choose_and_begin(desk: Desk, parent: QWidget, strip: Strip) -> int | None:
    sheet = FindPerson(parent, desk, _("谁要离任"), _("就是此人"))
    return await begin(desk, parent, strip, *sheet.found()) if await dialogs.show(sheet) else None


async def _edit_template(desk: Desk, parent: QWidget, strip: Strip) -> None:
    store = desk.store
    templates = await desk.read(
        lambda: {kind: departure_template.template(store, kind) for kind in departure_template.KINDS}
    )
    if templates is None:
        return
    sheet = TemplateSheet(parent, templates)
    if not await dialogs.show(sheet):
        return
    for kind, field in sheet.fields.items():
        lines = tuple(line.strip() for line in field.toPlainText().splitlines() if line.strip())
        if lines != templates[kind]:
            await desk.change(
                lambda kind=kind, lines=lines: departure_template.save_template(store, kind, lines),  # type: ignore[misc]
                strip, _("已保存常列的项目"), right="roster",
            )  # fmt: skip


async def _print(desk: Desk, parent: QWidget, strip: Strip, card: DepartureCard) -> None:
    store = desk.store
    await offer(
        desk, parent, strip, lambda: departure_paper.build(store, card.id),
        lambda paper: forms.issue(store, None, paper, card.person), title=_("离岗交接清单"), kind="form",
    )  # fmt: skip


async def _close(desk: Desk, parent: QWidget, strip: Strip, card: DepartureCard) -> None:
    store = desk.store
    sheet = CloseSheet(parent, card)
    if await dialogs.show(sheet):
        department, post = sheet.department.text(), sheet.post.text()
        await desk.change(
            lambda: departures.close(store, card.id, anyway=True, department=department, post=post), strip,
            _("已办结 {name} 的离任清单").format(name=card.name), right="roster",
        )  # fmt: skip
