"""Files that an owner names: only ordinary ones are opened."""

from __future__ import annotations

import stat
from contextlib import suppress
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _


def refuse_special(path: Path) -> None:
    """UserError for a device or a pipe: one that nobody writes to would be waited for without end."""
    with suppress(OSError, ValueError):  # whoever reads it says why
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise UserError(_("这是设备或管道，不是文件"), where=path.name, remedy=_("请先存成文件再选"))
