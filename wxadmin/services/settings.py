"""What the owner set for the whole record file."""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.services.records import Change, Store


@dataclass(frozen=True, slots=True)
class Settings:
    """``actor`` is the acting administrator; ``theme`` system, light or dark; ``profile`` the look of papers."""

    unit: str = ""
    actor: str = ""
    theme: str = "system"
    language: str = "zh_CN"
    zone: str = "Asia/Shanghai"
    profile: str = "gongwen"


def get(store: Store) -> Settings:
    """All settings with their defaults."""
    raise NotImplementedError


def save(store: Store, settings: Settings) -> Change[None]:
    """Keeps them; UserError for a value that is none."""
    raise NotImplementedError


def layout(store: Store, key: str) -> str:
    """A window's remembered layout, ``""`` when none; not journalled."""
    raise NotImplementedError


def save_layout(store: Store, key: str, value: str) -> None:
    """Remembers it."""
    raise NotImplementedError
