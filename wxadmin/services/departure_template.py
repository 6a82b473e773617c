"""What somebody who leaves or changes post always hands back: the lines a check-list begins with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import settings, spelling
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored_groups
from wxadmin.store.journal import Tx

KINDS: Mapping[str, str] = {"left": _("离开单位"), "post": _("调换岗位")}
TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "left": (
        _("工作账号移交或注销，改密码、解绑手机"), _("工作资料、聊天记录和文件移交"), _("未了事项写明接手人"),
        _("设备、手机卡、U盘交回"), _("钥匙、门禁卡、工牌交回"), _("告知相关的群和外部联系人由谁接手 | 3"),
    ),
    "post": (
        _("原岗位资料和未了事项移交"), _("原岗位的系统权限和账号交回"), _("告知相关的群由谁接手"),
        _("按新岗位申请入群 | 3"),
    ),
}  # fmt: skip
"""What is always handed back: lines, perhaps with ``| days`` after the day of leaving by which it is due."""

_LINE = re.compile(r"(.*?)(?:\s*[|｜]\s*([+-]?\d{1,3})\s*天?)?")


def template(store: Store, kind: str) -> tuple[str, ...]:
    """The lines of a kind: the owner's, else ours."""
    with store.read() as db:
        kept = stored_groups.setting(db, f"departure.{kind}")
    return TEMPLATES[kind] if kept is None else tuple(kept[1].splitlines())


def save_template(store: Store, kind: str, lines: Sequence[str]) -> Change[None]:
    """Keeps the owner's lines for lists begun from now on; none at all brings ours back."""
    if kind not in KINDS:
        raise unknown(kind)
    words = [line.strip() for line in lines if line.strip()]
    for line in words:
        read(line)

    def work(tx: Tx) -> None:
        kept = stored_groups.setting(tx, f"departure.{kind}")
        if words:
            settings.put(tx, f"departure.{kind}", "\n".join(words))
        elif kept is not None:
            tx.delete("setting", kept[0])

    return store.change(_("修改{}清单的项目").format(KINDS[kind]), work)


def read(line: str) -> tuple[str, int]:
    """Words and days of a line of a template."""
    found = _LINE.fullmatch(line.strip())
    words = found[1].strip() if found else line.strip()
    return spelling.title(words, _("交接事项")), int(found[2] or 0) if found else 0


def unknown(kind: str) -> UserError:
    """There is no such kind of leaving."""
    return UserError(_("没有这种离任：{}").format(kind), remedy=_("请选离开单位或调换岗位"))
