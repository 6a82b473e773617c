"""The papers of a case: the one it is about as it will print, on the right; the others to be filled in and issued."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wxadmin.domain import numbering
from wxadmin.domain.jobs import Step
from wxadmin.domain.ladder import RECOMMENDED
from wxadmin.domain.papers import CaseFile
from wxadmin.domain.seal import PaperKind
from wxadmin.i18n import _
from wxadmin.services import appeal_letters, case_choices, case_papers, cases, notices, papers
from wxadmin.services.cases import CaseCard
from wxadmin.services.papers import IssuedPaper
from wxadmin.services.records import Change, Store
from wxadmin.ui import dialogs, theme
from wxadmin.ui.card import Link, button
from wxadmin.ui.casesheets import FileSheet
from wxadmin.ui.formsheet import filled_form
from wxadmin.ui.papersheet import offer, tell_issued
from wxadmin.ui.preview import PdfPreview, save_name
from wxadmin.ui.stylebutton import StyleButton

if TYPE_CHECKING:
    from wxadmin.ui.caseboard import CaseBoard
    from wxadmin.ui.page import Page

_LONGEST = 12
"""Characters of a name on a button."""
Key = tuple[str, int | None]
"""Which paper (``notice``, ``group_notice``, ``history``, ``group``), and of which party."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One paper to be looked at."""

    key: Key
    words: str


class PaperSide(QWidget):
    """Which paper on top, the paper below; what cannot be made says why in its place."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._detail: CaseCard | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        self._bar = QWidget(self)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        self.which = QComboBox(self._bar)
        self.which.setAccessibleName(_("看哪份文书"))
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setMinimumContentsLength(12)
        row.addWidget(self.which, 1)
        self.sign = button(_("签发处罚记录"), self._on_sign_clicked, self._bar)
        self.sign.hide()
        row.addWidget(self.sign)
        column.addWidget(self._bar)
        self.preview = PdfPreview(page.desk.tasks, page.strip, self)
        self.style_button = StyleButton(page.desk, page.strip, self.preview)
        self.preview.add_tool(self.style_button)
        self.style_button.chosen.connect(self._on_style_chosen)
        column.addWidget(self.preview, 1)
        self._bar.hide()
        self.which.currentIndexChanged.connect(self._on_which_changed)

    @property
    def key(self) -> Key | None:
        """The paper looked at."""
        data = self.which.currentData()
        return data if isinstance(data, tuple) else None

    def show_case(self, detail: CaseCard | None, *, again: bool) -> None:
        """Show the papers of a case; the one looked at stays when it is the same case."""
        before = self.key if again else None
        self._detail = detail
        self.which.blockSignals(True)
        self.which.clear()
        for choice in () if detail is None else _choices(detail):
            self.which.addItem(choice.words, choice.key)
        self.which.blockSignals(False)
        self._bar.setVisible(self.which.count() > 0)
        if detail is None:
            self.sign.hide()
            self.preview.clear()
            self.style_button.dress(None)
            return
        self._select(before or ("notice", detail.parties[0].id if detail.parties else None))

    def look(self, key: str, party: int | None) -> None:
        """Look at another paper of the case."""
        self._select((key, party))

    def _select(self, key: Key) -> None:
        keys = [self.which.itemData(at) for at in range(self.which.count())]
        self.which.blockSignals(True)
        self.which.setCurrentIndex(keys.index(key) if key in keys else 0)
        self.which.blockSignals(False)
        self._make()

    def show_group(self, group: int) -> None:
        """Look at the record of a group, whichever case is shown."""
        words = _("本群处罚记录")
        if self.which.findText(words) < 0:
            self.which.addItem(words, ("group", group))
        self._bar.show()
        self._select(("group", group))

    def _on_which_changed(self, _at: int) -> None:
        self._make()

    def _on_style_chosen(self) -> None:
        self._make()

    def _make(self) -> None:
        key, detail, store = self.key, self._detail, self._page.desk.store
        if key is None:
            return
        caption, kind = self.which.currentText(), _KINDS[key[0]]
        state, issued = _("草稿，未签发"), None
        name = caption
        if key[0] == "notice" and detail is not None:
            at = next((n for n, party in enumerate(detail.parties) if party.id == key[1]), 0)
            issued = detail.parties[at].paper
            ref = numbering.part(detail.ref, at) if detail.number and len(detail.parties) > 1 else detail.ref
            name = _("违规处理通知书 {ref}").format(ref=ref)
            caption = _("通知书")
        elif key[0] == "history":
            caption = _("处罚记录")
        self.sign.setVisible(key[0] in _SIGNED and self._page.desk.may(self._page.RIGHT))
        self.sign.setText(_SIGNED.get(key[0], ""))
        self.sign.setAccessibleName(self.sign.text())
        self.style_button.dress(kind, issued=issued is not None)
        make: Callable[[], bytes]
        if issued is not None:
            make, state = partial(papers.reprint, store, issued), _("已签发")
        else:
            make = partial(_draft, store, key, detail)
        self._page.start(self.preview.show_pdf(make, caption, state, save_name(name)))

    def _on_sign_clicked(self) -> None:
        self._page.start(self._sign())

    async def _sign(self) -> None:
        detail, key, desk = self._detail, self.key, self._page.desk
        if detail is None or key is None:
            return
        what, text = _SIGNED[key[0]], _("签发后纸面定稿，带编号和校验码。现在签发？")
        if not await dialogs.confirm(self._page, what, text, what):
            return
        change = await desk.change(partial(_issue, desk.store, key, detail), self._page.strip, final=True)
        if change is not None:
            tell_issued(desk, self._page.strip, change.value)


_SIGNED = {"history": _("签发处罚记录"), "group_notice": _("签发群内通报")}
"""Papers looked at here that can be issued here; a notice is issued by the main button of its case."""
_KINDS: dict[str, PaperKind] = {
    "notice": "notice", "group_notice": "letter", "history": "history", "group": "history",
}  # fmt: skip


def _choices(detail: CaseCard) -> list[Choice]:
    several = len(detail.parties) > 1
    found = [
        Choice(("notice", party.id), _("通知书：{who}").format(who=party.label) if several else _("通知书"))
        for party in detail.parties
    ]
    if detail.state in ("decided", "issued"):
        found.append(Choice(("group_notice", None), _("群内通报（姓名隐去）")))
    found += [
        Choice(("history", party.id), _("处罚记录：{who}").format(who=party.label) if several else _("处罚记录"))
        for party in detail.parties
        if party.person is not None
    ]
    return found


def _draft(store: Store, key: Key, detail: CaseCard | None) -> bytes:
    kind, party = key
    if kind == "group":
        return papers.draft(store, cases.history(store, group=party))
    assert detail is not None
    if kind == "notice":
        return papers.draft(store, notices.build(store, detail.id, party=party))
    if kind == "group_notice":
        return papers.draft(store, case_papers.group_notice(store, detail.id))
    person = next(one.person for one in detail.parties if one.id == party)
    return papers.draft(store, cases.history(store, person=person, group=detail.group))


def _issue(store: Store, key: Key, detail: CaseCard) -> Change[IssuedPaper]:
    if key[0] == "group_notice":
        return case_papers.issue(store, detail.id, case_papers.group_notice(store, detail.id))
    person = next(one.person for one in detail.parties if one.id == key[1])
    history = cases.history(store, person=person, group=detail.group)
    return papers.issue(store, history, papers.Origin(group=detail.group, person=person))


# Papers to be filled in, issued or saved


def buttons(board: CaseBoard, detail: CaseCard, host: QWidget) -> list[QPushButton]:
    """What papers can be made of the case as it stands."""
    pieces = []
    several = len(detail.parties) > 1

    def add(words: str, act: Callable[..., object], *args: object, icon: str = "") -> None:
        pieces.append(button(words, partial(board.run, act, *args), host, icon=icon))  # type: ignore[arg-type]

    persons = [party for party in detail.parties if party.person is not None]
    if persons:
        look = partial(board.look, "history", persons[0].id)
        pieces.append(button(_("处罚记录"), look, host, icon="file-text"))
    if detail.state in ("decided", "issued"):
        pieces.append(button(_("群内通报"), partial(board.look, "group_notice", None), host, icon="megaphone"))
        add(_("复制群内通报"), copy_group_notice, icon="copy")
        for party in detail.parties:
            who = f"：{(party.name or party.sender)[:_LONGEST]}" if several else ""
            if any(line.measure in RECOMMENDED for line in party.sanctions):
                add(_("处理建议书…") + who, recommendation, party.id)
            if party.paper is not None:
                add(_("送达回证…") + who, delivery, party.id)
            add(_("申诉书…") + who, appeal_form, party.id)
        if any(event.kind == "amended" for event in detail.timeline):
            add(_("更正决定书…"), amendment)
    if detail.state != "draft":
        add(_("案卷…"), case_file, icon="files")
    return pieces


async def copy_group_notice(page: Page, detail: CaseCard) -> None:
    """Put the words for the group, with masked names, on the clipboard."""
    text = await page.desk.read(lambda: case_papers.group_text(page.desk.store, detail.id), page.strip)
    if text:
        page.copy(text, _("群内通报已复制，可以粘贴到群里；姓名已隐去一部分。"))


async def recommendation(page: Page, detail: CaseCard, party: int) -> None:
    """Ask the unit for what the owner cannot do."""
    store = page.desk.store
    await offer(
        page.desk, page, page.strip, lambda: case_papers.recommendation(store, detail.id, party),
        lambda paper: case_papers.issue(store, detail.id, paper, party), title=_("处理建议书"), kind="letter",
    )  # fmt: skip


async def delivery(page: Page, detail: CaseCard, party: int) -> None:
    """The record of delivery, to be signed by hand."""
    desk = page.desk
    await filled_form(
        desk, detail.group, lambda: case_papers.delivery(desk.store, detail.id, party),
        lambda paper: case_papers.issue(desk.store, detail.id, paper, party), page, page.strip,
    )  # fmt: skip


async def appeal_form(page: Page, detail: CaseCard, party: int) -> None:
    """The form for an appeal, to be given to the person."""
    desk = page.desk
    await filled_form(
        desk, detail.group, lambda: appeal_letters.appeal_form(desk.store, detail.id, party),
        lambda paper: appeal_letters.issue_form(desk.store, detail.id, paper, party), page, page.strip,
    )  # fmt: skip


async def lifting(page: Page, detail: CaseCard, sanction: int, party: int) -> None:
    """That a measure no longer holds, to be handed to the person."""
    store = page.desk.store
    await offer(
        page.desk, page, page.strip, lambda: case_papers.lifting(store, sanction),
        lambda paper: case_papers.issue(store, detail.id, paper, party), title=_("解除处罚通知书"), kind="letter",
    )  # fmt: skip


async def amendment(page: Page, detail: CaseCard) -> None:
    """The newest correction, to be handed to the person it is about."""
    store = page.desk.store

    seen = await page.desk.read(lambda: case_choices.last_amendment(store, detail.id), page.strip)
    if seen is not None:
        act, party = seen
        await offer(
            page.desk, page, page.strip, lambda: case_papers.amendment(store, act),
            lambda paper: case_papers.issue(store, detail.id, paper, party), title=_("更正决定书"), kind="letter",
        )  # fmt: skip


async def case_file(page: Page, detail: CaseCard) -> None:
    """案卷: everything of the case as one file with bookmarks, as a job that can be stopped; then issued or saved."""
    desk, store = page.desk, page.desk.store
    notes = True
    if any(event.kind == "note" and event.paper is None for event in detail.timeline) or detail.draft.note:
        sheet = FileSheet(page)
        if not await dialogs.show(sheet):
            return
        notes = sheet.notes.isChecked()

    def work(step: Step) -> tuple[CaseFile, bytes]:
        paper = case_papers.case_file(store, detail.id, step, notes=notes)
        return paper, papers.draft(store, paper, step=step)

    made = await desk.job(_("整理案卷"), work, page.strip)
    if made is None:
        return
    paper, draft = made
    if paper.lost:
        page.strip.hint("".join(paper.lost))
    await offer(
        desk, page, page.strip, lambda: paper, lambda one: case_papers.issue(store, detail.id, one),
        title=_("案卷 {ref}").format(ref=detail.ref), kind="casefile", ready=draft, remark="".join(paper.lost),
    )  # fmt: skip


class IssuedPapers(QWidget):
    """The papers issued for a case, one line each, read after the card is painted."""

    def __init__(self, page: Page, case: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._page, self._case = page, case
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        page.desk.tasks.start(self._load())

    async def _load(self) -> None:
        store, case = self._page.desk.store, self._case
        found = await self._page.desk.read(lambda: case_papers.issued(store, case), self._page.strip)
        if found is None or not shiboken6.isValid(self):
            return
        for one in found:
            # What tells them apart stands first: a narrow card cuts the end.
            title = one.title.removesuffix(one.number).strip()
            words = "　".join(filter(None, (one.number, title, one.issued)))
            piece = Link(words, "papers", one.id, self)
            piece.opened.connect(self._page.desk.open)
            self._column.addWidget(piece)
