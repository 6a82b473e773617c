"""分案: which pictures and originals of a draft go with the party that gets a case of their own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from wxadmin.i18n import _
from wxadmin.services.case_joins import FileKind, KeptFile
from wxadmin.ui import dialogs
from wxadmin.ui.card import label
from wxadmin.ui.sharing import shown

_KINDS: dict[FileKind, str] = {"attachment": _("证据图片"), "exhibit": _("原件")}


class SplitSheet(dialogs.Sheet):
    """A tick each; those that came with messages of that party are ticked at first."""

    def __init__(self, parent: QWidget, who: str, kept: Sequence[KeptFile]) -> None:
        super().__init__(parent, shown(_("分案：{who} 另立一案").format(who=who)), _("分案"))
        self.say(_("此人说的话和处理意见随分案走，别人说的留在原案，两方都不是的两案都留。"))
        words = _("图片和文件勾选的归新案，其余留在原案；随此人的消息来的已勾选。")
        form = self.form()
        self.say(words, muted=True)
        self._boxes: list[tuple[QCheckBox, KeptFile]] = []
        for kind, title in _KINDS.items():
            for number, one in enumerate(one for one in kept if one.kind == kind):
                box = QCheckBox(one.name.replace("&", "&&"), self)
                box.setAccessibleName(_("{what} 归新案").format(what=one.name))
                box.setChecked(one.goes)
                form.addRow(label("" if number else title, self, "muted"), box)
                self._boxes.append((box, one))
        self.fit(480)

    def going(self) -> tuple[tuple[FileKind, int], ...]:
        """What is ticked."""
        return tuple((one.kind, one.id) for box, one in self._boxes if box.isChecked())
