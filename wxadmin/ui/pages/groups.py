"""群: the groups of the unit, their life and people, what holds in them, and who decided what."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from wxadmin.i18n import _
from wxadmin.services import entry_clues, group_cards, group_life, group_list
from wxadmin.services.group_cards import GroupCard
from wxadmin.services.group_posts import Post
from wxadmin.ui import consentsheet, groupacts
from wxadmin.ui.card import button
from wxadmin.ui.desk import Desk
from wxadmin.ui.groupcard import GroupPainter
from wxadmin.ui.groupform import edit_group
from wxadmin.ui.listpane import ListPane
from wxadmin.ui.severalpage import SeveralPage


class _AllGroups(ListPane):
    """The list of groups itself is not narrowed down to the group chosen."""

    def __init__(self, desk: Desk, key: str, parent: QWidget) -> None:
        super().__init__(
            desk, group_list, key, parent,
            empty=_("还没有群。新建一个，或在“申请”里批准一份建群申请。"),
            hint=_("搜索群名、拼音首字母、群主、用途"),
            widths={"name": 150, "kind": 84, "owner": 72, "members": 78, "state": 72, "listed": 92, "waits": 100},
            counted=_("{n} 个群"),
        )  # fmt: skip
        self.model.look(group=None)

    def _on_group_changed(self) -> None:
        self.model.look(group=None)

    def show_record(self, record: int) -> None:
        """Make a group current; one that is dissolved stands in the list of those."""
        if any(one.id == record and one.state == "dissolved" for one in self.desk.groups):
            self.show_dissolved(record)
        else:
            super().show_record(record)

    def show_dissolved(self, record: int) -> None:
        """Make a dissolved group current."""
        self._wanted = record
        self.search.clear()
        self.show_chips(("dissolved",))
        self.model.reload()


class GroupsPage(SeveralPage):
    """List and card; what a card's button is about is the property ``record`` of the button."""

    KEY = "groups"
    RIGHT = "groups"
    TITLE = _("群")
    NOTHING = _("选一个群，这里显示它的规定、管理员、应加人员和办过的事。")
    HELP = _(
        "群：一处看全部的群，类别、群主、人数和应到、最近的名单、还有什么要办。\n"
        "左上角选定一个群以后，别的页面只看那个群；这里总是列出全部。\n\n"
        "新建群可以先“筹建”：列出要做的事，逐项办完再正式启用；建群申请通过以后也从这里开始。\n"
        "解散要写原因和日期，办完清单；解散的群默认不列出，点“已解散”或者搜索都找得到，记录照样能看。\n\n"
        "任命、免去、履职监督都记名记日期；管理员失职可以立案。\n"
        "应加人员：勾部门和类别，程序算出名单里缺谁、谁不符合，导入花名册以后再核对一次就行。\n"
        "命名规则：可以给家长、外部等类别另写一条，写好先在“试一试”里看判得对不对。\n"
        "平台规则（⋯ 菜单）：人数上限等数字连同来源和日期，只用来提醒。\n"
        "移交（⋯ 菜单）：把一个或几个群交给接手的人，导出一个加密、签名的文件；接手的人把它拖进窗口就能导入。"
    )

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._all = pane = _AllGroups(desk, self.KEY, self)
        pane.offer(_("新建群"), self._on_new_clicked)
        pane.add_menu(_("各页只看本群"), self._on_choose_clicked)
        self.lay_out(pane)
        self.arrange(640, 420)
        self.add_action(_("新建群"), self._on_new_clicked, kind="main", icon="plus")
        self.add_more(_("平台规则…"), self._on_facts_chosen)
        self.add_more(_("移交群…"), self._on_give_chosen)
        self.add_more(_("接收移交…"), self._on_take_chosen)
        self.add_more(_("移交记录…"), self._on_kept_chosen, free=True)

    # One group, or several

    def read(self, record: int) -> GroupCard:
        return group_cards.get(self.desk.store, record)

    def render_one(self, detail: GroupCard, *, again: bool) -> None:
        place = self.card.verticalScrollBar().value() if again else 0
        GroupPainter(self.card, self._slots()).paint(detail, chosen=self.desk.group == detail.id)
        self.card.verticalScrollBar().setValue(place)

    def render_several(self, picked: tuple[int, ...]) -> None:
        card = self.card
        card.clear()
        card.title(_("选中 {n} 个群").format(n=len(picked)))
        card.row(button(_("核对应加人员"), self._on_several_clicked, card.host, kind="main"))
        card.text(_("把按规则应加、名单里还没有的人一次加进各自的群；不符合规则的人不动。"), role="muted")
        card.finish()

    def _slots(self) -> dict[str, Callable[[], None]]:
        return {
            "open": self._on_open_clicked, "choose": self._on_choose_clicked, "edit": self._on_edit_clicked,
            "members": self._on_members_clicked, "applications": self._on_applications_clicked,
            "cases": self._on_cases_clicked, "regulations": self._on_regulations_clicked,
            "announcements": self._on_announcements_clicked, "people": self._on_people_clicked,
            "tick": self._on_tick_clicked, "untick": self._on_untick_clicked, "help": self._on_help_clicked,
            "drop_step": self._on_drop_step_clicked, "add_founding": self._on_add_founding_clicked,
            "add_dissolving": self._on_add_dissolving_clicked, "appoint": self._on_appoint_clicked,
            "register": self._on_register_clicked, "edit_post": self._on_edit_post_clicked,
            "supervise": self._on_supervise_clicked, "negligence": self._on_negligence_clicked,
            "relieve": self._on_relieve_clicked, "policy": self._on_policy_clicked,
            "copy_policy": self._on_copy_policy_clicked, "clue": self._on_clue_clicked,
            "expected": self._on_expected_clicked, "difference": self._on_difference_clicked,
            "naming": self._on_naming_clicked, "decide": self._on_decide_clicked,
            "dissolve": self._on_dissolve_clicked, "reopen": self._on_reopen_clicked,
            "consent": self._on_consent_clicked,
        }  # fmt: skip

    @property
    def _now(self) -> GroupCard:
        detail = self.detail
        assert isinstance(detail, GroupCard)
        return detail

    def _meant(self) -> int:
        """What the button just pressed is about."""
        piece = self.sender()
        return int(piece.property("record") or 0) if isinstance(piece, QPushButton | QAction) else 0

    def _post(self) -> Post | None:
        number = self._meant()
        return next((post for post in self._now.posts if post.id == number), None)

    # Leading elsewhere

    def _lead(self, page: str) -> None:
        group = self._now.id
        self.desk.choose_group(group)
        self.desk.open(page)

    def _on_choose_clicked(self) -> None:
        if isinstance(self.detail, GroupCard):
            self.desk.choose_group(self._now.id)
            self.strip.done(_("现在各页只看“{name}”").format(name=self._now.group.name))

    def _on_members_clicked(self) -> None:
        self._lead("members")

    def _on_applications_clicked(self) -> None:
        self._lead("applications")

    def _on_cases_clicked(self) -> None:
        self._lead("cases")

    def _on_regulations_clicked(self) -> None:
        self._lead("regulations")

    def _on_announcements_clicked(self) -> None:
        self._lead("announcements")

    def _on_people_clicked(self) -> None:
        self._lead("people")

    def _on_new_clicked(self) -> None:
        self.desk.task_asked.emit("group", None)

    def begin(self) -> None:
        self._on_new_clicked()

    def _on_edit_clicked(self) -> None:
        self.start(edit_group(self.desk, self._now.group, self, self.strip))

    # Life

    def _change(self, work: Callable[[], Any], done: str) -> None:
        self.start(self.desk.change(work, self.strip, done))

    def _on_open_clicked(self) -> None:
        self.start(groupacts.open_group(self, self._now))

    def _on_dissolve_clicked(self) -> None:
        self.start(self._dissolve())

    async def _dissolve(self) -> None:
        now = self._now
        if await groupacts.dissolve(self, now):
            self._all.show_dissolved(now.id)

    def _on_reopen_clicked(self) -> None:
        now = self._now
        done = _("“{name}”已恢复使用").format(name=now.group.name)
        self._change(partial(group_life.reopen, self.desk.store, now.id), done)

    def _on_tick_clicked(self) -> None:
        self._change(partial(group_life.tick, self.desk.store, self._meant()), _("已记为办完"))

    def _on_untick_clicked(self) -> None:
        self._change(partial(group_life.tick, self.desk.store, self._meant(), done=False), _("重新列为待办"))

    def _on_drop_step_clicked(self) -> None:
        self._change(partial(group_life.drop_step, self.desk.store, self._meant()), _("已删去"))

    def _on_help_clicked(self) -> None:
        number = self._meant()
        step = next((one for one in self._now.steps if one.id == number), None)
        if step is None:
            return
        here = {
            "posts": self._on_appoint_clicked, "expected": self._on_expected_clicked,
            "naming": self._on_naming_clicked, "policy": self._on_policy_clicked,
        }  # fmt: skip
        if step.code in here:
            here[step.code]()
        else:
            self._lead(step.code)

    def _on_add_founding_clicked(self) -> None:
        self.start(groupacts.add_step(self, self._now, "founding"))

    def _on_add_dissolving_clicked(self) -> None:
        self.start(groupacts.add_step(self, self._now, "dissolving"))

    def _on_decide_clicked(self) -> None:
        self.start(groupacts.decide(self, self._now))

    # Posts

    def _on_appoint_clicked(self) -> None:
        owned = any(post.role == "owner" for post in self._now.posts if post.held)
        self.start(groupacts.appoint(self, self._now, "admin" if owned else "owner"))

    def _on_register_clicked(self) -> None:
        post = next((post for post in self._now.posts if not post.id), None)
        self.start(groupacts.appoint(self, self._now, "owner", post))

    def _on_edit_post_clicked(self) -> None:
        post = self._post()
        if post is not None:
            self.start(groupacts.edit_post(self, post))

    def _on_supervise_clicked(self) -> None:
        post = self._post()
        if post is not None:
            self.start(groupacts.supervise(self, post))

    def _on_negligence_clicked(self) -> None:
        post = self._post()
        if post is not None:
            self.start(groupacts.negligence(self, post))

    def _on_clue_clicked(self) -> None:
        self.start(groupacts.to_case(self, partial(entry_clues.draft, self.desk.store, self._now.id, self._meant())))

    def _on_relieve_clicked(self) -> None:
        post = self._post()
        if post is not None:
            self.start(groupacts.relieve(self, post))

    # Rules

    def _on_policy_clicked(self) -> None:
        self.start(groupacts.set_policies(self, self._now))

    def _on_copy_policy_clicked(self) -> None:
        lines = (f"{place}. {one.text}" for place, one in enumerate(self._now.policies, 1))
        self.copy("\n".join(lines), _("已复制，可以贴进群规或公告"))

    def _on_naming_clicked(self) -> None:
        self.start(groupacts.set_naming(self, self._now))

    def _on_expected_clicked(self) -> None:
        self.start(groupacts.set_expected(self, self._now))

    def _on_difference_clicked(self) -> None:
        self.start(groupacts.settle_difference(self, self._now))

    def _on_consent_clicked(self) -> None:
        now = self._now
        self.start(consentsheet.lacking(self, self.desk, self.strip, now.id, now.group.name))

    def _on_several_clicked(self) -> None:
        self.start(groupacts.take_in_several(self, self.list.picked))

    # Handing over

    def _on_give_chosen(self) -> None:
        from wxadmin.ui import handoversheet

        chosen = [self._now.id] if isinstance(self.detail, GroupCard) else []
        self.start(handoversheet.give(self, self.desk, self.strip, chosen))

    def _on_take_chosen(self) -> None:
        from wxadmin.ui import handoversheet

        self.start(handoversheet.take(self, self.desk, self.strip))

    def _on_kept_chosen(self) -> None:
        from wxadmin.ui import handedsheet

        self.start(handedsheet.kept(self, self.desk, self.strip))

    async def take(self, source: str | Path, kind: str) -> None:
        from wxadmin.ui import handoversheet

        if isinstance(source, Path):
            await handoversheet.take(self, self.desk, self.strip, source)

    # Facts of the platform

    def _on_facts_chosen(self) -> None:
        self.start(groupacts.look_at_facts(self))
