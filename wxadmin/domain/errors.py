"""The two kinds of trouble a user is told about; anything else is a bug."""

from __future__ import annotations

from wxadmin.i18n import _


class UserError(Exception):
    """Something the owner can mend: what is wrong, where, and what to do.

    ``what`` and ``remedy`` are whole phrases without a full stop; ``where`` names file, line or cell and may be empty.
    ``str()`` is one line: ``where：what；remedy。``
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        head = _("{}：").format(self.where) if self.where else ""
        tail = _("；{}").format(self.remedy) if self.remedy else ""
        return one_line(head + self.what + tail + _("。"))


class StoreError(UserError):
    """The record file cannot be used: disk full, locked, damaged, wrong key, newer version. Exit code 3."""


class Cancelled(Exception):  # noqa: N818 -- not an error: the owner asked for it
    """The owner stopped a job; nothing of it is kept."""


def one_line(text: str) -> str:
    r"""The text on one line, control, zero-width and bidi characters shown as ``\uXXXX``."""
    return "".join(c if c.isprintable() or c == "　" else _escape(c) for c in text)


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
