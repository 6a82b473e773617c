"""What the owner set for the whole record file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from wxadmin.domain.errors import UserError
from wxadmin.domain.style import PROFILES
from wxadmin.i18n import _
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored
from wxadmin.store.journal import Tx

THEMES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Settings:
    """``actor`` is the acting administrator; ``theme`` one of THEMES; ``profile`` one of PROFILES.

    ``recommend`` (``yes`` or ``no``) offers what a group's owner can only recommend to the unit: fines and the like.
    """

    unit: str = ""
    actor: str = ""
    theme: str = "system"
    zone: str = "Asia/Shanghai"
    profile: str = "gongwen"
    recommend: str = "no"


def get(store: Store) -> Settings:
    """All settings with their defaults."""
    with store.read() as db:
        kept = stored.general(db)
    known = {f.name for f in fields(Settings)}
    return Settings(**{key: value for key, (_id, value) in kept.items() if key in known})


def save(store: Store, settings: Settings) -> Change[None]:
    """Keeps them; UserError for a value that is none. From now on changes are journalled under ``actor``."""
    if settings.theme not in THEMES:
        raise UserError(_("没有这种界面外观：{}").format(settings.theme), remedy=_("请选跟随系统、浅色或深色"))
    if settings.profile not in PROFILES:
        raise UserError(_("没有这种版式：{}").format(settings.profile), remedy=_("请选公文、企业或大字"))

    if settings.recommend not in ("yes", "no"):
        raise UserError(_("是否提供处理建议读不懂：{}").format(settings.recommend), remedy=_("请写 yes 或 no"))

    def work(tx: Tx) -> None:
        kept = stored.general(tx)
        for key, value in asdict(settings).items():
            if key in kept:
                tx.update("setting", kept[key][0], {"value": value})
            elif value != getattr(Settings(), key):
                tx.insert("setting", {"key": key, "value": value})

    change = store.change(_("修改设置"), work)
    if settings.actor:
        store.actor = settings.actor
    return change


def put(tx: Tx, key: str, value: str) -> None:
    """Keeps one setting of the record file inside a change."""
    kept = stored.setting(tx, key)
    if kept is None:
        tx.insert("setting", {"key": key, "value": value})
    else:
        tx.update("setting", kept[0], {"value": value})


def layout(store: Store, key: str) -> str:
    """A window's remembered layout, ``""`` when none; not journalled."""
    with store.read() as db:
        row = stored.layout(db, key)
    return "" if row is None else str(row["value"])


def save_layout(store: Store, key: str, value: str) -> None:
    """Remembers it."""

    def work(tx: Tx) -> None:
        row = stored.layout(tx, key)
        if row is None:
            tx.insert("layout", {"key": key, "value": value})
        else:
            tx.update("layout", row["id"], {"value": value})

    store.change(_("窗口布局"), work)
