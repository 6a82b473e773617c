"""What was handed over: the packages given and received, the attached ledger of each, papers their givers issued."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.services import clock, papers
from wxadmin.services.records import Store
from wxadmin.store import groups as stored_groups
from wxadmin.store import handover as stored
from wxadmin.store.engine import Row
from wxadmin.store.handover import Attached


@dataclass(frozen=True, slots=True)
class Handover:
    """A package given or received, as lists and cards show it; ``groups`` are names, ``received`` tells which."""

    id: int
    received: bool
    day: str
    giver: str
    receiver: str
    groups: tuple[str, ...]
    fingerprint: str
    digest: str
    size: int
    note: str
    paper: int | None

    @property
    def line(self) -> str:
        """``来自 王芳 移交，2026-11-22``."""
        words = _("来自{giver}移交，{day}") if self.received else _("移交给{receiver}，{day}")
        return words.format(giver=f" {self.giver} ", receiver=f" {self.receiver} ", day=self.day)


@dataclass(frozen=True, slots=True)
class HandedPaper:
    """A paper the giver issued; its bytes by :func:`reprint`."""

    id: int
    kind: str
    number: str
    title: str
    issued: str
    pages: int


def every(store: Store) -> tuple[Handover, ...]:
    """All packages given and received, the newest first."""
    with store.read() as db:
        names = {row["id"]: row["name"] for row in stored_groups.every(db)}
        return tuple(_handover(row, names) for row in stored.every(db))


def of_group(store: Store, group: int) -> tuple[Handover, ...]:
    """The packages a group came by, the oldest first."""
    with store.read() as db:
        names = {row["id"]: row["name"] for row in stored_groups.every(db)}
        return tuple(_handover(row, names) for row in stored.of_group(db, group))


def _handover(row: Row, names: Mapping[int, str]) -> Handover:
    groups = tuple(names[one] for one in json.loads(row["groups"]) if one in names)
    return Handover(
        row["id"], row["direction"] == "received", row["day"], row["giver"], row["receiver"], groups,
        row["fingerprint"], row["digest"], row["size"], row["note"], row["paper_id"],
    )  # fmt: skip


def verify(store: Store, handover: int, step: Step = quiet) -> Attached:
    """Hash the attached ledger of a received package anew. UserError when there is none."""
    with store.read() as db:
        row = stored.one(db, handover)
        if row is None or row["attached"] is None:
            raise UserError(_("没有随附的操作日志"), remedy=_("只有收到的移交包才有"))
        return stored.verify(db, row, step)


def papers_of(store: Store, handover: int) -> tuple[HandedPaper, ...]:
    """The papers that came with a package, oldest first."""
    with store.read() as db:
        row = stored.one(db, handover)
        found = [] if row is None or row["attached"] is None else stored.papers(db, row["attached"])
        return tuple(_handed(one) for one in found)


def _handed(row: Row) -> HandedPaper:
    kind = papers.KINDS.get(row["kind"], row["kind"])
    return HandedPaper(row["id"], kind, row["number"], row["title"], clock.shown(row["issued"]), row["pages"])


def paper_name(paper: HandedPaper) -> str:
    """A name for its file that is legal everywhere."""
    words = paper.title if paper.number in paper.title else f"{paper.kind} {paper.number} {paper.title}"
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", words)[:100].rstrip(" .") + ".pdf"


def reprint(store: Store, handed: int) -> bytes:
    """A paper of the giver, byte for byte. UserError when it is not there, or its copy was erased."""
    with store.read() as db:
        row = stored.paper(db, handed)
    if row is None or not row["pdf"]:
        raise UserError(_("没有这份文书的存档"), remedy=_("可能已随个人信息删除；手里的纸质件凭校验码仍可核验"))
    return bytes(row["pdf"])


def who_issued(store: Store, source: Path | bytes) -> Handover | None:
    """The package by which the ledger of a paper's issuer came, None for other papers. UserError: no readable PDF."""
    from wxadmin.printing import seal_check
    from wxadmin.printing.reading import read_paper

    found = seal_check.verify_paper(source)
    if found.block is None or not found.issued or found.block.origin == store.origin:
        return None
    leaf = found.block.leaf(read_paper(source).digest)
    with store.read() as db:
        row = stored.issued_by_giver(db, found.block.origin, found.block.seq, leaf)
        names = {r["id"]: r["name"] for r in stored_groups.every(db)}
    return None if row is None else _handover(row, names)
