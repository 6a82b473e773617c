"""Papers: drafts for the eye, issued ones sealed by the ledger and kept as they were printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from wxadmin.domain import numbering
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.papers import (
    AnnouncementPaper,
    CaseFile,
    ComparisonPaper,
    FormPaper,
    LetterPaper,
    ListPaper,
    Notice,
    Paper,
    PenaltyHistory,
    RecordPaper,
    RegulationPaper,
    SignSheet,
)
from wxadmin.domain.seal import CheckBlock, Draft, Issued, PaperKind
from wxadmin.domain.style import Style
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, number_patterns, spelling, styles
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, View, ids_of
from wxadmin.services.records import Change, Reader, Store
from wxadmin.store import cases as stored
from wxadmin.store import people as stored_people
from wxadmin.store.journal import Tx

COLUMNS = (
    Column("number", _("编号"), 150, middle=True),
    Column("kind", _("种类"), 110),
    Column("title", _("标题"), 300),
    Column("issued", _("签发时间"), 160),
    Column("pages", _("页数"), 60, numeric=True),
)
CHIPS = (
    Chip("notice", _("通知书")), Chip("regulation", _("规章制度")), Chip("sheet", _("签收表")),
    Chip("history", _("处罚记录")), Chip("announcement", _("公告")), Chip("form", _("表单")), Chip("letter", _("函")),
    Chip("list", _("清单")), Chip("comparison", _("修订对照表")),
    Chip("casefile", _("案卷")),
)  # fmt: skip
KINDS = {
    "notice": _("违规处理通知书"), "regulation": _("规章制度"), "sheet": _("签收表"), "history": _("处罚记录"),
    "announcement": _("公告"), "form": _("表单"), "letter": _("函"), "list": _("清单"), "comparison": _("修订对照表"),
    "casefile": _("案卷"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A paper as issued; ``pdf`` is byte for byte what every reprint gives; ``code`` is the short code of its block."""

    id: int
    number: str
    kind: PaperKind
    title: str
    pdf: bytes
    pages: int
    code: str
    issued: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """What a paper belongs to; any of them may be None."""

    group: int | None = None
    case: int | None = None
    revision: int | None = None
    announcement: int | None = None
    person: int | None = None


_KIND_OF: dict[type, PaperKind] = {
    Notice: "notice", RegulationPaper: "regulation", SignSheet: "sheet", PenaltyHistory: "history",
    AnnouncementPaper: "announcement", FormPaper: "form", LetterPaper: "letter", ListPaper: "list",
    ComparisonPaper: "comparison", RecordPaper: "list", CaseFile: "casefile",
}  # fmt: skip
_TOLD_BY_NUMBER = {"notice", "sheet", "history"}
"""Kinds whose title says no more than kind and number do."""
_ATTEMPTS = 5


class _NumberTakenError(Exception):
    """Another paper took the number while this one was being set."""


def kind_of(paper: Paper) -> PaperKind:
    """What kind of paper it is."""
    return _KIND_OF[type(paper)]


def draft(store: Store, paper: Paper, style: Style | None = None, step: Step = quiet) -> bytes:
    """The PDF marked 草稿, without a check block; ``style`` defaults to the one chosen for such papers.

    Cancelled through ``step``, which counts pages.
    """
    from wxadmin.printing.papers import render

    dress = style or styles.of(store, kind_of(paper))
    return render(paper, mark=Draft(), created=clock.now(), style=dress, step=step).pdf


def draft_batch(
    store: Store, papers: Sequence[Paper], title: str, style: Style | None = None, step: Step = quiet
) -> bytes:
    """Many drafts of one kind in one PDF with a bookmark each; Cancelled through ``step``, UserError without any.

    ``style`` defaults to the one chosen for such papers.
    """
    from wxadmin.printing.papers import render_batch

    if not papers:
        raise UserError(_("没有要打印的文书"), remedy=_("请先选择"))
    dress = style or styles.of(store, kind_of(papers[0]))
    marked = [(paper, Draft()) for paper in papers]
    return render_batch(marked, title=title, created=clock.now(), style=dress, step=step).pdf


def bind(store: Store, ids: Sequence[int], step: Step = quiet, *, duplex: bool | None = None) -> bytes:
    """Issued papers one behind the other in one PDF, their pages as printed then, with a bookmark each.

    With ``duplex`` (default: as chosen for the first one's kind) no two papers share a sheet. The whole proves nothing;
    each of the papers, reprinted alone, does. UserError when none is given; Cancelled through ``step``.
    """
    from wxadmin.printing import binding

    if not ids:
        raise UserError(_("没有要打印的文书"), remedy=_("请先选择"))
    chosen = []
    for done, paper in enumerate(ids):
        step(done, 2 * len(ids))
        found = get(store, paper)
        if duplex is None:
            duplex = styles.of(store, found.kind).duplex
        name = _called(found) if found.kind in _TOLD_BY_NUMBER else f"{_called(found)} {found.title}"
        chosen.append((name, found.pdf))
    title = _("文书 {} 份").format(len(chosen))
    on = lambda done, _total: step(len(ids) + done, 2 * len(ids))  # noqa: E731 - the second half of the way
    return binding.bind(chosen, title=title, created=clock.now(), duplex=bool(duplex), step=on)


def issue(
    store: Store,
    paper: Paper,
    origin: Origin,
    note: Callable[[Tx, int], None] | None = None,
    style: Style | None = None,
) -> Change[IssuedPaper]:
    """Numbers the paper, seals it in the ledger and keeps its PDF, all in one final change.

    A paper that has its number keeps it. ``note`` is done in the same change with the id of the new paper. ``style``
    defaults to the one chosen for such papers.
    """
    from wxadmin.printing.papers import title_of
    from wxadmin.printing.sealing import content_digest

    kind = kind_of(paper)
    if not paper.number and kind not in numbering.SERIES:
        # A notice has the number of its case, which is given when the case is decided.
        raise UserError(_("{}还没有编号").format(KINDS[kind]), remedy=_("请先对案件作出决定，再签发"))
    style = style or styles.of(store, kind)
    created = clock.now()
    for _attempt in range(_ATTEMPTS):
        with store.read() as db:
            year = clock.today().year
            number = paper.number or number_patterns.next_of(db, origin.group or 0, kind, year).number
        numbered = replace(paper, number=number)
        # Setting the paper takes longest and is done before the change, so that no other write waits for it.
        digest = content_digest(numbered, created=created, style=style)
        sealing = _Sealing(numbered, kind, origin, digest, created, style, title_of(numbered), own=bool(paper.number))
        try:
            return store.change(
                _("签发 {} {}").format(KINDS[kind], number), partial(sealing.seal, note=note), final=True
            )
        except _NumberTakenError:
            continue
    raise UserError(_("编号一直被别的文书占用"), remedy=_("请稍后再签发"))


def take_number(tx: Tx, group: int, series: str) -> tuple[int, str]:
    """The next number of a series in a group this year, given out in this change; nothing in the group has it yet."""
    year = clock.day_of(tx.at).year
    found = number_patterns.next_of(tx, group, series, year)
    if found.row is None:
        tx.insert("counter", {"group_id": group, "series": series, "year": year, "last": found.count})
    else:
        tx.update("counter", found.row, {"last": found.count})
    return found.count, found.number


@dataclass(frozen=True, slots=True)
class _Sealing:
    """What the final change needs: the numbered paper, its digest, and how it is set."""

    paper: Paper
    kind: PaperKind
    origin: Origin
    digest: bytes
    created: datetime
    style: Style
    title: str
    own: bool

    def seal(self, tx: Tx, note: Callable[[Tx, int], None] | None) -> IssuedPaper:
        """Append the leaf, set the paper with its check block, keep it."""
        from wxadmin.printing.papers import render

        origin, number = self.origin, self.paper.number
        if not self.own and take_number(tx, origin.group or 0, self.kind)[1] != number:
            raise _NumberTakenError
        person = None if origin.person is None else stored_people.one(tx, origin.person)
        subject = b"" if person is None else bytes(person["subject"])
        body = {"content": self.digest.hex(), "number": number, "paper": self.kind}
        leaf = tx.leaf("paper", subject, body)
        size, root, proof = tx.proof(leaf.seq)
        block = CheckBlock(tx.origin, leaf.seq, leaf.at, self.kind, number, subject, leaf.salt, size, root, proof)
        made = render(self.paper, mark=Issued(block), created=self.created, style=self.style)
        issued = clock.stamp(clock.moment(leaf.at))
        missing = "".join(made.missing)
        row = {
            "group_id": origin.group or 0,
            "kind": self.kind,
            "number": number,
            "title": self.title,
            "title_key": spelling.key(self.title),
            "seq": leaf.seq,
            "code": block.short_code(),
            "digest": self.digest.hex(),
            "pages": made.pages,
            "missing": missing,
            "issued": issued,
            "pdf": made.pdf,
            "case_id": origin.case,
            "revision_id": origin.revision,
            "announcement_id": origin.announcement,
            "person_id": origin.person,
            "subject": subject,
        }
        paper_id = tx.insert("paper", row)
        if note is not None:
            note(tx, paper_id)
        return IssuedPaper(
            paper_id, number, self.kind, self.title, made.pdf, made.pages, block.short_code(), clock.shown(issued),
            tuple(missing),
        )  # fmt: skip


def reprint(store: Store, paper: int) -> bytes:
    """The bytes as issued."""
    return get(store, paper).pdf


def get(store: Store, paper: int) -> IssuedPaper:
    """One issued paper; UserError when there is none."""
    with store.read() as db:
        row = stored.paper(db, paper)
    if row is None:
        raise UserError(_("没有这份文书"), remedy=_("请刷新列表"))
    if not row["pdf"]:
        raise UserError(
            _("{} 的存档已随个人信息删除").format(row["number"]), remedy=_("不能补打；手里的纸质件凭校验码仍可核验")
        )
    return IssuedPaper(
        row["id"], row["number"], row["kind"], row["title"], bytes(row["pdf"]), row["pages"], row["code"],
        clock.shown(row["issued"]), tuple(row["missing"]),
    )  # fmt: skip


def origin_of(store: Store, paper: int) -> Origin:
    """What an issued paper belongs to; nothing when there is no such paper."""
    with store.read() as db:
        row = stored.paper(db, paper)
    if row is None:
        return Origin()
    return Origin(row["group_id"] or None, row["case_id"], row["revision_id"], row["announcement_id"], row["person_id"])


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of issued papers, newest first unless sorted otherwise."""
    return ids_of(store, stored.PAPERS, view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those papers as rows."""
    with store.read() as db:
        rows = stored.papers_page(db, ids)
    return [
        Row(
            r["id"],
            (r["number"], KINDS[r["kind"]], r["title"], clock.shown(r["issued"]), str(r["pages"])),
            () if r["kept"] else (Badge(_("存档已删除"), "muted"),),
        )
        for r in rows
    ]


def file_name(paper: IssuedPaper) -> str:
    """A name that is legal everywhere: ``违规处理通知书 违处〔2026〕1号.pdf``, ``表单〔2026〕1号 入群申请表.pdf``."""
    name = _called(paper)
    if paper.kind not in _TOLD_BY_NUMBER:
        name += f" {paper.title}"
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", name)[:100].rstrip(" .") + ".pdf"


def _called(paper: IssuedPaper) -> str:
    """Kind and number; the number alone where it begins with the kind."""
    kind = on_paper(KINDS[paper.kind])
    return paper.number if paper.number.startswith(kind) else f"{kind} {paper.number}"


def save(pdf: bytes, path: Path) -> None:
    """Writes a PDF so that either the old or the whole new file is there; UserError when it cannot be written."""
    from wxadmin.atomic import write_bytes

    write_bytes(pdf, path)
