"""How the commands speak: one JSON document, lines for people, one line of error, progress on a terminal."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wxadmin.domain.errors import UserError, one_line
from wxadmin.domain.jobs import Step, quiet
from wxadmin.i18n import _

if TYPE_CHECKING:
    from wxadmin.domain.people import RosterProblem
    from wxadmin.domain.regulation import RegulationText

_LONGEST_COMPLAINT = 600
_MOST_PROBLEMS = 20
_ERROR_NUMBER = 2
"""The file number of standard error, the highest of the three."""


def speak_utf8() -> None:
    """Make standard output and error UTF-8, whatever the console's code page (Windows), and leave none of them closed.

    A closed one becomes the null device: its number would otherwise go to the next file that is opened, and what is
    said would be written into that. Libraries' own log lines are not for owners.
    """
    if None in (sys.stdin, sys.stdout, sys.stderr):
        # Low numbers first; whatever is above them is given back.
        while (handle := os.open(os.devnull, os.O_RDWR)) <= _ERROR_NUMBER:
            pass
        os.close(handle)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open to the end
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.lastResort = logging.NullHandler()


def give_up_output() -> None:
    """Nothing more can be said: what waits in the buffer goes nowhere, or the interpreter would complain at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _to_the_reader() -> Iterator[None]:
    """UserError when standard output cannot be written (disk full); BrokenPipeError when its reader went away."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        give_up_output()
        what = _("结果写不出去（{}）").format(error.strerror)
        raise UserError(what, where=_("标准输出"), remedy=_("请检查磁盘空间，或换一个去处")) from error


def flush() -> None:
    """What was said is out; errors as of any output."""
    with _to_the_reader():
        sys.stdout.flush()


def _say(text: str) -> None:
    with _to_the_reader():
        sys.stdout.write(text)


def put_doubts(text: RegulationText) -> None:
    """What was uncertain when a regulation was read, and what its author should put right, each with its place."""
    from wxadmin.domain.faults import faults

    lines = [_("第{}行：{}").format(warning.line, warning.message) for warning in text.warnings]
    # Gaps in the numbers have been named with their line.
    wrong = [fault for fault in faults(text) if fault.at and not fault.message.startswith("编号")]
    lines += [f"{fault.message}。" for fault in wrong]
    for line in lines[:_MOST_PROBLEMS]:
        put(line)
    if len(lines) > _MOST_PROBLEMS:
        put(_("还有 {} 处").format(len(lines) - _MOST_PROBLEMS))


def put_json(document: Any) -> None:
    """One JSON document on standard output, days as ISO dates in it."""
    _say(json.dumps(document, ensure_ascii=False, indent=1, default=_plain) + "\n")


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))


def put(text: str = "") -> None:
    """One line for people; control and hidden characters of names are shown, not sent to the terminal."""
    _say(one_line(text) + "\n")


def put_unclear(answer: str, candidates: Sequence[str], *, denial: bool) -> None:
    """An answer that only the owner can settle: whose it may be, or who says that nothing arrived."""
    names = "、".join(candidates)
    if denial:
        put(_("说没收到  {}（{}）").format(names, answer))
    elif names:
        put(_("待确定  {}：可能是 {}").format(answer, names))
    else:
        put(_("待确定  {}").format(answer))


def put_problems(source: str, problems: Sequence[RosterProblem]) -> None:
    """What of a list could not be used as it stands, a line each; of very many the first ones."""
    for problem in problems[:_MOST_PROBLEMS]:
        put(f"{source} {problem.where}：{problem.what}")
    if len(problems) > _MOST_PROBLEMS:
        put(_("{} 还有 {} 处").format(source, len(problems) - _MOST_PROBLEMS))


def complain(text: str) -> None:
    """Exactly one line on standard error; the exit code stands even where that cannot be written.

    Of a line that repeats something huge the middle is left out: what is wrong and what to do stand at its ends.
    """
    said = one_line(text)
    if len(said) > _LONGEST_COMPLAINT:
        said = f"{said[: _LONGEST_COMPLAINT // 2]}…{said[-_LONGEST_COMPLAINT // 2 :]}"
    with suppress(OSError):
        sys.stderr.write(said + "\n")
        sys.stderr.flush()


def progress(words: str) -> Step:
    """A step that reports on standard error when that is a terminal."""
    if not sys.stderr.isatty():
        return quiet

    def step(done: int, total: int) -> None:
        ending = "\n" if total and done >= total else ""
        sys.stderr.write(f"\r{words} {done:,}" + (f"/{total:,}" if total else "") + ending)
        sys.stderr.flush()

    return step


def put_rows(header: list[str], rows: list[Sequence[str]], ids: list[int], *, as_json: bool) -> None:
    """A list: an object a row with its id, or a line a row and how many there are."""
    if as_json:
        put_json([{"id": i, **dict(zip(header, cells, strict=True))} for i, cells in zip(ids, rows, strict=True)])
        return
    for i, cells in zip(ids, rows, strict=True):
        put(f"{i}  " + "  ".join(cells))
    put(_("共 {} 条").format(len(rows)))
