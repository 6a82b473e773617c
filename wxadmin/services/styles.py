"""How each kind of paper is dressed in this record file, and the unit's letterhead."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import Picture
from wxadmin.domain.seal import PAPER_KINDS, PaperKind
from wxadmin.domain.style import PAPER_SIZES, PROFILES, Style
from wxadmin.i18n import _
from wxadmin.services import settings, spelling
from wxadmin.services.picture_files import read_picture
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored
from wxadmin.store.journal import Tx

HEADED: frozenset[PaperKind] = frozenset({"regulation", "notice", "announcement", "letter"})
"""Kinds that an office signs: they get the letterhead."""
_CHOICES: Mapping[str, tuple[str, ...]] = {"profile": PROFILES, "paper": PAPER_SIZES}
_SWITCHES = ("duplex", "own_fonts", "seal", "contents")
_LETTERHEAD = "letterhead.all"
_LONGEST_RED = 40
_LOGO_PIXELS = 800


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The unit's own head: ``red`` words (红头), ``logo`` the bytes of a reduced picture; both empty without."""

    red: str = ""
    logo: bytes = b""


def of(store: Store, kind: PaperKind) -> Style:
    """The style that papers of this kind get unless another is asked for.

    What was never chosen, or is kept in a form that cannot be read, is as in :class:`Style`; the profile is then the
    one of the settings.
    """
    with store.read() as db:
        row = stored.setting(db, _key(kind))
    kept = {} if row is None else _kept(row[1])
    chosen: dict[str, Any] = {"profile": settings.get(store).profile}
    if chosen["profile"] not in PROFILES:
        del chosen["profile"]
    for name, choices in _CHOICES.items():
        if kept.get(name) in choices:
            chosen[name] = kept[name]
    chosen.update({name: kept[name] for name in _SWITCHES if isinstance(kept.get(name), bool)})
    style = Style(**chosen)
    if kind not in HEADED:
        return style
    head = letterhead(store)
    return replace(style, red=head.red, logo=head.logo)


def choose(store: Store, kind: PaperKind, style: Style) -> Change[None]:
    """Remembers a style for papers of this kind; its red words and logo are the letterhead's business and are not kept.

    What a later version keeps beside it stays. UserError for a kind that there is not.
    """
    from wxadmin.services.papers import KINDS

    if kind not in PAPER_KINDS:
        raise UserError(_("没有这种文书：{}").format(kind), remedy=_("可用的有 {}").format("、".join(PAPER_KINDS)))
    wanted = {name: getattr(style, name) for name in (*_CHOICES, *_SWITCHES)}

    def work(tx: Tx) -> None:
        row = stored.setting(tx, _key(kind))
        kept = {} if row is None else _kept(row[1])
        _put(tx, _key(kind), {**kept, **wanted})

    return store.change(_("版式：{}").format(KINDS[kind]), work)


def letterhead(store: Store) -> Letterhead:
    """The unit's head; empty where none was kept or it cannot be read."""
    with store.read() as db:
        row = stored.setting(db, _LETTERHEAD)
    kept = {} if row is None else _kept(row[1])
    red, logo = kept.get("red"), kept.get("logo")
    return Letterhead(red if isinstance(red, str) else "", _picture(logo) if isinstance(logo, str) and logo else b"")


def _picture(text: str) -> bytes:
    """The picture kept as this text; none where it is damaged, so that papers still print."""
    from wxadmin.printing.typesetting.picture_files import size_of

    try:
        data = base64.b64decode(text, validate=True)
        size_of(Picture("", data))
    except (ValueError, UserError):
        return b""
    return data


def save_letterhead(store: Store, letterhead: Letterhead) -> Change[None]:
    """Keeps the head for all papers an office signs.

    UserError for words that cannot stand on one line or a logo that is no picture.
    """
    red = red_words(letterhead.red)
    logo = reduced_logo(Picture(_("标志"), letterhead.logo)) if letterhead.logo else b""
    wanted = {"red": red, "logo": base64.b64encode(logo).decode("ascii")}

    def work(tx: Tx) -> None:
        row = stored.setting(tx, _LETTERHEAD)
        _put(tx, _LETTERHEAD, {**({} if row is None else _kept(row[1])), **wanted})

    return store.change(_("修改红头和标志"), work)


def red_words(written: str) -> str:
    """The words of a red head as they will stand there, ``""`` without; UserError for what cannot.

    Line ends stay: units that issue a paper together have a line each.
    """
    lines = [line for line in written.splitlines() if line.strip()]
    if sum(len(line.strip()) for line in lines) > _LONGEST_RED:
        what = _("红头文字有 {} 个字，太长").format(len(written.strip()))
        raise UserError(what, remedy=_("请写在 {} 个字以内").format(_LONGEST_RED))
    return "\n".join(spelling.title(line, _("红头文字")) for line in lines)


def read_logo(path: Path) -> bytes:
    """The picture of a file, small enough to be kept; UserError when it is not readable or no picture."""
    return reduced_logo(read_picture(path))


def reduced_logo(picture: Picture) -> bytes:
    """The same picture without its camera's data and no larger than a head needs."""
    from wxadmin.printing.typesetting.pictures import reduced

    return reduced(picture, longest=_LOGO_PIXELS)


def _key(kind: PaperKind) -> str:
    return f"style.{kind}"


def _kept(value: str) -> dict[str, Any]:
    """What a setting says; nothing where it says nothing readable."""
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _put(tx: Tx, key: str, values: Mapping[str, Any]) -> None:
    settings.put(tx, key, json.dumps(values, ensure_ascii=False, sort_keys=True))
