"""What is done with a group from its card: each asks for what it needs and makes one change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from wxadmin.domain.people import Person
from wxadmin.i18n import _
from wxadmin.services import (
    clock,
    expectations,
    group_acts,
    group_life,
    group_posts,
    naming_rules,
    people,
    platform_facts,
)
from wxadmin.services.group_cards import GroupCard
from wxadmin.services.group_posts import Post
from wxadmin.ui import dialogs
from wxadmin.ui.card import label
from wxadmin.ui.dayfield import day_field, day_of
from wxadmin.ui.expectationsheet import ExpectationSheet, ExpectedSheet
from wxadmin.ui.factsheet import FactSheet
from wxadmin.ui.grouppolicy import PolicySheet
from wxadmin.ui.groupposts import PostSheet
from wxadmin.ui.page import Page
from wxadmin.ui.rulebuilder import NamingSheet


class DaySheet(dialogs.Sheet):
    """A day, and perhaps a line of words, which is needed unless ``needed`` is off."""

    def __init__(
        self, parent: QWidget, title: str, verb: str, said: str, asked: str = "", *, day: date | None = None,
        needed: bool = True, danger: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent, title, verb, danger=danger)
        self.setMinimumWidth(460)
        if said:
            self.say(said, muted=True)
        self.words = QLineEdit(self)
        self._needed = bool(asked) and needed
        if asked:
            caption = label(asked, self)
            caption.setBuddy(self.words)
            self.body.addWidget(caption)
            self.words.setAccessibleName(asked)
            self.words.textChanged.connect(self._on_words_changed)
            self.body.addWidget(self.words)
        else:
            self.words.hide()
        self.body.addWidget(label(_("日期"), self, "muted"))
        self.day = day_field(self, _("日期"), day)
        self.body.addWidget(self.day)
        self._on_words_changed()
        (self.words if asked else self.day).setFocus()

    def _on_words_changed(self) -> None:
        self.main.setEnabled(not self._needed or bool(self.words.text().strip()))


# Life


async def open_group(page: Page, now: GroupCard) -> None:
    """Put a planned group into use."""
    store = page.desk.store
    left = sum(not step.done for step in now.steps if step.list == "founding")
    said = _("清单里还有 {n} 项没有办完，启用以后继续留着。").format(n=left) if left else ""
    sheet = DaySheet(page, _("正式启用：{name}").format(name=now.group.name), _("启用"), said)
    if await dialogs.show(sheet):
        day = day_of(sheet.day)
        done = _("“{name}”已启用").format(name=now.group.name)
        await page.desk.change(lambda: group_life.open_group(store, now.id, day), page.strip, done)


async def dissolve(page: Page, now: GroupCard, reason: str = "") -> bool:
    """Dissolve a group, for a reason that may be known; True when it is dissolved from today."""
    store = page.desk.store
    said = _("记录全部保留，照样能查；要办的事会列成清单。微信里的群要自己解散。")
    title = _("解散：{name}").format(name=now.group.name)
    sheet = DaySheet(page, title, _("解散"), said, _("解散原因"), danger=True)
    sheet.words.setText(reason)
    if not await dialogs.show(sheet):
        return False
    reason, day = sheet.words.text(), day_of(sheet.day)
    done = _("“{name}”已记为解散").format(name=now.group.name)
    change = await page.desk.change(
        lambda: group_life.dissolve(store, now.id, reason, day), page.strip, done, right="groups"
    )  # fmt: skip
    return change is not None and day <= clock.today()


async def add_step(page: Page, now: GroupCard, kind: str) -> None:
    """Add a step of the owner's own to the founding or dissolving list."""
    store = page.desk.store
    sheet = DaySheet(page, _("加一项要办的事"), _("加上"), "", _("要办的事"))
    if await dialogs.show(sheet):
        words, due = sheet.words.text(), day_of(sheet.day)
        await page.desk.change(lambda: group_life.add_step(store, now.id, kind, words, due), page.strip, _("已加上"))


async def decide(page: Page, now: GroupCard) -> None:
    """Note a decision down."""
    store = page.desk.store
    sheet = DaySheet(page, _("记一条决定"), _("记下"), "", _("决定了什么，谁同意的"))
    if await dialogs.show(sheet):
        words, day = sheet.words.text(), day_of(sheet.day)
        await page.desk.change(lambda: group_acts.record(store, now.id, words, day), page.strip, _("已记下"))


# Posts


async def _known(page: Page, group: int) -> tuple[tuple[int, Person], ...]:
    store = page.desk.store
    known = await page.desk.read(lambda: people.of_group(store, group), page.strip)
    return tuple(one for one in known or () if not one[1].left)


async def appoint(page: Page, now: GroupCard, role: str, post: Post | None = None) -> None:
    """Give somebody a post; ``post`` is one known by name alone that is now registered."""
    store = page.desk.store
    known = await _known(page, now.id)
    sheet = PostSheet(page, known, role=role, post=post, by=page.desk.actor_of(now.id))
    if await dialogs.show(sheet):
        draft = sheet.draft()
        await page.desk.change(lambda: group_posts.appoint(store, now.id, draft), page.strip, _("已任命"))


async def edit_post(page: Page, post: Post) -> None:
    """Change what is said of a post."""
    store = page.desk.store
    sheet = PostSheet(page, await _known(page, post.group), post=post)
    if await dialogs.show(sheet):
        draft = sheet.draft()
        await page.desk.change(lambda: group_posts.edit(store, post.id, draft), page.strip, _("已改任职"))


async def supervise(page: Page, post: Post) -> None:
    """Note how the duties of a post are done."""
    store = page.desk.store
    sheet = DaySheet(page, _("记履职"), _("记下"), "", _("{name}的履职情况").format(name=post.name))
    if await dialogs.show(sheet):
        words, day = sheet.words.text(), day_of(sheet.day)
        await page.desk.change(lambda: group_posts.supervise(store, post.id, words, day), page.strip, _("已记下"))


async def negligence(page: Page, post: Post) -> None:
    """Open a case on the negligence of an administrator and lead to it."""
    store = page.desk.store
    said = _("会开一个“管理员失职”的案件草稿，依据条款和措施到案件里再定。")
    title = _("失职立案：{name}").format(name=post.name)
    sheet = DaySheet(page, title, _("立案"), said, _("哪件职责没有做到"))
    if await dialogs.show(sheet):
        words, day = sheet.words.text(), day_of(sheet.day)
        await to_case(page, lambda: group_posts.negligence(store, post.id, words, day))


async def to_case(page: Page, work: Callable[[], Any]) -> None:
    """Make a change whose value is a case, and lead to it."""
    change = await page.desk.change(work, page.strip, _("已立案，可以撤销"), right="cases")
    if change is not None:
        page.desk.open("cases", int(change.value))


async def relieve(page: Page, post: Post) -> None:
    """End a post."""
    store = page.desk.store
    title = _("免去任职：{name}").format(name=post.name)
    sheet = DaySheet(page, title, _("免去"), "", _("原因，可以不写"), needed=False)
    if await dialogs.show(sheet):
        words, day = sheet.words.text(), day_of(sheet.day)
        await page.desk.change(lambda: group_posts.relieve(store, post.id, words, day), page.strip, _("已免去"))


# Rules


async def set_policies(page: Page, now: GroupCard) -> None:
    """Change who may come in, bring people in, and how one leaves."""
    store = page.desk.store
    sheet = PolicySheet(page, now.group, now.profile)
    if await dialogs.show(sheet):
        wanted = sheet.profile()
        await page.desk.change(lambda: group_life.set_policies(store, now.id, wanted), page.strip, _("规定已保存"))


async def set_naming(page: Page, now: GroupCard) -> None:
    """Change the naming rules."""
    store = page.desk.store
    categories = await page.desk.read(lambda: naming_rules.categories(store), page.strip)
    sheet = NamingSheet(page, page.desk, now.group, now.rules, categories or ())
    if await dialogs.show(sheet):
        rule, special, family = sheet.naming_rule(), sheet.by_category(), sheet.family.value()
        done = _("命名规则已保存")
        await page.desk.change(lambda: naming_rules.save(store, now.id, rule, family, special), page.strip, done)


async def set_expected(page: Page, now: GroupCard) -> None:
    """Change which departments and categories should be in."""
    store = page.desk.store
    known = await page.desk.read(lambda: (expectations.departments(store), naming_rules.categories(store)), page.strip)
    if known is None:
        return
    sheet = ExpectationSheet(page, now.group.name, now.expectations, *known)
    if await dialogs.show(sheet):
        rules = sheet.rules()
        done = _("应加人员的规则已保存，点“核对”看缺谁")
        await page.desk.change(lambda: expectations.save(store, now.id, rules), page.strip, done)


async def settle_difference(page: Page, now: GroupCard) -> None:
    """List whom the rule asks for and take off who does not fit, as ticked."""
    store = page.desk.store
    found = await page.desk.read(lambda: expectations.difference(store, now.id), page.strip)
    if found is None:
        return
    sheet = ExpectedSheet(page, now.group.name, found)
    if not await dialogs.show(sheet):
        return
    missing, beyond = sheet.chosen(sheet.missing), sheet.chosen(sheet.beyond)
    if not missing and not beyond:
        page.strip.hint(_("没有勾选任何人，名单没有变。"))
        return
    words = _("应加人员：加 {n} 人，移出 {m} 人").format(n=len(missing), m=len(beyond))
    await page.desk.change(lambda: expectations.adjust(store, now.id, missing, beyond), page.strip, words)


async def take_in_several(page: Page, picked: tuple[int, ...]) -> None:
    """List everybody missing by rule for each of several groups."""
    store = page.desk.store
    change = await page.desk.change(lambda: expectations.take_in_all(store, picked), page.strip)
    if change is not None:
        page.strip.done(_("已加 {n} 人").format(n=change.value), change.id)


async def look_at_facts(page: Page) -> None:
    """Show the platform facts to be corrected."""
    store = page.desk.store
    facts = await page.desk.read(lambda: platform_facts.all(store), page.strip)
    if facts is not None:
        await dialogs.show(FactSheet(page, page.desk, facts))
