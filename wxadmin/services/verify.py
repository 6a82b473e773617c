"""Whether a paper, a backup or a record file is what it claims."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.services import records
from wxadmin.services.given_files import refuse_special
from wxadmin.store.archive import is_archive
from wxadmin.store.backup import ENDING, check_archive
from wxadmin.store.checking import CheckReport
from wxadmin.store.session import DATABASE


@dataclass(frozen=True, slots=True)
class Verdict:
    """``intact``: nothing was changed; ``issued``: it was issued by a record file; ``reason``: one sentence.

    ``kind`` is paper, backup or records; ``number`` that of an issued paper.
    """

    intact: bool
    issued: bool
    reason: str
    kind: str = "paper"
    number: str = ""


def verify_path(path: Path, step: Step = quiet, *, key_file: Path | None = None) -> Verdict:
    """The verdict on a paper (PDF), a backup or a record folder; UserError when it is not readable as what it claims.

    ``key_file`` opens a backup whose key lies elsewhere.
    """
    if path.is_dir() or path.name == DATABASE:
        folder = path if path.is_dir() else path.parent
        store = records.open_at(folder, write=False)
        try:
            return _of_report(store.check(step), "records")
        finally:
            store.close()
    if not path.exists():
        raise UserError(_("没有这个文件"), where=str(path), remedy=_("请检查路径"))
    refuse_special(path)
    if path.name.endswith(ENDING):
        _refuse_no_backup(path)
        return _of_report(check_archive(path, key_file=key_file, step=step), "backup")
    return verify_paper(path)


def verify_paper(source: Path | bytes) -> Verdict:
    """The verdict on a paper, a file or its bytes; UserError when it is no readable PDF."""
    from wxadmin.printing import seal_check

    found = seal_check.verify_paper(source)
    return Verdict(found.intact, found.issued, found.reason, "paper", "" if found.block is None else found.block.number)


def _refuse_no_backup(path: Path) -> None:
    try:
        found = is_archive(path)
    except OSError as error:
        raise UserError(_("文件无法读取"), where=str(path), remedy=_("请检查路径和权限")) from error
    if not found:
        raise UserError(_("这不是本程序的备份文件"), where=str(path), remedy=_("请选择扩展名为 .wxbackup 的备份"))


def _of_report(report: CheckReport, kind: str) -> Verdict:
    if report.ok:
        return Verdict(True, True, _("完好：{} 条记录与校验一致").format(report.size), kind)
    return Verdict(False, True, _("发现问题：{}").format("；".join(report.problems[:3])), kind)
