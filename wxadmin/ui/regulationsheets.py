"""What was understood of the text of a regulation, before it is kept."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QWidget

from wxadmin.domain.regulation import RegulationText, walk
from wxadmin.i18n import _
from wxadmin.services import fixed, groups
from wxadmin.ui.importing import Heap, PreviewSheet

_BLANK = re.compile(r"\{\{(\w+)\}\}")


def text_sheet(parent: QWidget, text: RegulationText, verb: str = "") -> PreviewSheet:
    """What was understood of a text, before it is kept."""
    units = list(walk(text.nodes))

    def lines(kind: str) -> tuple[str, ...]:
        return tuple(
            " ".join(p for p in ("".join(path), node.title or "", node.text) if p)
            for path, node in units
            if node.kind == kind
        )

    heaps = [
        Heap(_("拿不准"), tuple(_("第 {line} 行：{what}").format(line=w.line, what=w.message) for w in text.warnings),
             _("文字都保留了，请看看层次对不对")),
        Heap(_("章"), lines("chapter")),
        Heap(_("条"), lines("article")),
        Heap(_("项"), lines("item")),
        Heap(_("读出的规定"), tuple(
            f"{groups.SETTING_WORDS.get(s.kind, s.kind)}：{fixed.words(s.kind, s.value)}（{''.join(s.at)}）"
            for s in text.settings
        )),
        Heap(_("前言"), text.preamble),
        Heap(_("落款"), text.closing),
    ]  # fmt: skip
    head = _("认出 {chapters} 章 {articles} 条。一个字都不会丢；导入后是草稿，可以再核对。").format(
        chapters=len(lines("chapter")), articles=len(lines("article"))
    )
    return PreviewSheet(parent, verb or _("导入规章文本"), verb or _("导入"), head, heaps)
