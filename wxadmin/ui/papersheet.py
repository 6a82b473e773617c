"""A paper in a dialog: choices on the left where there are any, the paper as it will print on the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from wxadmin.domain.papers import Paper
from wxadmin.domain.seal import PaperKind
from wxadmin.i18n import _
from wxadmin.services import papers, unissued
from wxadmin.services.papers import IssuedPaper
from wxadmin.services.records import Change
from wxadmin.ui import dialogs, theme
from wxadmin.ui.desk import Desk
from wxadmin.ui.preview import PdfPreview, save_name
from wxadmin.ui.strip import Strip
from wxadmin.ui.stylebutton import StyleButton

P = TypeVar("P", bound=Paper)

_PAUSE = 300  # ms without another choice before the paper is made again
_SIDE = 340


class PaperSheet(dialogs.Sheet):
    """``verb`` names the main button (issuing); without one the paper is only looked at, printed and saved.

    ``kind`` is that of the draft; its 版式 can be chosen. Subclasses with choices fill ``self.choices`` and give
    :meth:`paper`; :meth:`again` makes the paper anew.
    """

    def __init__(
        self, parent: QWidget, desk: Desk, title: str, *, verb: str = "", kind: PaperKind | None = None,
        side: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent, title, verb or _("关闭"), cancel=_("关闭"))
        self.desk = desk
        self._verb = verb
        self._kind = kind
        self._turn = 0
        self.plain = False
        """Whether the paper is printed and never issued: without 草稿 across it."""
        self.remark = ""
        """What the owner should know of the paper, said above it once it is shown."""
        self.ready: bytes | None = None
        """The PDF where it was made beforehand; another choice makes it anew."""
        if verb:
            self.main.setEnabled(False)  # until the owner has seen the paper
        else:
            self.cancel.hide()
        self._host: QWidget | None = None
        row = QHBoxLayout()
        row.setSpacing(theme.MARGIN)
        if side:
            area = QScrollArea(self)
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setFixedWidth(_SIDE)
            self._host = host = QWidget(area)
            self.choices = QVBoxLayout(host)
            self.choices.setContentsMargins(0, 0, 8, 0)
            self.choices.setSpacing(theme.GAP)
            self.choices.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
            host.setMaximumWidth(16_777_215)
            area.setWidget(host)
            row.addWidget(area)
        right = QVBoxLayout()
        right.setSpacing(theme.GAP)
        self.strip = Strip(self)
        right.addWidget(self.strip)
        self.preview = PdfPreview(desk.tasks, self.strip, self)
        self.style_button = StyleButton(desk, self.strip, self.preview)
        self.preview.add_tool(self.style_button)
        self.style_button.chosen.connect(self.again)
        self.style_button.dress(kind)
        right.addWidget(self.preview, 1)
        row.addLayout(right, 1)
        self.body.addLayout(row, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer_timeout)
        room = self.screen().availableGeometry()
        wide = 1120 if side else 860
        self.resize(min(wide, round(room.width() * 0.94)), min(900, round(room.height() * 0.88)))
        self.preview.setMinimumWidth(min(420, room.width() // 2))

    def paper(self) -> Callable[[], Paper]:
        """How the paper of the present choices is made; called on this thread, what it gives on another."""
        raise NotImplementedError

    def again(self) -> None:
        """A choice changed: make the paper anew when the choosing rests."""
        self._timer.start(_PAUSE)

    def _on_timer_timeout(self) -> None:
        if self.isVisible() and not self.desk.tasks.closing:
            self.desk.tasks.start(self._make())

    async def _make(self) -> None:
        store, build, plain = self.desk.store, self.paper(), self.plain
        ready, self.ready = self.ready, None
        if self.preview.data is None:
            self.preview.clear(_("正在排版…"))

        def make() -> bytes:
            if ready is not None:
                return ready
            return unissued.plain(store, build()) if plain else papers.draft(store, build())

        self._turn += 1
        mine = self._turn
        fine = await self.preview.show_pdf(
            make,
            _("预览"),
            _("不签发，没有编号") if plain else _("草稿，未签发"),
            save_name(self.windowTitle()),
        )
        if mine == self._turn:
            self.main.setEnabled(fine or not self._verb)
            if fine and self.remark:
                self.strip.hint(self.remark)

    def _filled(self) -> tuple[object, ...]:
        return () if self._host is None else dialogs.filled(self._host)  # the page number of the preview is no loss

    async def show_bytes(self, make: Callable[[], bytes], caption: str, state: str, file_name: str) -> None:
        """Show a finished PDF."""
        await self.preview.show_pdf(make, caption, state, file_name)

    def done(self, code: int) -> None:
        """Closed: what is still on its way comes too late."""
        self._timer.stop()
        self._turn += 1
        self.style_button.forget()
        self.preview.clear()
        super().done(code)


class _Given(PaperSheet):
    """A paper without choices of its own."""

    def __init__(self, parent: QWidget, desk: Desk, title: str, build: Callable[[], Paper], verb: str,
                 kind: PaperKind, *, ready: bytes | None = None, remark: str = "") -> None:  # fmt: skip
        super().__init__(parent, desk, title, verb=verb, kind=kind)
        self._build = build
        self.ready = ready
        self.plain = ready is not None and not verb
        self.remark = remark
        self.again()

    def paper(self) -> Callable[[], Paper]:
        return self._build


async def offer(
    desk: Desk, parent: QWidget, strip: Strip, build: Callable[[], P], issue: Callable[[P], Change[IssuedPaper]], *,
    title: str, kind: PaperKind, ready: bytes | None = None, remark: str = "",
) -> IssuedPaper | None:  # fmt: skip
    """Preview a paper; on 签发 ask once more, issue it, and say its number on the strip.

    ``ready`` is its draft where that was made beforehand; ``remark`` is said above it.
    """
    while True:
        if not await dialogs.show(_Given(parent, desk, title, build, _("签发…"), kind, ready=ready, remark=remark)):
            return None
        if await dialogs.confirm(parent, _("签发{what}").format(what=title), FINAL, _("签发")):
            break
    change = await desk.change(lambda: issue(build()), strip, final=True)
    if change is None:
        return None
    tell_issued(desk, strip, change.value)
    return change.value


async def preview_paper(
    desk: Desk, parent: QWidget, build: Callable[[], Paper], title: str, kind: PaperKind, *, ready: bytes | None = None
) -> None:
    """Show a paper to be printed or saved as it is: a draft, or one that is never to be issued and is ``ready``."""
    await dialogs.show(_Given(parent, desk, title, build, "", kind, ready=ready))


async def look(
    desk: Desk, parent: QWidget, title: str, make: Callable[[], bytes], state: str, file_name: str,
    kind: PaperKind | None = None,
) -> None:  # fmt: skip
    """Show a finished PDF, of papers of that kind, to be printed or saved."""
    sheet = PaperSheet(parent, desk, title)
    sheet.style_button.dress(kind, issued=True)
    desk.tasks.start(sheet.show_bytes(make, title, state, file_name))
    await dialogs.show(sheet)


FINAL = _("签发后纸面定稿，带编号和校验码，不能再改，“文书”里随时可以补打。现在签发？")


def tell_issued(desk: Desk, strip: Strip, issued: IssuedPaper, *, lead: bool = True) -> None:
    """Say what was issued, which characters could not be printed, and (``lead``) the way to it."""
    words = _("{kind}已签发：{number}").format(kind=papers.KINDS[issued.kind], number=issued.number)
    if issued.missing:
        words += _("；这些字没有字体可印，印成了〓：{chars}").format(chars="".join(issued.missing))
    number = issued.id
    strip.done(words, ways=((_("去“文书”打印"), lambda: desk.open("papers", number)),) if lead else ())
