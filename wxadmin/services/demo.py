"""The sample unit: the whole job once through, on invented people, into a fresh record file."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _
from wxadmin.resource import resource_dir
from wxadmin.services import clock, records
from wxadmin.services.sample_unit import SAMPLE_DAY, Sample

MARK = "wxadmin demo"
RECORDS, REPORT = "records", "report.json"
_DATE = re.compile(r"(\d{4})年(\d{2})月(\d{2})日")


@dataclass(frozen=True, slots=True)
class DemoResult:
    """Where the sample lies: ``records`` is the record folder, ``papers`` the PDFs, ``report`` the report.json."""

    out: Path
    records: Path
    papers: tuple[Path, ...]
    report: Path


class Hands:
    """The clock of the sample unit, moved by hand."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.moment = datetime.combine(day, time(9), clock.zone())

    def __call__(self) -> datetime:
        """What time it is in the sample."""
        return self.moment

    def move(self, days: int, hour: int, minute: int = 0) -> None:
        """To a time ``days`` from the sample's last day."""
        self.moment = datetime.combine(self.day + timedelta(days=days), time(hour, minute), clock.zone())


def run(out: Path, step: Step = quiet, *, day: date | None = None) -> DemoResult:
    """Makes the sample unit in ``out``, its last day being ``day`` (yesterday); the same day gives the same records.

    UserError when the folder holds anything that is not an earlier sample. Nothing is left of a sample that was
    cancelled or failed, and an earlier one then stays as it was.
    """
    last = day or clock.today() - timedelta(days=1)
    _refuse_foreign(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".wxadmin-", dir=out))
    except OSError as error:
        raise UserError(_("文件夹不能写入"), where=str(out), remedy=_("请换一个文件夹")) from error
    try:
        report = _make(scratch, last, step)
        _clear(out, keep=scratch)
        for made in sorted(scratch.iterdir()):
            shutil.move(made, out / made.name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    papers = tuple(out / paper["file"] for paper in report["papers"])
    return DemoResult(out, out / RECORDS, papers, out / REPORT)


def _make(folder: Path, last: date, step: Step) -> dict[str, Any]:
    hands = Hands(last)
    hands.move(-10, 9)
    with clock.ticking(hands):
        store = records.open_at(folder / RECORDS, create=True, key_file=True)
        try:
            report = Sample(store, hands, folder, sample_text(last), step).run()
            check = store.check()
            size, root = store.checkpoint()
        finally:
            store.close()
    report = {
        "made_by": MARK,
        "day": last.isoformat(),
        **report,
        "records": {
            "path": RECORDS, "entries": size, "root": root.hex(), "intact": check.ok, "problems": list(check.problems),
        },
    }  # fmt: skip
    (folder / REPORT).write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return report


def sample_text(last: date) -> dict[str, str]:
    """The texts of the sample unit, their dates moved so that the last is ``last``."""
    shift = last - SAMPLE_DAY

    def moved(found: re.Match[str]) -> str:
        day = date(int(found[1]), int(found[2]), int(found[3])) + shift
        return f"{day.year}年{day.month:02d}月{day.day:02d}日"

    folder = resource_dir("sample")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.suffix != ".md"}
    return {name: _DATE.sub(moved, text) for name, text in texts.items()}


def _earlier(out: Path) -> dict[str, Any] | None:
    """The report of a sample made here before."""
    try:
        report = json.loads((out / REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return report if isinstance(report, dict) and report.get("made_by") == MARK else None


def _ours(out: Path) -> set[str]:
    report = _earlier(out)
    return set() if report is None else {RECORDS, REPORT, *report["files"]}


def _refuse_foreign(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise UserError(_("这不是文件夹"), where=str(out), remedy=_("请换一个文件夹"))
    if not out.exists():
        return
    ours = _ours(out)
    foreign = [p.name for p in sorted(out.iterdir()) if p.name not in ours and not (ours and p.suffix == ".png")]
    if foreign:
        what = _("文件夹里有别的东西（{}），示例不会覆盖它").format("、".join(foreign[:3]))
        raise UserError(what, where=str(out), remedy=_("请换一个空文件夹"))
    if records.exists(out / RECORDS):
        # Says who holds it when a window is open on the earlier sample.
        records.open_at(out / RECORDS).close()


def _clear(out: Path, keep: Path) -> None:
    """Take the earlier sample away, its report last."""
    for path in sorted(out.iterdir(), key=lambda p: p.name == REPORT):
        if path == keep:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
