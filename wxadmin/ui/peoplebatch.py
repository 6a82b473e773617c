"""Several people of the roster at once: into a group and out of it, category, gone and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wxadmin.i18n import _
from wxadmin.services import people
from wxadmin.ui.card import Card, button
from wxadmin.ui.choice import ask_choice
from wxadmin.ui.page import RecordPage


async def regroup(page: RecordPage, *, into: bool) -> None:
    """The selected people belong in a group that is asked for, or do not any more."""
    desk, picked = page.desk, page.list.picked
    names = {group.name: group.id for group in desk.groups if group.state != "dissolved" or not into}
    if not picked or not names:
        page.strip.hint(_("请先选人；还没有群的话，先新建一个群。"))
        return
    title = _("把 {n} 人加入群") if into else _("把 {n} 人移出应到名单")
    verb = _("加入") if into else _("移出")
    now = "" if desk.group_now is None else desk.group_now.name
    name = await ask_choice(page, title.format(n=len(picked)), _("哪个群"), verb, tuple(names), now)
    if name is None:
        return
    group = names[name]
    if into:
        done = _("已把 {n} 人记为 {group} 应到的人").format(n=len(picked), group=name)
        await desk.change(lambda: people.put_in(desk.store, picked, group), page.strip, done)
    else:
        done = _("{n} 人不再是 {group} 应到的人").format(n=len(picked), group=name)
        await desk.change(lambda: people.take_out(desk.store, picked, group), page.strip, done)


async def categorise(page: RecordPage) -> None:
    """The selected people get a category that is asked for."""
    picked, store = page.list.picked, page.desk.store
    if picked:
        title = _("给 {n} 人设类别").format(n=len(picked))
        word = await ask_choice(page, title, _("类别"), _("设为此类别"), people.CATEGORIES, free=True)
        if word is not None:
            done = _("已设 {n} 人的类别").format(n=len(picked))
            await page.desk.change(lambda: people.set_category(store, picked, word), page.strip, done)


async def mark(page: RecordPage, *, left: bool) -> None:
    """The selected people have left, or are back."""
    picked, store = page.list.picked, page.desk.store
    if picked:
        done = _("已把 {n} 人标为离开") if left else _("已把 {n} 人恢复在册")
        await page.desk.change(
            lambda: people.mark_all_left(store, picked, left=left), page.strip, done.format(n=len(picked))
        )


def fill(card: Card, count: int, acts: Sequence[tuple[str, Callable[[], None]]]) -> None:
    """What can be done with several people, on the card."""
    card.clear()
    card.title(_("选中 {n} 人").format(n=f"{count:,}"))
    card.row(*(button(words, slot, card.host) for words, slot in acts))
    card.finish()
