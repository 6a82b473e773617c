"""What can be done to the outline, each with its name, icon and keys, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QKeyCombination, Qt

from wxadmin.domain import regulation_edit as edits
from wxadmin.domain.regulation import RegulationText
from wxadmin.domain.regulation_edit import Edit
from wxadmin.domain.regulation_places import Place
from wxadmin.i18n import _
from wxadmin.ui.editor.units import END, HEAD

Work = Callable[[RegulationText, Place, int], Edit]
"""Text, unit, and how many characters of its words stand before the caret."""
_KEY, _MOD = Qt.Key, Qt.KeyboardModifier


@dataclass(frozen=True, slots=True)
class Command:
    """``keys`` work everywhere in the editor, ``tree_keys`` only while the outline has the keyboard.

    ``on_head``: it can be done while title or closing is chosen.
    """

    key: str
    name: str
    icon: str
    keys: QKeyCombination | None
    tree_keys: tuple[Qt.Key, ...]
    work: Work
    on_head: bool = False

    @property
    def shown(self) -> str:
        """Name and keys for a hint."""
        from PySide6.QtGui import QKeySequence

        if self.keys is None:
            return self.name
        return f"{self.name}（{QKeySequence(self.keys).toString(QKeySequence.SequenceFormat.NativeText)}）"


def _after(text: RegulationText, at: Place, _caret: int) -> Edit:
    if at == HEAD:
        made = edits.insert(text, (), "inside")
        return edits.move_to(made.text, made.at, (), 0) if made.at != (0,) else made
    return edits.insert(text, () if at == END else at, "inside" if at == END else "after")


def _inside(text: RegulationText, at: Place, _caret: int) -> Edit:
    return _after(text, at, 0) if at in (HEAD, END) else edits.insert(text, at, "inside")


def _up(text: RegulationText, at: Place, _caret: int) -> Edit:
    return edits.move(text, at, -1)


def _down(text: RegulationText, at: Place, _caret: int) -> Edit:
    return edits.move(text, at, 1)


def _alone(work: Callable[[RegulationText, Place], Edit]) -> Work:
    def done(text: RegulationText, at: Place, _caret: int) -> Edit:
        return work(text, at)

    return done


def _renumber(text: RegulationText, at: Place, _caret: int) -> Edit:
    done = edits.renumber(text)
    return Edit(done.text, at, done.notes)


ALT, CONTROL = _MOD.AltModifier, _MOD.ControlModifier
BOTH = CONTROL | _MOD.ShiftModifier
COMMANDS = (
    Command("after", _("后面加一条"), "plus", BOTH | _KEY.Key_Return, (_KEY.Key_Return, _KEY.Key_Enter), _after, True),
    Command("inside", _("里面加一条"), "file-plus", CONTROL | _KEY.Key_Return, (), _inside, True),
    Command("up", _("上移"), "arrow-up", ALT | _KEY.Key_Up, (), _up),
    Command("down", _("下移"), "arrow-down", ALT | _KEY.Key_Down, (), _down),
    Command("promote", _("升一级"), "chevron-left", ALT | _KEY.Key_Left, (), _alone(edits.promote)),
    Command("demote", _("降一级"), "chevron-right", ALT | _KEY.Key_Right, (), _alone(edits.demote)),
    Command("remove", _("删除"), "trash-2", None, (_KEY.Key_Delete,), _alone(edits.remove)),
    Command("split", _("在光标处分开"), "files", BOTH | _KEY.Key_S, (), edits.split),
    Command("merge", _("并入前一条"), "layers", BOTH | _KEY.Key_M, (), _alone(edits.merge)),
    Command("number", _("给段落编号"), "", None, (), _alone(edits.number_paragraph)),
    Command("unnumber", _("改成不编号的段落"), "", None, (), _alone(edits.drop_number)),
    Command("renumber", _("重新编号"), "list", None, (), _renumber, True),
)
