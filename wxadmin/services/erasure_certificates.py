"""个人信息删除证明: the paper that says what was erased and what stays, and names nobody."""

from __future__ import annotations

import json
from collections.abc import Sequence

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import FormField, FormPaper
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, groups, papers
from wxadmin.services.papers import IssuedPaper, Origin
from wxadmin.services.records import Change, Store
from wxadmin.store import leavers
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx


def certificate(store: Store, erasure: int) -> FormPaper:
    """个人信息删除证明 of an erasure; UserError when there is none.

    It names nobody: the name is written on the printed sheet by hand, so that no record and no copy keeps it.
    """
    row = _erasure(store, erasure)
    went = json.loads(row["went"]).get("lines", ())
    kept = json.loads(row["kept"]).get("lines", ())
    unit = next((group.unit for group in groups.every(store) if group.unit), "")
    heads = (on_paper(_("内容")), on_paper(_("数量")), on_paper(_("理由")))
    return FormPaper(
        "erasure",
        on_paper(_("个人信息删除证明")),
        unit,
        "",
        (
            (FormField(on_paper(_("姓名（手写）"))), FormField(on_paper(_("删除日期")), clock.shown_day(row["day"]))),
            (FormField(on_paper(_("删除原因")), row["reason"]), FormField(on_paper(_("经办人")), row["actor"])),
            (FormField(on_paper(_("已删除的内容")), _table(went, 2), columns=heads[:2]),),
            (FormField(on_paper(_("保留的内容和理由")), _table(kept, 3), columns=heads),),
            (FormField(on_paper(_("经办人签字")), lines=2, signed=True),),
        ),
        statement=on_paper(
            _("以上个人信息已从记录文件、全文索引和缓存中删除，不能恢复；今后恢复旧备份时会再次删除。")
        ),
        note=on_paper(_(
            "姓名只手写在这张纸上，不存入记录。操作日志保留条目和校验值，不含内容，用来证明过去的决定没有被改动。"
            "已经打印、发出或另存的文件不在此列。"
        )),
    )  # fmt: skip


def _table(lines: Sequence[Sequence[object]], columns: int) -> str:
    rows = [[str(cell).replace("|", "／") for cell in line][:columns] for line in lines]
    return "\n".join("|".join(row) for row in rows) or "|".join((on_paper(_("无")), *[""] * (columns - 1)))


def issue(store: Store, erasure: int) -> Change[IssuedPaper]:
    """Issues it, once: a second time gives UserError, since the first can be printed again."""
    row = _erasure(store, erasure)
    if row["paper_id"] is not None:
        raise UserError(_("删除证明已经签发过"), remedy=_("可以在“文书”里补打"))

    def note(tx: Tx, paper: int) -> None:
        tx.update("erasure", erasure, {"paper_id": paper})

    return papers.issue(store, certificate(store, erasure), Origin(), note)


def _erasure(store: Store, erasure: int) -> Stored:
    with store.read() as db:
        row = leavers.erasure(db, erasure)
    if row is None:
        raise UserError(_("没有这次删除"), remedy=_("请刷新"))
    return row


def done(store: Store) -> tuple[tuple[int, str], ...]:
    """Erasures so far, the newest first: (id, line); nobody is named."""
    with store.read() as db:
        rows = leavers.erasures(db)
    return tuple(
        (row["id"], _("{day}　{reason}　{paper}").format(
            day=clock.shown_day(row["day"]), reason=row["reason"] or _("恢复备份后再次删除"),
            paper=_("已签发证明") if row["paper_id"] else _("没有签发证明"),
        ))
        for row in rows
    )  # fmt: skip
