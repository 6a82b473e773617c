"""Papers without a ledger: rendered once to learn their content, once more with its code."""

from __future__ import annotations

from datetime import datetime

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import Paper
from wxadmin.domain.seal import Reserved, Unregistered
from wxadmin.domain.style import PLAIN, Style
from wxadmin.printing.papers import Rendered, render
from wxadmin.printing.plain_pdf import NotPlainError
from wxadmin.printing.reading import LARGEST_FILE, read_paper

_BLOCK = 1 << 20
"""Bytes, far more than a check block adds to a file."""


def content_digest(paper: Paper, *, created: datetime, style: Style = PLAIN) -> bytes:
    """SHA-256 of all that this paper will show, its check block aside.

    UserError for a paper with more pictures than can be verified later.
    """
    pdf = render(paper, mark=Reserved(), created=created, style=style).pdf
    try:
        if len(pdf) < LARGEST_FILE - _BLOCK:
            return read_paper(pdf).digest
    except NotPlainError as error:
        raise _too_much() from error
    raise _too_much()


def _too_much() -> UserError:
    return UserError("图片太多太大，签发后将无法核验", remedy="请减少附件里的图片，或分成几份")


def unregistered(paper: Paper, *, created: datetime, style: Style = PLAIN) -> Rendered:
    """The paper with its content code alone; ``wxadmin verify`` calls it 未登记."""
    digest = content_digest(paper, created=created, style=style)
    return render(paper, mark=Unregistered(digest), created=created, style=style)
