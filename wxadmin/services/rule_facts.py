"""The conditions of a rule, asked after it hit: which hour, whose message, how long, how new the sender is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from wxadmin.domain.chat import Message
from wxadmin.domain.hits import Screened
from wxadmin.services import clock
from wxadmin.services.records import Store
from wxadmin.services.rule_book import When
from wxadmin.store import rulebooks as stored

_DAY = 86_400
_ME = ("我", "Me", "me")
"""How an export names whoever made it: the owner of these records."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Of the senders of a group: ``roles`` by nickname (everybody else is a member), ``joined`` moments by nickname."""

    roles: Mapping[str, str] = field(default_factory=dict)
    joined: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def since(self, sender: str, moment: int) -> int | None:
        """When the sender last joined before a moment; None where no system line tells."""
        return max((at for at in self.joined.get(sender, ()) if at <= moment), default=None)


def of_group(store: Store, group: int) -> Facts:
    """What is known of the group's senders today."""
    with store.read() as db:
        posts = stored.posts(db, group, clock.today().isoformat())
        lines = stored.joins(db, group)
    roles = dict.fromkeys(_ME, "owner")
    for row in posts:
        if roles.get(row["nickname"]) != "owner":
            roles[row["nickname"]] = row["role"]
    joined: dict[str, list[int]] = {}
    for line in lines:
        for name in json.loads(line["subjects"]):
            joined.setdefault(name, []).append(line["at"])
    return Facts(roles, joined)


def applies(when: When, message: Message, facts: Facts) -> bool:
    """Whether a hit in this message counts; what is not known of one (no sender, no clock) speaks for the rule."""
    if len(message.text.strip()) < when.least:
        return False
    if when.roles and message.sender and facts.roles.get(message.sender, "member") not in when.roles:
        return False
    clocked = message.time is not None and "T" in message.time
    begin, end = when.hours
    if begin != end and clocked:
        hour = int((message.time or "")[11:13])
        inside = begin <= hour < end if begin < end else hour >= begin or hour < end
        if not inside:
            return False
    if when.newcomer and message.sender and message.time is not None:
        moment = clock.seconds(message.time)
        if moment is None:
            return True
        # The minute of the system line may be the minute of the message.
        since = facts.since(message.sender, moment + 59)
        return since is not None and moment - since <= when.newcomer * _DAY
    return True


def kept(found: Screened, message: Message, when: Mapping[str, When], facts: Facts) -> Screened:
    """The same without hits of rules whose conditions do not hold; the score is that of what is left."""
    from wxadmin.screening.judgement import score

    hits = tuple(h for h in found.hits if h.rule not in when or applies(when[h.rule], message, facts))
    return found if len(hits) == len(found.hits) else replace(found, hits=hits, score=score(hits))
