"""附件 of a draft: pictures and texts printed behind it; added by button, drop or paste, put in order, removed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import shiboken6
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from wxadmin.domain.jobs import Step
from wxadmin.i18n import _
from wxadmin.services import attachments
from wxadmin.services.attachments import AttachmentRow, Owner
from wxadmin.services.records import Change, Store
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import button, label
from wxadmin.ui.flow import Flow
from wxadmin.ui.paste import PICTURES
from wxadmin.ui.textblock import TextBlock

if TYPE_CHECKING:
    from wxadmin.ui.desk import Desk
    from wxadmin.ui.page import Page
    from wxadmin.ui.strip import Strip

PICTURE_FILES = _("图片 ({endings})").format(endings=" ".join(f"*{ending}" for ending in PICTURES))
_THUMB = QSize(72, 54)


@dataclass(frozen=True, slots=True)
class _Shown:
    row: AttachmentRow
    thumb: QImage


class Shelf(Protocol):
    """Where pictures of an owner lie: services.attachments, or another module with these functions."""

    def of(self, store: Store, owner: Any, /) -> tuple[AttachmentRow, ...]:
        """What an owner has, in order."""
        ...

    def picture(self, store: Store, one: int, /) -> bytes:
        """The bytes of a picture."""
        ...

    def add_picture(self, store: Store, owner: Any, path: Path, /) -> Change[int]:
        """Take a picture file in."""
        ...

    def remove(self, store: Store, one: int, /) -> Change[int]:
        """Take one away."""
        ...

    def move(self, store: Store, one: int, by: int, /) -> Change[int]:
        """Move one ``by`` places down."""
        ...


class AttachmentPane(QWidget):
    """The attachments of one draft. ``texts`` also offers written ones; ``words`` says what they are for.

    Those of a paper that is ``fixed`` are only listed, below ``words``; without any the pane is not seen. With
    ``looks`` each has a button to be seen large: ``look_wanted`` carries its id. ``thumbs`` are small pictures by id
    for a page that makes the pane often; what is not among them is read and kept there.
    """

    look_wanted = Signal(int)

    def __init__(
        self,
        page: Page,
        owner: Owner | int,
        words: str,
        parent: QWidget,
        *,
        texts: bool = False,
        fixed: bool = False,
        looks: bool = False,
        shelf: Shelf = attachments,
        thumbs: dict[int, QImage] | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page  # outlives this pane, so dialogs are its children
        self._desk = page.desk
        self._strip = page.strip
        self.owner = owner
        self._rows: tuple[AttachmentRow, ...] = ()
        self._fixed = fixed
        self._looks = looks
        self._shelf = shelf
        self._thumbs = {} if thumbs is None else thumbs
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(TextBlock(words, self, role="muted", size=theme.SMALL))
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        column.addLayout(self._list)
        if fixed:
            self.hide()
        else:
            column.addWidget(self._build_tools(texts=texts))
        self._desk.tasks.start(self.load())

    def _build_tools(self, *, texts: bool) -> QWidget:
        holder = QWidget(self)
        row = Flow(holder)
        row.addWidget(button(_("添加图片…"), self._on_add_clicked, holder, icon="image-plus"))
        row.addWidget(button(_("粘贴图片"), self._on_paste_clicked, holder, icon="clipboard-paste"))
        if texts:
            row.addWidget(button(_("写附件…"), self._on_write_clicked, holder, icon="pencil"))
        return holder

    async def load(self) -> None:
        """Read the list again."""
        store, owner, shelf, known = self._desk.store, self.owner, self._shelf, dict(self._thumbs)

        def read() -> tuple[_Shown, ...]:
            return tuple(
                _Shown(row, known.get(row.id) or (_thumb(shelf.picture(store, row.id)) if row.picture else QImage()))
                for row in shelf.of(store, owner)
            )

        shown = await self._desk.read(read, self._strip)
        if shown is not None and shiboken6.isValid(self):
            self._thumbs.update({one.row.id: one.thumb for one in shown})
            self._rows = tuple(one.row for one in shown)
            self._show(shown)
            if self._fixed:
                self.setVisible(bool(shown))

    def _show(self, shown: Sequence[_Shown]) -> None:
        while self._list.count():
            item = self._list.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for at, one in enumerate(shown):
            self._list.addWidget(self._line(one, at, len(shown)))

    def _line(self, one: _Shown, at: int, count: int) -> QWidget:
        line = QFrame(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        picture = QLabel(line)
        picture.setFixedSize(_THUMB)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if one.thumb.isNull():
            picture.setPixmap(theme.icon("file-text", "muted").pixmap(24, 24))
        else:
            ratio = self.devicePixelRatioF()
            thumb = QPixmap.fromImage(
                one.thumb.scaled(_THUMB * ratio, Qt.AspectRatioMode.KeepAspectRatio,
                                 Qt.TransformationMode.SmoothTransformation)
            )  # fmt: skip
            thumb.setDevicePixelRatio(ratio)
            picture.setPixmap(thumb)
        name = one.row.title or one.row.name
        picture.setAccessibleName(name)
        row.addWidget(picture)
        row.addWidget(TextBlock(f"{at + 1}　{name}", line), 1, Qt.AlignmentFlag.AlignVCenter)
        if self._fixed:
            return line
        looking = (("search", _("放大看"), self._on_look_clicked, True),) if self._looks else ()
        for icon, words, slot, on in (
            *looking,
            ("arrow-up", _("上移"), self._on_up_clicked, at > 0),
            ("arrow-down", _("下移"), self._on_down_clicked, at < count - 1),
            ("trash-2", _("移除"), self._on_remove_clicked, True),
        ):
            piece = button("", slot, line, kind="quiet", icon=icon)
            piece.setAccessibleName(_("{what}：{name}").format(what=words, name=name))
            piece.setToolTip(words)
            piece.setEnabled(on)
            piece.setProperty("attachment", one.row.id)
            row.addWidget(piece)
        return line

    # Adding

    def _on_add_clicked(self) -> None:
        self._desk.tasks.start(self.pick())

    async def pick(self) -> None:
        """Let picture files be chosen and take them in."""
        paths = await dialogs.pick_files(self._page, _("添加图片"), [PICTURE_FILES])
        await self.add(paths)

    async def add(self, paths: Sequence[Path]) -> None:
        """Take these picture files in, one change each, so that each can be taken back."""
        desk, owner, store = self._desk, self.owner, self._desk.store
        for path in paths:
            change = await desk.job(_("添加图片"), partial(_add_picture, self._shelf, store, owner, path), self._strip)
            if change is None:
                break
            desk.tell(change, self._strip, _("已添加图片：{name}").format(name=path.name))
        if paths and shiboken6.isValid(self):
            await self.load()

    def _on_paste_clicked(self) -> None:
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData()
        paths = [Path(u.toLocalFile()) for u in data.urls() if u.isLocalFile()]
        image = clipboard.image()
        if not image.isNull():
            self._desk.tasks.start(self.add_image(image))
        elif paths:
            self._desk.tasks.start(self.add(paths))
        else:
            self._strip.hint(_("剪贴板里没有图片。先在微信里对图片点右键“复制”，或截图，再回来粘贴。"))

    async def add_image(self, image: QImage) -> None:
        """Take in a picture from the clipboard."""
        await add_as_file(self._desk, self._strip, image, self.add)

    def _on_write_clicked(self) -> None:
        self._desk.tasks.start(self._write())

    async def _write(self) -> None:
        sheet = _TextSheet(self._page)
        if not await dialogs.show(sheet):
            return
        title, text = sheet.title.text().strip(), sheet.text.toPlainText().strip()
        store, owner = self._desk.store, self.owner
        assert isinstance(owner, Owner)  # written texts are offered for attachments alone
        await self._change(lambda: attachments.add_text(store, owner, title, text), _("已添加附件：{name}"), title)

    # Order and removal

    def _row_of_sender(self) -> AttachmentRow | None:
        piece = self.sender()
        wanted = None if piece is None else piece.property("attachment")
        return next((row for row in self._rows if row.id == wanted), None)

    def _on_look_clicked(self) -> None:
        row = self._row_of_sender()
        if row is not None:
            self.look_wanted.emit(row.id)

    def _on_up_clicked(self) -> None:
        self._move(-1)

    def _on_down_clicked(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        row, store = self._row_of_sender(), self._desk.store
        if row is not None:
            work = partial(self._shelf.move, store, row.id, by)
            self._desk.tasks.start(self._change(work, _("已调整顺序：{name}"), row.title or row.name))

    def _on_remove_clicked(self) -> None:
        row, store = self._row_of_sender(), self._desk.store
        if row is not None:
            work = partial(self._shelf.remove, store, row.id)
            self._desk.tasks.start(self._change(work, _("已移除：{name}"), row.title or row.name))

    async def _change(self, work: Callable[[], Change[Any]], done: str, name: str) -> None:
        change = await self._desk.change(work, self._strip, done.format(name=name))
        if change is not None and shiboken6.isValid(self):
            await self.load()


async def add_as_file(
    desk: Desk, strip: Strip, image: QImage, add: Callable[[Sequence[Path]], Coroutine[Any, Any, None]]
) -> None:
    """Let ``add`` take in a pasted picture as a file that is there for so long."""
    with tempfile.TemporaryDirectory(prefix="wxadmin-") as folder:
        path = Path(folder) / (_("粘贴的图片") + ".png")
        if await desk.tasks.run(lambda: image.save(str(path))):
            await add((path,))
        else:
            strip.hint(_("粘贴的图片写不进临时文件夹：请看磁盘是否已满，或先把图片存成文件再添加。"))


def _add_picture(shelf: Shelf, store: Store, owner: Owner | int, path: Path, _step: Step) -> Change[int]:
    return shelf.add_picture(store, owner, path)


def _thumb(data: bytes) -> QImage:
    image = QImage.fromData(data)
    if image.isNull():
        return image
    return image.scaled(_THUMB * 2, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


class _TextSheet(dialogs.Sheet):
    """Title and paragraphs of a written attachment."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, _("写附件"), _("添加附件"))
        self.setMinimumWidth(560)
        self.title = QLineEdit(self)
        self.title.setAccessibleName(_("附件标题"))
        self.title.setPlaceholderText(_("例如 值班安排表"))
        self.text = QPlainTextEdit(self)
        self.text.setAccessibleName(_("附件内容"))
        self.text.setPlaceholderText(_("一行一段"))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(260)
        self.body.addWidget(label(_("标题"), self, "muted"))
        self.body.addWidget(self.title)
        self.body.addWidget(label(_("内容"), self, "muted"))
        self.body.addWidget(self.text, 1)
        self.title.textChanged.connect(self._on_typed)
        self.text.textChanged.connect(self._on_typed)
        self._on_typed()
        self.title.setFocus()

    def _on_typed(self) -> None:
        self.main.setEnabled(bool(self.title.text().strip() and self.text.toPlainText().strip()))
