"""Papers that are printed and never issued: a list of the day, a form to be filled in by hand."""

from __future__ import annotations

from wxadmin.domain.papers import Paper
from wxadmin.domain.style import Style
from wxadmin.services import clock, papers, styles
from wxadmin.services.records import Store


def plain(store: Store, paper: Paper, style: Style | None = None) -> bytes:
    """The PDF without 草稿 across it: nothing is to come of it. Its code says what it shows and that nobody issued it.

    ``style`` defaults to the one chosen for such papers.
    """
    from wxadmin.printing.sealing import unregistered

    dress = style or styles.of(store, papers.kind_of(paper))
    return unregistered(paper, created=clock.now(), style=dress).pdf
