"""Papers that are printed and never issued: a list of the day, a form to be filled in by hand."""

from __future__ import annotations

from wxadmin.domain.papers import Paper
from wxadmin.services import clock, papers, styles
from wxadmin.services.records import Store


def plain(store: Store, paper: Paper) -> bytes:
    """The PDF without 草稿 across it, since nothing is to come of it; its code says that nobody issued it."""
    from wxadmin.printing.sealing import unregistered

    dress = styles.of(store, papers.kind_of(paper))
    return unregistered(paper, created=clock.now(), style=dress).pdf
