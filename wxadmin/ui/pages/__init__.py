"""One module a page. Pages never import each other; they are made here, when first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wxadmin.ui.desk import Desk
    from wxadmin.ui.page import Page


def make_page(key: str, desk: Desk, parent: QWidget) -> Page:
    """The page of a key; each is imported here, when first shown, and nowhere else."""
    if key == "today":
        from wxadmin.ui.pages.today import TodayPage

        return TodayPage(desk, parent)
    if key == "people":
        from wxadmin.ui.pages.people import PeoplePage

        return PeoplePage(desk, parent)
    if key == "groups":
        from wxadmin.ui.pages.groups import GroupsPage

        return GroupsPage(desk, parent)
    if key == "tasks":
        from wxadmin.ui.pages.tasks import TasksPage

        return TasksPage(desk, parent)
    if key == "members":
        from wxadmin.ui.pages.members import MembersPage

        return MembersPage(desk, parent)
    if key == "applications":
        from wxadmin.ui.pages.applications import ApplicationsPage

        return ApplicationsPage(desk, parent)
    if key == "queue":
        from wxadmin.ui.pages.queue import QueuePage

        return QueuePage(desk, parent)
    if key == "cases":
        from wxadmin.ui.pages.cases import CasesPage

        return CasesPage(desk, parent)
    if key == "appeals":
        from wxadmin.ui.pages.appeals import AppealsPage

        return AppealsPage(desk, parent)
    if key == "announcements":
        from wxadmin.ui.pages.announcements import AnnouncementsPage

        return AnnouncementsPage(desk, parent)
    if key == "regulations":
        from wxadmin.ui.pages.regulations import RegulationsPage

        return RegulationsPage(desk, parent)
    if key == "signing":
        from wxadmin.ui.pages.signing import SigningPage

        return SigningPage(desk, parent)
    if key == "papers":
        from wxadmin.ui.pages.papers import PapersPage

        return PapersPage(desk, parent)
    if key == "chats":
        from wxadmin.ui.pages.chats import ChatsPage

        return ChatsPage(desk, parent)
    if key == "rules":
        from wxadmin.ui.pages.rules import RulesPage

        return RulesPage(desk, parent)
    from wxadmin.ui.pages.settings import SettingsPage

    return SettingsPage(desk, parent)
