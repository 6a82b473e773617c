"""Papers without a ledger: rendered once to learn their content, once more with its code."""

from __future__ import annotations

from datetime import datetime

from wxadmin.domain.papers import Paper
from wxadmin.domain.seal import Reserved, Unregistered
from wxadmin.domain.style import PLAIN, Style
from wxadmin.printing.papers import Rendered, render
from wxadmin.printing.reading import read_paper


def content_digest(paper: Paper, *, created: datetime, style: Style = PLAIN) -> bytes:
    """SHA-256 of all that this paper will show, its check block aside."""
    return read_paper(render(paper, mark=Reserved(), created=created, style=style).pdf).digest


def unregistered(paper: Paper, *, created: datetime, style: Style = PLAIN) -> Rendered:
    """The paper with its content code alone; ``wxadmin verify`` calls it 未登记."""
    digest = content_digest(paper, created=created, style=style)
    return render(paper, mark=Unregistered(digest), created=created, style=style)
