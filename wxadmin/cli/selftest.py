"""``wxadmin --self-test``: the frozen program tries itself once through and says whether all its parts came along."""

from __future__ import annotations

import tempfile
from pathlib import Path

from wxadmin.cli.output import put
from wxadmin.i18n import _


def run() -> int:
    """Open a record file, import, print, verify, back up and check, all in a temporary folder; 0 when all went well."""
    from wxadmin.services import records
    from wxadmin.services.demo import run as run_demo
    from wxadmin.services.verify import verify_path

    with tempfile.TemporaryDirectory(prefix="wxadmin-self-test-") as folder:
        made = run_demo(Path(folder) / "demo")
        refused = [paper.name for paper in made.papers if not verify_path(paper).issued]
        store = records.open_at(made.records)
        try:
            backup = records.backup(store)
            checked = records.check(store)
        finally:
            records.close(store)
        sound = verify_path(backup).intact
    put(_("打印并核验 {} 份，未通过 {}；备份 {}；台账 {}").format(
        len(made.papers), len(refused), _("完好") if sound else _("有问题"), _("完好") if checked.ok else _("有问题")
    ))  # fmt: skip
    return 0 if made.papers and not refused and sound and checked.ok else 1
