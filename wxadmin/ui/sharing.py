"""屏幕共享模式: while others look at the screen, personal numbers are covered in every list, card and hint.

What stands on a paper is shown as it prints. The mode is off when the program starts and is never remembered.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from wxadmin.domain.masking import Kind, in_words, masked


class Sharing(QObject):
    """One a program; ``turned`` comes when the mode was switched."""

    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.on = False
        self.forced = False
        """Who acts may not see the numbers at all."""

    def force(self, on: bool) -> None:
        """Keep the mode on as long as who acts may not see the numbers; it ends with that."""
        if on != self.forced:
            self.forced = False
            self.turn(on)
            self.forced = on

    def turn(self, on: bool) -> None:
        """Switch the mode."""
        if on != self.on and not self.forced:
            self.on = on
            self.turned.emit()


MODE = Sharing()


def shown(text: str, kind: Kind = "") -> str:
    """A text as it may be shown now; ``kind`` says what a field holds, else only numbers inside words are covered."""
    if not MODE.on:
        return text
    return masked(kind, text) if kind else in_words(text)
