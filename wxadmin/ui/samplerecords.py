"""A sample unit, made for trying things out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wxadmin.i18n import _

if TYPE_CHECKING:
    from wxadmin.ui.desk import Desk
    from wxadmin.ui.page import Page


async def sample_records(desk: Desk, page: Page) -> Path | None:
    """Make a sample unit in a folder of its own; None when that was stopped."""
    import tempfile

    from wxadmin.services import demo

    folder = Path(tempfile.mkdtemp(prefix="wxadmin-")) / _("示例单位")
    made = await desk.job(_("建立示例单位"), lambda step: demo.run(folder, step), page.strip)
    return None if made is None else made.records
