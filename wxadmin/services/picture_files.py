"""Picture files as an owner chooses them: read whole, refused in words where they are too large."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import Picture
from wxadmin.i18n import _
from wxadmin.services.given_files import refuse_special

LARGEST = 60 * 1024 * 1024
"""Bytes of a picture file; a photograph of 40 million pixels has 20 MB and less."""


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
