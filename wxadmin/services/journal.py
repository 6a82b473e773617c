"""操作日志: every change, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.i18n import _
from wxadmin.services.listing import Chip, Column, Ids, Row, View
from wxadmin.services.records import Reader, Store

COLUMNS = (
    Column("at", _("时间"), 170),
    Column("actor", _("操作人"), 110),
    Column("label", _("操作"), 320),
    Column("state", _("状态"), 100),
)
CHIPS: tuple[Chip, ...] = (Chip("final", _("已签发")), Chip("undone", _("已撤销")))


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the changes, newest first; ``view.group`` is not considered."""
    raise NotImplementedError


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those changes as rows."""
    raise NotImplementedError
