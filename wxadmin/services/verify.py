"""Whether a paper, a backup or a record file is what it claims."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wxadmin.domain.jobs import Step, quiet


@dataclass(frozen=True, slots=True)
class Verdict:
    """``intact``: nothing was changed; ``issued``: it was issued by a record file; ``reason``: one sentence."""

    intact: bool
    issued: bool
    reason: str
    kind: str = "paper"
    number: str = ""


def verify_path(path: Path, step: Step = quiet) -> Verdict:
    """The verdict on a paper (PDF), a backup or a record folder; UserError when it is not readable as what it claims."""
    raise NotImplementedError
