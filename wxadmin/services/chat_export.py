"""A filtered archive as a text, the way WeChat gives copied messages, so that it can also be read in again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.redaction import Called, Covering
from wxadmin.i18n import _
from wxadmin.services import clock, excerpts
from wxadmin.services.records import Store
from wxadmin.store import groups as stored_groups
from wxadmin.store import messages as stored
from wxadmin.store import speakers
from wxadmin.store.engine import Row

_PART = 1_000


def write_text(store: Store, ids: Sequence[int], path: Path, step: Step = quiet, *, masked: bool = False) -> int:
    """Writes these messages in their order as UTF-8 text; how many there were.

    ``masked``: everybody is called 成员甲, 成员乙 …, also in what others say, and telephone and other numbers lose
    their middle. UserError when there is nothing or the file cannot be written; nothing is left half written.
    """
    from wxadmin.atomic import write_bytes

    if not ids:
        raise UserError(_("没有可以导出的消息"), remedy=_("请改一下筛选条件"))
    cover = _covering(store) if masked else None
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


def _covering(store: Store) -> Covering:
    """Everybody of every group, and who only ever spoke."""
    with store.read() as db:
        known = [one for group in stored_groups.every(db) for one in excerpts.known(db, group["id"])]
        told = {spelling for one in known for spelling in one.spellings}
        strangers = [name for name in speakers.senders(db, None) if name and name not in told]
    return Covering([*known, *(Called(f"?{name}", (name,)) for name in strangers)])


def _written(row: Row, cover: Covering | None) -> str:
    sender, text, quoted, said = row["sender"], row["text"], row["quote_sender"], row["quote_text"]
    if cover is not None:
        sender, text, quoted, said = cover.name(sender), cover.words(text), cover.name(quoted), cover.words(said)
    body = f"「{quoted}：{said}」\n- - - - - - - - - - - - - - -\n{text}" if said else text
    if not row["local"]:
        return f"{sender}: \n{body}\n\n"
    if clock.is_day(row["local"]):
        return f"{sender}\n{clock.shown_day(row['local'])}\n{body}\n\n"
    return f"{sender}\n{clock.local(row['at']):%Y年%m月%d日 %H:%M}\n{body}\n\n"
