"""Pages as pictures for WeChat: PNG files beside each other, none before all of them are made."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage

from wxadmin.atomic import write_bytes
from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step
from wxadmin.i18n import _
from wxadmin.ui.pdf import PdfFile

DPI = 150  # an A4 page is 1,240 pixels wide: small print is legible on a phone that zooms in
_MOST = 1_000_000  # bytes; WeChat recompresses larger pictures
_LEAST_WIDTH = 800


def page_picture(file: PdfFile, number: int) -> QImage:
    """A page as a picture for a phone."""
    image = file.picture(number, DPI / 72)
    for tell in (image.setDotsPerMeterX, image.setDotsPerMeterY):
        tell(round(DPI / 0.0254))
    return image


def png(image: QImage, most: int = _MOST) -> bytes:
    """A PNG of about ``most`` bytes or fewer: plain grey where there is no colour, then fewer colours, then smaller."""
    if image.allGray():
        image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    result = _encoded(image)
    if len(result) > most and not image.isGrayscale():
        result = _encoded(image.convertToFormat(QImage.Format.Format_Indexed8))
    smaller = image
    while len(result) > most and smaller.width() > _LEAST_WIDTH:
        smaller = smaller.scaledToWidth(round(smaller.width() * 0.85), Qt.TransformationMode.SmoothTransformation)
        result = _encoded(smaller.convertToFormat(QImage.Format.Format_Indexed8))
    return result


def _encoded(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # the stubs want bytes and Qt takes both
        raise UserError(_("这一页做不成图片"), remedy=_("请关闭一些程序再试，或另存为 PDF"))
    return bytes(buffer.data().data())


def names(target: Path, pages: int) -> list[Path]:
    """Where the pictures go: ``name.png`` for a single page, else ``name-1.png`` and so on."""
    if pages == 1:
        return [target]
    return [target.with_name(f"{target.stem}-{n + 1}.png") for n in range(pages)]


def save(pdf: bytes, target: Path, step: Step) -> list[Path]:
    """Write every page of a PDF beside ``target``; what is there is replaced only when every picture is made.

    UserError when they cannot be written, Cancelled when the owner stopped it: the folder is as it was, unless one of
    the old pictures cannot be replaced; the error then says how many were.
    """
    with contextlib.closing(PdfFile(pdf)) as file:
        count = len(file.sheets)
        wanted = names(target, count)
        try:
            with tempfile.TemporaryDirectory(prefix=".", suffix=".part", dir=target.parent) as folder:
                made: list[Path] = []
                for number in range(count):
                    step(number, count)
                    made.append(Path(folder, f"{number + 1}.png"))
                    write_bytes(png(page_picture(file, number)), made[-1])
                step(count, count)
                _put_in_place(made, wanted)
        except UserError as error:
            raise UserError(error.what, where=str(target.parent), remedy=error.remedy) from error
        except OSError as error:
            raise UserError(
                _("图片没有写成"), where=str(target.parent), remedy=_("请看文件夹是否还在、能不能写，或换个位置")
            ) from error
    return wanted


def _put_in_place(made: Sequence[Path], wanted: Sequence[Path]) -> None:
    for number, (one, other) in enumerate(zip(made, wanted, strict=True)):
        try:
            one.replace(other)
        except OSError as error:
            raise UserError(
                _("{name} 不能改写，前 {n} 张已写好").format(name=other.name, n=number),
                remedy=_("请关闭正打开它的程序，或换个名称"),
            ) from error
