"""Whether what was decided was carried out in WeChat, as later member lists and chats show it."""

from __future__ import annotations

from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx


def close_entries(tx: Tx, task: Row) -> None:
    """Closes what waits in the queue about a task: it was put right, or need not be done any more."""
