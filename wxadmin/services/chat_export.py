"""A filtered archive as a text, the way WeChat gives copied messages, so that it can also be read in again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.masking import in_words
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.records import Store
from wxadmin.store import messages as stored
from wxadmin.store import speakers
from wxadmin.store.engine import Row

_PART = 1_000


def write_text(store: Store, ids: Sequence[int], path: Path, step: Step = quiet, *, masked: bool = False) -> int:
    """Writes these messages in their order as UTF-8 text; how many there were.

    ``masked``: every sender is called 成员1, 成员2 …, their names in what others say, too, and telephone and other
    numbers lose their middle. UserError when there is nothing or the file cannot be written; nothing is left half
    written.
    """
    from wxadmin.atomic import write_bytes

    if not ids:
        raise UserError(_("没有可以导出的消息"), remedy=_("请改一下筛选条件"))
    cover = _Cover(store) if masked else None
    parts: list[bytes] = []
    count = 0
    for start in range(0, len(ids), _PART):
        step(start, len(ids))
        with store.read() as db:
            rows = stored.page(db, ids[start : start + _PART])
        parts.append("".join(_written(row, cover) for row in rows).encode())
        count += len(rows)
    write_bytes(b"\xef\xbb\xbf" + b"".join(parts), path)
    step(len(ids), len(ids))
    return count


def _written(row: Row, cover: _Cover | None) -> str:
    sender, text, quoted, said = row["sender"], row["text"], row["quote_sender"], row["quote_text"]
    if cover is not None:
        sender, text, quoted, said = cover.name(sender), cover.words(text), cover.name(quoted), cover.words(said)
    body = f"「{quoted}：{said}」\n- - - - - - - - - - - - - - -\n{text}" if said else text
    if not row["local"]:
        return f"{sender}: \n{body}\n\n"
    if clock.is_day(row["local"]):
        return f"{sender}\n{clock.shown_day(row['local'])}\n{body}\n\n"
    return f"{sender}\n{clock.local(row['at']):%Y年%m月%d日 %H:%M}\n{body}\n\n"


class _Cover:
    """One name for each sender of the archive, wherever it stands."""

    def __init__(self, store: Store) -> None:
        with store.read() as db:
            names = [name for name in speakers.senders(db, None) if name]
            persons = speakers.names(db, None)
        self._of: dict[str, str] = {}
        for number, name in enumerate(names, 1):
            self._of[name] = _("成员{}").format(number)
        for nickname, person in persons.items():
            if len(person) > 1:
                self._of.setdefault(person, self._of.get(nickname, _("成员")))
        # The longest first, so that a name inside a longer one does not tear it apart.
        known = sorted((re.escape(name) for name in self._of if len(name) > 1), key=len, reverse=True)
        self._names = re.compile("|".join(known)) if known else None

    def name(self, sender: str) -> str:
        """What a sender is called on the paper."""
        return self._of.get(sender, _("成员")) if sender else ""

    def words(self, text: str) -> str:
        """A text without names and numbers."""
        if self._names is not None:
            text = self._names.sub(lambda found: self._of[found[0]], text)
        return in_words(text)
