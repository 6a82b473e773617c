"""A log of at most three files of 1 MB; types, places and counts only, never names or messages."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

log = logging.getLogger("wxadmin")


def start() -> None:
    """Begin to log; where no file can be written nothing is."""
    import platformdirs

    try:
        folder = Path(os.environ.get("WXADMIN_LOG") or platformdirs.user_log_path("wxadmin", appauthor=False))
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / "wxadmin.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False


def stop() -> None:
    """Close the files."""
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()
