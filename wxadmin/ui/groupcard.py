"""A group's card: what it is, what waits, its people and rules, its lists to tick off, and who decided what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from wxadmin.i18n import _
from wxadmin.services import clock, expectations, fixed, group_life, group_list, group_posts, groups
from wxadmin.services.group_cards import GroupCard
from wxadmin.services.group_life import GroupStep
from wxadmin.services.group_posts import Post
from wxadmin.ui import theme
from wxadmin.ui.card import Card, Link, button, pill
from wxadmin.ui.flow import Flow
from wxadmin.ui.textblock import TextBlock

_ACTS_SHOWN = 12
_FORMER_SHOWN = 6
_LISTED = 8
"""Exemptions and clues named one by one."""

Slot = Callable[[], None]


class GroupPainter:
    """Writes a :class:`GroupCard` on a card; ``slots`` are the page's answers to its buttons, by name.

    A button or menu entry that speaks of one step, post or clue carries its id as the property ``record``.
    """

    def __init__(self, card: Card, slots: dict[str, Slot]) -> None:
        self._card = card
        self._slots = slots

    def paint(self, detail: GroupCard, *, chosen: bool) -> None:
        """Fill the card; ``chosen`` when every page is filtered by this group."""
        card, group, profile = self._card, detail.group, detail.profile
        card.clear()
        card.title(group.name, badge=groups.STATES[group.state], tone=group_list.TONES[group.state])
        for warning in detail.warnings:
            tone = {"danger": "danger", "warn": "amber"}.get(warning.tone, "muted")
            card.text(warning.text, role=tone, size=theme.BODY if tone != "muted" else theme.SMALL)
        if detail.advice:
            card.text(_("群名：{advice}").format(advice="；".join(detail.advice)), role="muted", size=theme.SMALL)
        expected = detail.listed + detail.missing
        size = _("{n} 人").format(n=group.members)
        if expected:
            size += _("，应到 {n} 人").format(n=expected)
        if detail.most is not None:
            size += _("，上限 {n} 人").format(n=detail.most.value)
        card.facts((
            (_("类别"), groups.KINDS.get(group.kind, group.kind)),
            (_("平台"), groups.PLATFORMS.get(group.platform, group.platform)),
            (_("用途"), group.purpose),
            (_("单位"), " · ".join(part for part in (group.unit, group.office) if part)),
            (_("人数"), size),
            (_("最近名单"), clock.shown(detail.last_list) or _("还没有导入过")),
            (_("建群"), clock.shown_day(profile.founded)),
            (_("解散"), "，".join(p for p in (clock.shown_day(profile.dissolved), profile.dissolve_reason) if p)),
        ))  # fmt: skip
        self._leads(detail, chosen=chosen)
        self._steps(detail)
        self._posts(detail)
        self._policies(detail)
        self._expected(detail)
        self._naming(detail)
        self._settings(detail)
        self._acts(detail)
        self._life(detail)

    def _button(
        self, name: str, text: str, *, kind: str = "", icon: str = "", record: int = 0, of: str = ""
    ) -> QPushButton:
        piece = button(text, self._slots[name], self._card.host, kind=kind, icon=icon)
        if record:
            piece.setProperty("record", record)
        if of:
            piece.setAccessibleName(f"{text}：{of}")
        return piece

    def _leads(self, detail: GroupCard, *, chosen: bool) -> None:
        planned = detail.group.state == "planned"
        pieces = []
        if planned:
            pieces.append(self._button("open", _("正式启用…"), kind="main"))
        pieces.append(self._button("edit", _("改设置…"), icon="pencil"))
        self._card.row(*pieces)
        # Looking at a group changes nothing: these stay on a card that is locked.
        holder = QWidget(self._card.host)
        flow = Flow(holder)
        if not chosen:
            flow.addWidget(self._button("choose", _("各页只看本群"), icon="check"))
        for name, words in (
            ("members", _("群成员")),
            ("applications", _("申请")),
            ("people", _("应加名单")),
            ("cases", _("案件")),
            ("regulations", _("规章制度")),
            ("announcements", _("公告")),
        ):
            flow.addWidget(self._button(name, words, kind="link"))
        self._card.add(holder)

    def _line(self, words: str, *pieces: QWidget, role: str = "text", note: str = "", link: int | None = None) -> None:
        """Words of any length with buttons behind them and a small line below; ``link`` leads to a person."""
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        column = QVBoxLayout()
        column.setSpacing(0)
        if link is None:
            column.addWidget(TextBlock(words, self._card.host, role=role))
        else:
            piece = Link(words, "people", link, self._card.host)
            piece.opened.connect(self._card.link_opened)
            column.addWidget(piece)
        if note:
            small = TextBlock(note, self._card.host, role="muted", size=theme.SMALL)
            if link is not None:
                small.setContentsMargins(5, 0, 0, 0)
            column.addWidget(small)
        row.addLayout(column, 1)
        for one in pieces:
            if self._card.locked:
                one.hide()
            else:
                row.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self._card.add(row)

    def _menu(self, entries: Sequence[tuple[str, str]], record: int, of: str) -> QToolButton:
        """A ⋯ with what can be done with one record."""
        tool = QToolButton(self._card.host)
        tool.setIcon(theme.icon("ellipsis"))
        tool.setAccessibleName(_("{who}：更多操作").format(who=of))
        tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tool.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(tool)
        for name, words in entries:
            action = QAction(words, menu)
            action.setProperty("record", record)
            action.triggered.connect(self._slots[name])
            menu.addAction(action)
        tool.setMenu(menu)
        return tool

    # Lists to tick off

    def _steps(self, detail: GroupCard) -> None:
        for kind, title in (("dissolving", _("解散要办的事")), ("founding", _("建群要办的事"))):
            steps = [step for step in detail.steps if step.list == kind]
            left = [step for step in steps if not step.done]
            if not steps or (kind == "founding" and not left and detail.group.state != "planned"):
                continue
            self._card.section(_("{title}　还剩 {n} 项").format(title=title, n=len(left)))
            for step in steps:
                self._step(step)
            more = self._button(f"add_{kind}", _("加一项"), kind="quiet", icon="plus")
            self._card.row(more)

    def _step(self, step: GroupStep) -> None:
        if step.done:
            by = f" {step.done_by}" if step.done_by else ""
            note = _("{day}办完").format(day=clock.shown(step.done)) + by
            back = self._button("untick", _("重做"), kind="quiet", record=step.id, of=step.words)
            self._line(f"✓ {step.words}", back, role="muted", note=note)
            return
        note = _("最晚 {day}").format(day=clock.shown(step.due)) if step.due else ""
        pieces: list[QWidget] = [pill(_("已过期"), "warn", self._card.host)] if step.late else []
        if step.code not in ("", "code", "leave"):
            pieces.append(self._button("help", _("去办"), kind="link", record=step.id, of=step.words))
        pieces.append(self._button("tick", _("办完"), record=step.id, of=step.words))
        if not step.code:
            pieces.append(self._button("drop_step", _("删去"), kind="quiet", record=step.id, of=step.words))
        self._line(step.words, *pieces, note=note)

    # People

    def _posts(self, detail: GroupCard) -> None:
        card = self._card
        card.section(_("群主、管理员和管理小组"))
        held = [post for post in detail.posts if post.held]
        for post in held:
            self._post(post)
        if not held:
            card.text(_("还没有记下是谁。"), role="muted")
        card.row(self._button("appoint", _("任命…"), icon="plus"))
        former = [post for post in detail.posts if not post.held]
        if former:
            lines = [group_posts.line(post) for post in former[:_FORMER_SHOWN]]
            card.text(_("以前：") + "；".join(lines), role="muted", size=theme.SMALL)

    def _post(self, post: Post) -> None:
        by = _("{who}任命").format(who=post.appointed_by) if post.appointed_by else ""
        note = "　".join(part for part in (post.duties, by, post.note) if part)
        if post.id:
            entries = (
                ("edit_post", _("改任职…")), ("supervise", _("记履职…")), ("negligence", _("失职立案…")),
                ("relieve", _("免去…")),
            )  # fmt: skip
            tool: QWidget = self._menu(entries, post.id, post.name)
        else:
            tool = self._button("register", _("补记任职…"), kind="quiet", of=post.name)
        self._line(group_posts.line(replace(post, duties="")), tool, note=note, link=post.person)

    def _policies(self, detail: GroupCard) -> None:
        card, profile = self._card, detail.profile
        card.section(_("入群和退群"))
        for one in detail.policies:
            card.text(f"{one.title}：{one.text}")
        own = "" if profile.own else _("（这类群的默认值）")
        card.text(group_life.numbers_words(profile) + own, role="muted", size=theme.SMALL)
        card.row(self._button("policy", _("改规定…")), self._button("copy_policy", _("复制成群规"), kind="quiet"))
        self._clues(detail)

    def _clues(self, detail: GroupCard) -> None:
        if not detail.clues:
            return
        open_ = [clue for clue in detail.clues if clue.case is None]
        words = _("聊天记录里有 {n} 条不合规定的带人入群").format(n=len(detail.clues))
        self._card.text(words, role="amber")
        for clue in open_[:_LISTED]:
            self._line(clue.words, self._button("clue", _("立案…"), kind="quiet", record=clue.event, of=clue.words))
        for clue in (one for one in detail.clues[:_LISTED] if one.case is not None):
            self._card.link(_("{what}（已立案）").format(what=clue.words), "cases", clue.case or 0)
        if len(open_) > _LISTED:
            self._card.text(_("还有 {n} 条").format(n=len(open_) - _LISTED), role="muted", size=theme.SMALL)

    def _expected(self, detail: GroupCard) -> None:
        card = self._card
        card.section(_("应加人员"))
        for rule in detail.expectations:
            card.text(expectations.in_words(rule))
        if not detail.expectations:
            card.text(_("没有按部门和类别定，以花名册里逐人记的为准。"), role="muted")
        card.text(_("名单里 {n} 人").format(n=detail.listed), role="muted", size=theme.SMALL)
        pieces = [self._button("expected", _("按部门和类别定…"))]
        if detail.expectations:
            words = _("核对：缺 {n} 人，多 {m} 人…").format(n=detail.missing, m=detail.beyond)
            pieces.insert(0, self._button("difference", words))
        if detail.unconsented:
            words = _("没有取得同意的 {n} 人…").format(n=detail.unconsented)
            pieces.append(self._button("consent", words))
        card.row(*pieces)

    def _naming(self, detail: GroupCard) -> None:
        card, group = self._card, detail.group
        card.section(_("命名规则"))
        card.text(fixed.words("naming_rule", group.naming_rule) if group.naming_rule else _("不要求实名"))
        for rule in detail.rules:
            card.text(f"{'、'.join(rule.categories)}：{rule.rule}")
        card.text(_("每家最多 {n} 人").format(n=group.family_limit), role="muted", size=theme.SMALL)
        card.row(self._button("naming", _("改命名规则…")))
        for one in detail.exemptions[:_LISTED]:
            until = _("到{day}").format(day=clock.shown_day(one.until)) if one.until else _("长期")
            words = _("豁免 {who}：{why}（{until}）").format(who=one.nickname, why=one.reason, until=until)
            words += _("，已到期") if one.over else ""
            if one.member is None:
                card.text(words, role="muted")
            else:
                card.link(words, "members", one.member)
        if len(detail.exemptions) > _LISTED:
            n = len(detail.exemptions) - _LISTED
            card.text(_("还有 {n} 个豁免，在群成员里看").format(n=n), role="muted", size=theme.SMALL)

    def _settings(self, detail: GroupCard) -> None:
        card, group = self._card, detail.group
        card.section(_("设定值和出处"))
        lines: Sequence[tuple[str, str]] = [
            (one.title, f"{fixed.words(one.kind, one.value)}（{one.source or _('手工设置')}）")
            for one in group.settings
        ]
        by_hand = {one.kind for one in group.settings}
        own = []
        if "reply_minutes" not in by_hand:
            minutes = _("{n} 分钟").format(n=group.reply_minutes) if group.reply_minutes else _("不限")
            own.append((groups.SETTING_WORDS["reply_minutes"], minutes + _("（手工设置）")))
        if "appeal_window" not in by_hand:
            days = _("{n} 天").format(n=group.appeal_days)
            own.append((groups.SETTING_WORDS["appeal_window"], days + _("（手工设置）")))
        card.facts((*lines, *own))

    def _acts(self, detail: GroupCard) -> None:
        card = self._card
        card.section(_("谁定的"))
        shown = detail.acts[-_ACTS_SHOWN:]
        if len(detail.acts) > len(shown):
            card.text(_("更早还有 {n} 条").format(n=len(detail.acts) - len(shown)), role="muted", size=theme.SMALL)
        for act in shown:
            card.text(act.words)
        if not shown:
            card.text(_("还没有记下决定。"), role="muted")
        card.row(self._button("decide", _("记一条决定…"), kind="quiet", icon="plus"))

    def _life(self, detail: GroupCard) -> None:
        if detail.profile.dissolved:
            self._card.row(self._button("reopen", _("恢复使用")))
        else:
            self._card.row(self._button("dissolve", _("解散…"), kind="danger"))
        self._card.finish()
