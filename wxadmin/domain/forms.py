"""Forms to be filled by hand or by the program: what there is, and which blanks each has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank of a form. ``lines`` is its height on paper, ``choices`` are ticked rather than written.

    ``default`` is what stands there when nothing else is said. With ``columns`` the blank is a small table: each line
    of its value is a row, cells parted by ``|``.
    """

    key: str
    label: str
    default: str = ""
    lines: int = 1
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormKind:
    """One form: ``serves`` names the duties that want it on paper (G1, M4 …)."""

    key: str
    title: str
    summary: str
    blanks: tuple[Blank, ...]
    serves: tuple[str, ...] = ()
