"""The sample unit: the whole job once through, on invented people, into a fresh record file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wxadmin.domain.jobs import Step, quiet


@dataclass(frozen=True, slots=True)
class DemoResult:
    """Where the sample lies: ``records`` is the record folder, ``papers`` the PDFs, ``report`` the report.json."""

    out: Path
    records: Path
    papers: tuple[Path, ...]
    report: Path


def run(out: Path, step: Step = quiet) -> DemoResult:
    """Makes the sample unit in ``out``; UserError when the folder holds anything that is not an earlier sample."""
    raise NotImplementedError
