"""A group on one card: what it is for, its rules and people, its check-lists, and who decided what."""

from __future__ import annotations

from dataclasses import dataclass

from wxadmin.services import (
    consent,
    entry_clues,
    expectations,
    group_acts,
    group_life,
    group_names,
    group_posts,
    groups,
    naming_rules,
    platform_facts,
)  # fmt: skip
from wxadmin.services.entry_clues import EntryClue
from wxadmin.services.expectations import Expectation
from wxadmin.services.group_acts import Act
from wxadmin.services.group_life import GroupStep, PolicyWord
from wxadmin.services.group_posts import Post
from wxadmin.services.groups import Group, Profile
from wxadmin.services.naming_rules import CategoryRule, Exemption
from wxadmin.services.platform_facts import Fact, SoftWarning
from wxadmin.services.records import Store
from wxadmin.store import groups as stored


@dataclass(frozen=True, slots=True)
class GroupCard:
    """One group with everything known of it.

    ``listed`` counts those who belong in it, ``missing`` those who should by rule and are not listed, ``beyond`` those
    listed without fitting; ``last_list`` is when its member list was last brought in, ``""`` for never. ``advice`` are
    sentences about its name; ``most`` is the fact that limits its size. ``unconsented`` counts those listed in a
    group of minors without consent.
    """

    id: int
    group: Group
    profile: Profile
    policies: tuple[PolicyWord, ...]
    posts: tuple[Post, ...]
    steps: tuple[GroupStep, ...]
    acts: tuple[Act, ...]
    rules: tuple[CategoryRule, ...]
    exemptions: tuple[Exemption, ...]
    expectations: tuple[Expectation, ...]
    listed: int
    missing: int
    beyond: int
    last_list: str
    advice: tuple[str, ...]
    most: Fact | None
    warnings: tuple[SoftWarning, ...]
    clues: tuple[EntryClue, ...]
    unconsented: int


def get(store: Store, group: int) -> GroupCard:
    """One group; UserError when there is none."""
    one = groups.get(store, group)
    profile = group_life.profile(store, group)
    difference = expectations.difference(store, group)
    with store.read() as db:
        listed, last_list = expectations.listed_count(db, group), stored.last_listed(db, group)
    return GroupCard(
        group,
        one,
        profile,
        group_life.policy_words(profile),
        group_posts.of_group(store, group),
        group_life.steps(store, group),
        group_acts.of_group(store, group),
        naming_rules.read(store, group),
        naming_rules.exemptions(store, group),
        expectations.read(store, group),
        listed,
        len(difference.missing),
        len(difference.beyond),
        last_list,
        group_names.check(store, one.name, one.kind, group),
        platform_facts.limit(platform_facts.all(store), one.platform, one.kind),
        platform_facts.warnings(store, group),
        entry_clues.of_group(store, group),
        len(consent.missing(store, group)),
    )
