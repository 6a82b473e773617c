"""Picture files as an owner chooses them: read whole, refused in words where they are too large."""

from __future__ import annotations

import stat
from contextlib import suppress
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import Picture
from wxadmin.i18n import _

LARGEST = 60 * 1024 * 1024
"""Bytes of a picture file; a photograph of 40 million pixels has 20 MB and less."""


def refuse_special(path: Path) -> None:
    """UserError for a device or a pipe: one that nobody writes to would be waited for without end."""
    with suppress(OSError, ValueError):  # whoever reads it says why
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise UserError(_("这是设备或管道，不是文件"), where=path.name, remedy=_("请先存成文件再选"))


def read_picture(path: Path) -> Picture:
    """The file's name and bytes; UserError when it is missing, not readable, empty, or larger than ``LARGEST``.

    Whether it is a picture is not looked at.
    """
    from wxadmin.intake.text import read_bytes, shown

    name = shown(path)
    refuse_special(path)
    size = 0
    with suppress(OSError, ValueError):  # reading it says why
        size = path.stat().st_size
    if size > LARGEST:
        what = _("图片文件超过 {} MB").format(LARGEST // (1024 * 1024))
        raise UserError(what, where=name, remedy=_("请缩小或裁剪后再选"))
    return Picture(name, read_bytes(path, limit=LARGEST))
