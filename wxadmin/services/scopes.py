"""In which groups a regulation holds, and from when to when."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import announcements, clock, fixed, groups, regulation_news
from wxadmin.services.announcement_plans import Plan
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.records import Change, Store
from wxadmin.services.regulation_news import Occasion
from wxadmin.services.regulation_text import unpacked
from wxadmin.services.settings import get as settings_of
from wxadmin.store import revisions as stored
from wxadmin.store.journal import Tx


def hold_in(
    store: Store, regulation: int, wanted: Sequence[int], settings: Sequence[str] = (), *, announce: bool = False
) -> Change[int]:
    """Lets a regulation (its number) hold in exactly these groups; its own is always one of them.

    Once it is published that is final, and groups are added and taken away from today on. ``settings`` are kinds to
    take effect in the added ones while a version holds, and with ``announce`` an announcement is drafted for each of
    them. In a group taken away its settings end as with a repeal.
    """
    with store.read() as db:
        found = stored.versions(db, regulation)
    if not found:
        raise UserError(_("没有这份制度"), remedy=_("可能已被撤销，请刷新列表"))
    for group in wanted:
        groups.get(store, group)
    today = clock.today().isoformat()
    actor = settings_of(store).actor

    def work(tx: Tx) -> int:
        newest = stored.versions(tx, regulation)[0]
        published = any(one["state"] != "draft" for one in stored.versions(tx, regulation))
        now = {one["group_id"]: one for one in stored.scope(tx, regulation) if not one["until"]}
        further = [group for group in dict.fromkeys(wanted) if group != newest["group_id"]]
        for group, one in now.items():
            if group not in further:
                if published and one["since"] < today:
                    tx.update("scope", one["id"], {"until": today})
                else:
                    tx.delete("scope", one["id"])
        added = [group for group in further if group not in now]
        for group in added:
            since = today if published else ""
            tx.insert("scope", {"regulation": regulation, "group_id": group, "since": since, "until": ""})
        holding = stored.held(tx, regulation, today)
        if holding is not None:
            text = unpacked(holding["text"])
            fixed.apply(tx, added, holding["title"], text, holding["id"], settings)
            said = regulation_news.of_new(text, Occasion(holding["title"], clock.today(), holding["issuer"]))
            for group in added if announce else ():
                announcements.insert(tx, AnnouncementDraft(group, *said, announcer=actor, plan=Plan("regulation")))
        fixed.settle(tx, today)
        return regulation

    issued = any(one["state"] != "draft" for one in found)
    return store.change(_("调整 {} 的适用群").format(found[0]["title"]), work, final=issued)
