"""How the commands speak: one JSON document, lines for people, one line of error, progress on a terminal."""

from __future__ import annotations

import json
import sys
from typing import Any

from wxadmin.domain.errors import one_line
from wxadmin.domain.jobs import Step, quiet


def speak_utf8() -> None:
    """Make standard output and error UTF-8, whatever the console's code page (Windows)."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def put_json(document: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def put(text: str = "") -> None:
    """One line for people; control and hidden characters of names are shown, not sent to the terminal."""
    sys.stdout.write(one_line(text) + "\n")


def complain(text: str) -> None:
    """Exactly one line on standard error."""
    sys.stderr.write(one_line(text) + "\n")


def progress(words: str) -> Step:
    """A step that reports on standard error when that is a terminal."""
    if not sys.stderr.isatty():
        return quiet

    def step(done: int, total: int) -> None:
        ending = "\n" if total and done >= total else ""
        sys.stderr.write(f"\r{words} {done:,}" + (f"/{total:,}" if total else "") + ending)
        sys.stderr.flush()

    return step
