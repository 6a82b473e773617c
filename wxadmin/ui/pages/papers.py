"""文书: every issued paper, to be printed again, bound into one file or checked; and where forms are filled in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from wxadmin.domain.jobs import Step
from wxadmin.domain.seal import PaperKind
from wxadmin.i18n import _
from wxadmin.services import papers, signing, styles
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.ui import dialogs
from wxadmin.ui.card import button
from wxadmin.ui.desk import Desk
from wxadmin.ui.formsheet import new_form
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.papersheet import look
from wxadmin.ui.preview import PdfPreview, save_name
from wxadmin.ui.severalpage import SeveralPage
from wxadmin.ui.verifying import verify_file

_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class _Detail:
    id: int
    paper: IssuedPaper
    origin: Origin
    duplex: bool
    signing: int | None


class PapersPage(SeveralPage):
    """List, what is known of one paper, the paper."""

    KEY = "papers"
    TITLE = _("文书")
    NOTHING = _("选一份文书，这里显示编号和来历；右边就是签发时的那份纸。")
    HELP = _(
        "签发过的通知书、规章制度、签收表、公告、表单、函和对照表都在这里，补打出来和签发时一个字节也不差。\n\n"
        "补打：选中一份，点“打印”。按 100% 打印，不要选“适合页面”，否则尺寸会变。\n"
        "几份一起打：按住 Ctrl 或 Shift 选中几份，“合并为一个文件”会做成一个带书签的 PDF，可以一次打印或另存。\n\n"
        "新建表单：入群、退群、活动、申诉、送达等表单，填空时右边就是纸面。可以直接打印空白表，也可以签发，"
        "签发的带编号和校验码。\n\n"
        "核验：选一份 PDF（或拖进窗口），看它签发之后有没有被改过。扫描件、照片没有原来的文字，"
        "不能这样核验：请按纸上的编号在这里找到原件，和手里的纸逐项对照。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        pane = ListPane(
            desk, papers, self.KEY, self,
            empty=_("还没有签发过文书。通知书在“案件与处罚”里签发，规章和签收表在“规章制度”里；表单可以在这里新建。"),
            hint=_("搜索编号、人员"), widths={"number": 142, "title": 158, "issued": 152}, counted=_("{n} 份"),
        )  # fmt: skip
        pane.offer(_("新建表单"), self._on_form_clicked)
        pane.add_menu(_("打印"), self._on_print_clicked)
        pane.add_menu(_("合并为一个文件"), self._on_bind_clicked)
        self.preview: PdfPreview = PdfPreview(desk.tasks, self.strip, self)
        self.lay_out(pane, self.preview)
        self.arrange(466, 220, 416)
        for at, stretch in enumerate((3, 2, 3)):
            self.sides.setStretchFactor(at, stretch)
        self.add_action(_("新建表单"), self._on_form_clicked, kind="main", icon="file-plus")
        self.add_action(_("核验 PDF…"), self._on_verify_clicked, icon="shield-check")

    def read(self, record: int) -> Any:
        store = self.desk.store
        paper = papers.get(store, record)
        duplex = styles.of(store, paper.kind).duplex
        return _Detail(record, paper, papers.origin_of(store, record), duplex, signing.of_paper(store, record))

    def render_nothing(self) -> None:
        super().render_nothing()
        self.preview.clear()

    def render_detail(self, detail: _Detail, *, again: bool) -> None:
        super().render_detail(detail, again=again)
        if not again or self.preview.data is None:
            paper = detail.paper
            name = papers.file_name(paper)
            self.preview.handout.duplex = detail.duplex
            self.start(self.preview.show_pdf(lambda: paper.pdf, papers.KINDS[paper.kind], _("已签发"), name))

    def render_one(self, detail: _Detail, *, again: bool) -> None:
        card, paper, origin = self.card, detail.paper, detail.origin
        card.clear()
        card.title(paper.number)
        host = card.host
        card.row(button(_("打印"), self._on_print_clicked, host, kind="main", icon="printer"))
        card.facts((
            (_("种类"), papers.KINDS[paper.kind]),
            (_("标题"), paper.title),
            (_("签发时间"), paper.issued),
            (_("页数"), str(paper.pages)),
            (_("校验码"), paper.code),
            (_("缺字"), "".join(paper.missing)),
        ))  # fmt: skip
        links = (
            (_("查看案件"), "cases", origin.case),
            (_("查看规章制度"), "regulations", origin.revision),
            (_("查看公告"), "announcements", origin.announcement),
            (_("查看人员"), "people", origin.person),
            (_("登记签收"), "signing", detail.signing),
        )
        for words, page, record in links:
            if record is not None:
                card.link(words, page, record)
        card.finish(keep_place=again)

    def render_several(self, picked: tuple[int, ...]) -> None:
        card = self.card
        card.clear()
        card.title(_("选中 {n} 份").format(n=f"{len(picked):,}"))
        host = card.host
        card.row(button(_("合并为一个文件"), self._on_bind_clicked, host, kind="main", icon="layers"))
        card.text(_("做成一个带书签的 PDF，每份从新的一页开始，可以一次打印或另存。"), role="muted")
        model = self.list.model
        rows = [model.cell_row(model.row_of(i)) for i in picked[:_MOST_NAMED]]
        words = [f"{row.cells[0]}　{row.cells[1]}" for row in rows if row is not None]
        if len(picked) > len(words):
            words.append(_("等 {n} 份").format(n=f"{len(picked):,}"))
        card.text("\n".join(words))
        card.finish()

    # Printing

    def _on_print_clicked(self) -> None:
        self.preview.print()

    def _on_bind_clicked(self) -> None:
        self.start(self._bind(self.list.picked))

    async def _bind(self, picked: tuple[int, ...]) -> None:
        desk = self.desk
        title = _("合并的文书（{n} 份）").format(n=len(picked))
        store = desk.store

        def work(step: Step) -> tuple[bytes, PaperKind]:
            return papers.bind(store, picked, step), papers.get(store, picked[0]).kind

        made = await desk.job(_("合并文书"), work, self.strip)
        if made is not None:
            pdf, kind = made
            await look(desk, self, title, lambda: pdf, "", save_name(title), kind)

    # Forms

    def begin(self) -> None:
        self._on_form_clicked()

    def _on_form_clicked(self) -> None:
        self.start(self._new_form())

    async def _new_form(self) -> None:
        group = self.need_group()
        if group is not None:
            made = await new_form(self.desk, group, self, self.strip)
            if made is not None:
                self.list.show_record(made)

    # Checking a file

    def _on_verify_clicked(self) -> None:
        self.start(self._pick_to_verify())

    async def _pick_to_verify(self) -> None:
        path = await dialogs.pick_file(self, _("核验 PDF"), ["PDF (*.pdf)"])
        if path is not None:
            await verify_file(self.desk, path, self.strip)

    async def take(self, source: str | Path, kind: str) -> None:
        if isinstance(source, Path):
            await verify_file(self.desk, source, self.strip)
