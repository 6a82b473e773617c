"""违规处理通知书: the paper of a decided case."""

from __future__ import annotations

from wxadmin.domain.papers import Notice
from wxadmin.services.papers import IssuedPaper
from wxadmin.services.records import Change, Store


def build(store: Store, case: int | str, group: int | None = None) -> Notice:
    """The notice of a case (id or number); for a draft its number is ``""`` and the day today's."""
    raise NotImplementedError


def issue(store: Store, case: int) -> Change[IssuedPaper]:
    """Issues the notice of a decided case: final; UserError for a draft, a void case, or one issued before."""
    raise NotImplementedError
