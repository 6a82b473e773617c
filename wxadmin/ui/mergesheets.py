"""Merging two rows that are one person, taking a merge apart, and making two of one: each with what it would do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import people
from wxadmin.services.merging import MergePreview, Side, SplitPreview
from wxadmin.services.person_ties import Tie
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.personform import paths_of
from wxadmin.ui.sharing import shown
from wxadmin.ui.textblock import TextBlock


def counted(ties: Sequence[Tie]) -> str:
    """What moves, kind by kind with the first lines of each."""
    by_kind: dict[str, list[str]] = {}
    for tie in ties:
        by_kind.setdefault(tie.kind, []).append(tie.line)
    lines = []
    for kind, found in by_kind.items():
        shown = "；".join(line for line in found[:3] if line)
        more = "…" if len(found) > 3 else ""
        lines.append(_("{kind} {n} 条：{lines}").format(kind=kind, n=len(found), lines=shown + more).rstrip("："))
    return "\n".join(lines)


class MergeSheet(dialogs.Sheet):
    """Both side by side: whose words count field by field, and what goes over."""

    def __init__(self, parent: QWidget, seen: MergePreview) -> None:
        super().__init__(parent, _("合并为一人"), _("合并"))
        self._seen = seen
        self.swapped = False
        """Whether the sheet was left to keep the other one instead."""
        self._groups: dict[str, QButtonGroup] = {}
        words = _("留下“{keep}”，把“{gone}”并进来。合并后还可以撤销，也可以日后拆开。")
        self.say(words.format(keep=seen.keep_label, gone=seen.gone_label))
        self.body.addWidget(button(_("改为留下另一个"), self._on_swap_clicked, self, kind="link"))
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        host = QWidget(area)
        column = QVBoxLayout(host)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(theme.GAP)
        if seen.fields:
            column.addWidget(label(_("资料不同的，以哪一个为准"), host, "heading"))
            column.addLayout(self._fields(host))
        else:
            column.addWidget(label(_("两条资料没有不同。"), host, "muted"))
        for title, ties in ((_("一并移过来"), seen.moves), (_("两边都有，不重复记"), seen.stays)):
            if ties:
                column.addWidget(label(title, host, "heading"))
                column.addWidget(TextBlock(counted(ties), host))
        column.addWidget(TextBlock(_("已签发的文书、签收表上的姓名不会改动。"), host, role="muted"))
        column.addStretch(1)
        area.setWidget(host)
        self.body.addWidget(area, 1)
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText(_("为什么是同一人（可不写）"))
        self.reason.setAccessibleName(_("合并的原因"))
        self.body.addWidget(self.reason)
        if seen.problem:
            self.say(seen.problem).setProperty("tone", "danger")
            self.main.setEnabled(False)
        self.resize(640, min(560, round(self.screen().availableGeometry().height() * 0.85)))

    def _fields(self, host: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for row, field in enumerate(self._seen.fields):
            grid.addWidget(label(field.title, host, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            group = QButtonGroup(host)
            self._groups[field.key] = group
            sides: list[tuple[Side, str]] = [("keep", field.keep), ("gone", field.gone)]
            if field.joinable:
                sides.append(("both", _("两个都要")))
            for place, (side, text) in enumerate(sides, 1):
                said = shown(text, people.PRIVATE.get(field.key.removeprefix("extra:"), ""))
                piece = QRadioButton((said if len(said) <= 22 else f"{said[:21]}…") or _("（空）"), host)
                piece.setToolTip(said)
                piece.setAccessibleName(f"{field.title}：{said or _('（空）')}")
                piece.setProperty("side", side)
                piece.setChecked(side == field.side)
                group.addButton(piece)
                grid.addWidget(piece, row, place)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        return grid

    def _on_swap_clicked(self) -> None:
        self.swapped = True
        self.done(0)

    def sides(self) -> dict[str, Side]:
        """Whose words count, by field."""
        chosen = ((key, group.checkedButton()) for key, group in self._groups.items())
        return {key: piece.property("side") for key, piece in chosen if piece is not None}


class SplitSheet(dialogs.Sheet):
    """What taking a merge apart would give back."""

    def __init__(self, parent: QWidget, seen: SplitPreview) -> None:
        super().__init__(parent, _("拆开合并"), _("拆开"))
        self.setMinimumWidth(460)
        words = _("“{name}”将重新成为单独的一人；“{into}”保留合并之后新增和改过的内容。")
        self.say(words.format(name=seen.name, into=seen.into_name))
        if seen.fields:
            self.say(_("恢复合并前的资料：{}").format("、".join(seen.fields)))
        if seen.back:
            self.say(_("还给 {}：").format(seen.name))
            self.body.addWidget(TextBlock(counted(seen.back), self))
        self.say(_("拆开后会记住这是两个人，不再提示重复。"), muted=True)


class PartSheet(dialogs.Sheet):
    """One row that was two people: who the other one is, and what is theirs."""

    def __init__(self, parent: QWidget, person: Person, ties: Sequence[Tie]) -> None:
        super().__init__(parent, _("从 {} 拆出另一人").format(person.name), _("拆成两人"))
        self._person = person
        form = self.form()
        self.name = QLineEdit(person.name, self)
        self.department = QLineEdit(self)
        self.department.setPlaceholderText(_("例如 总部/销售部"))
        self.number = QLineEdit(self)
        for title, field in (
            (_("另一人的姓名"), self.name),
            (_("部门/班级"), self.department),
            (_("编号"), self.number),
        ):
            field.setAccessibleName(title)
            form.addRow(label(title, self, "muted"), field)
        self._ties = tuple(ties)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("归另一人的内容"))
        self.list.setMinimumHeight(180)
        for tie in ties:
            item = QListWidgetItem(f"{tie.kind}：{tie.line}" if tie.line else tie.kind, self.list)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Unchecked)
        form.addRow(label(_("勾选归另一人的"), self, "muted"), self.list)
        self.name.textChanged.connect(self._on_name_changed)
        self.fit(560)

    def _on_name_changed(self) -> None:
        self.main.setEnabled(bool(self.name.text().strip()))

    def other(self) -> Person:
        """The second person."""
        paths = paths_of(self.department.text())
        return Person(
            self.name.text().strip(), paths, number=self.number.text().strip(), category=self._person.category
        )

    def taken(self) -> list[Tie]:
        """What is ticked."""
        ticked = Qt.CheckState.Checked
        return [tie for row, tie in enumerate(self._ties) if self.list.item(row).checkState() == ticked]


class GroupsSheet(dialogs.Sheet):
    """Groups to tick: where somebody belongs."""

    def __init__(self, parent: QWidget, title: str, verb: str, groups: Sequence[tuple[int, str]], on: set[int]) -> None:
        super().__init__(parent, title, verb)
        self.setMinimumWidth(380)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        host = QWidget(area)
        column = QVBoxLayout(host)
        column.setSpacing(4)
        self._boxes: dict[int, QCheckBox] = {}
        for group, name in groups:
            box = QCheckBox(name, host)
            box.setChecked(group in on)
            self._boxes[group] = box
            column.addWidget(box)
        column.addStretch(1)
        area.setWidget(host)
        area.setMinimumHeight(min(320, 40 + 30 * max(1, len(self._boxes))))
        self.body.addWidget(area, 1)

    def chosen(self) -> tuple[int, ...]:
        """The ticked groups."""
        return tuple(group for group, box in self._boxes.items() if box.isChecked())
