"""Where the report of a bug goes: the log folder of the program, without personal data."""

from __future__ import annotations

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from wxadmin import __version__


def write_report() -> Path | None:
    """Append the exception being handled to the log: types, files and lines, but not messages, which may hold names.

    None when the log cannot be written.
    """
    import platformdirs

    path = platformdirs.user_log_path("wxadmin", appauthor=False) / "wxadmin.log"
    kind, _, trace = sys.exc_info()
    lines = [f"{datetime.now(UTC).isoformat()} wxadmin {__version__} {sys.platform} {kind.__name__ if kind else ''}"]
    lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.write("\n".join(lines) + "\n")
    except OSError:
        return None
    return path
