"""附件 after GB/T 9704-2012: the note below the body (7.3.4), and the attachments behind the paper (7.3.6)."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.domain.papers import Attachment
from wxadmin.printing import plates
from wxadmin.printing.composition import Composition
from wxadmin.printing.typesetting.flow import keep_together, labelled

_PICTURE_MM = 105
_LABEL = "附件："


def note(sheet: Composition, attachments: Sequence[Attachment]) -> None:
    """附件说明: one blank line below the body, indented by two; a name that turns stands under its first character.

    No mark stands behind a name, and numbers under one another, as 7.3.4 has it.
    """
    p = sheet.profile
    start = len(sheet.strips)
    for number, attachment in enumerate(attachments, 1):
        lead = _LABEL if number == 1 else ""
        label = lead + (f"{number}. " if len(attachments) > 1 else "")
        strips = labelled(
            (label, sheet.body),
            [(_name(attachment), sheet.body)],
            sheet.body,
            size=p.size,
            leading=p.leading,
            width=p.width,
            first=2.0 + (0.0 if lead else len(_LABEL)),
            keep=False,
        )
        strips[0].before = p.leading if number == 1 else 0.0
        for strip in strips:
            strip.lines = 0  # no words of the body, so office and date want lines above it for company
        sheet.add(strips)
    keep_together(sheet.strips[start:])


def pages(sheet: Composition, attachments: Sequence[Attachment]) -> None:
    """Each attachment on a page of its own: 附件 and its number at the upper left, its title on the third line."""
    for number, attachment in enumerate(attachments, 1):
        label = f"附件{number}" if len(attachments) > 1 else "附件"
        name = _name(attachment)
        sheet.new_page()
        sheet.text(label, first=0, chain_=sheet.hei, keep=True, align="left", bookmark=(0, f"{label}　{name}"))
        sheet.blank()
        sheet.title(name)
        sheet.blank()
        for text in attachment.paragraphs:
            for line in text.split("\n"):
                if line.strip():
                    sheet.text(line)
        plates.add(sheet, attachment.pictures, height_mm=_PICTURE_MM)


def _name(attachment: Attachment) -> str:
    """The title without the mark at its end."""
    return attachment.title.strip().rstrip("。，；、：.,;:") or "未命名"
