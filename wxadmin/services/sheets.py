"""签收表: one row for everybody of a group who has to sign a regulation."""

from __future__ import annotations

from wxadmin.domain.papers import SignSheet
from wxadmin.services.papers import IssuedPaper
from wxadmin.services.records import Change, Store


def build(store: Store, group: int, revision: int | None = None, title: str = "") -> SignSheet:
    """The sheet for the group's people and the version (default: the one in force); UserError when nobody is known."""
    raise NotImplementedError


def issue(store: Store, group: int, revision: int | None = None, title: str = "") -> Change[IssuedPaper]:
    """Issues that sheet."""
    raise NotImplementedError
