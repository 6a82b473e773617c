"""附件 after GB/T 9704-2012: the note below the body (7.3.4), and the attachments behind the paper (7.3.6)."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.domain.papers import Attachment
from wxadmin.printing import plates
from wxadmin.printing.composition import Composition
from wxadmin.printing.typesetting.flow import keep_together

_PICTURE_MM = 105


def note(sheet: Composition, attachments: Sequence[Attachment]) -> None:
    """附件说明: one blank line below the body, indented by two; names that run on stand under their first character."""
    start = len(sheet.strips)
    for number, attachment in enumerate(attachments, 1):
        lead = "附件：" if number == 1 else "　　　"
        mark = f"{number}. " if len(attachments) > 1 else ""
        before = sheet.profile.leading if number == 1 else 0.0
        sheet.text(f"{lead}{mark}{_name(attachment)}", first=2, hang=5 + len(mark) / 2, before=before, align="left")
    keep_together(sheet.strips[start:])


def pages(sheet: Composition, attachments: Sequence[Attachment]) -> None:
    """Each attachment on a page of its own: 附件 and its number at the upper left, the title on the third line."""
    for number, attachment in enumerate(attachments, 1):
        label = f"附件{number}" if len(attachments) > 1 else "附件"
        sheet.new_page()
        sheet.text(
            label, first=0, chain_=sheet.hei, keep=True, align="left", bookmark=(0, f"{label}　{_name(attachment)}")
        )
        sheet.text(
            _name(attachment), first=0, align="centre", chain_=sheet.biaosong, keep=True, before=sheet.profile.leading
        )
        for text in attachment.paragraphs:
            for line in text.split("\n"):
                if line.strip():
                    sheet.text(line)
        plates.add(sheet, attachment.pictures, height_mm=_PICTURE_MM)


def _name(attachment: Attachment) -> str:
    """The title without 《》 and closing marks: none stand behind the name in the note."""
    return attachment.title.strip()
