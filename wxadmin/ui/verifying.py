"""核验: whether a PDF file is as it was issued, said where it was asked."""

from __future__ import annotations

from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import verify
from wxadmin.ui.desk import Desk
from wxadmin.ui.strip import Strip


async def verify_file(desk: Desk, path: Path, strip: Strip) -> None:
    """Green for issued and unchanged, amber for never issued, red for changed; a file that is no paper says so."""
    verdict = await desk.job(_("核验"), lambda step: verify.verify_path(path, step), strip)
    if verdict is None:
        return
    words = f"{path.name}：{verdict.reason}"
    if verdict.issued and verdict.kind == "paper":
        from wxadmin.services import handed

        giver = await desk.read(lambda: handed.who_issued(desk.store, path), strip)
        if giver is not None:
            words += _("；由移交人 {giver} 的记录签发，本机存有它的操作日志（{day} 移交）").format(
                giver=giver.giver, day=giver.day
            )
    if not verdict.intact:
        strip.wrong(UserError(words, remedy=_("请不要采信这份文件，按编号在“文书”里找到原件对照")))
    elif verdict.issued:
        strip.done(words)
    else:
        strip.hint(words)
