"""What an erasure does with the rows of each table.

A row whose ``subject`` is the person's goes, unless it belongs to a decision or to a proof: those keep number, clause,
measure and dates and lose name and free text (``ALTERED``). What says nothing of persons is listed in ``NOBODY``; a
table in none of the three cannot be added unseen, since a test looks for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from wxadmin.i18n import _
from wxadmin.store.rows import Value

REMOVED = _("（已删除）")
"""What stands where a name was."""

_NAMED = {"name": REMOVED, "name_key": ""}
ALTERED: Mapping[str, Mapping[str, Value]] = {
    "cases": {
        "sender": "", "person_name": REMOVED, "person_key": "", "department": "", "facts": REMOVED, "note": "",
        "decision_note": "", "void_reason": "", "search": "",
    },
    "case_evidence": {"sender": REMOVED, "text": REMOVED},
    "paper": {"title": REMOVED, "title_key": "", "missing": "", "pdf": b""},
    "signer": {**_NAMED, "department": "", "department_key": "", "search": ""},
    "signature": {"note": ""},
    "objection": {**_NAMED, "text": REMOVED, "answer": REMOVED, "search": ""},
    "application": {
        **_NAMED, "nickname": "", "fields": "{}", "reason": "", "answer": "", "search": "",
    },
    "group_act": {"note": ""},
    "group_post": {"name": REMOVED, "duties": "", "note": ""},
    "consent": {"by_whom": "", "note": ""},
    "case_party": {**_NAMED, "sender": "", "department": ""},
    "infraction": {"facts": REMOVED},
    "sanction": {"note": ""},
    "case_act": {"text": REMOVED, "data": "{}"},
    "appeal": {**_NAMED, "bearer": "", "reasons": REMOVED, "taken": "", "search": ""},
    "appeal_answer": {"grounds": REMOVED, "same": "", "reason": ""},
}  # fmt: skip
"""Table → what its rows of an erased person say instead; their numbers, days and outcomes stay."""

GONE = frozenset(
    {
        "person", "person_detail", "belonging", "relation", "post_held", "person_merge", "person_apart",
        "snapshot_member", "member_decision", "member_task", "task_act", "reminder", "message", "event", "review",
        "audience",
        "reply_pick", "attachment", "exhibit", "departure", "departure_item", "restriction", "operator",
        "handed_body", "handed_paper", "review_note", "review_decision", "matter", "matter_party",
        "withdrawal", "message_file", "audience_pick", "reply_mark", "attendance", "progress",
    }
)  # fmt: skip
"""Tables whose rows of an erased person go altogether."""

NOBODY: Mapping[str, str] = {
    "batch": "an import and its digest", "setting": "the owner's", "counter": "numbers", "grp": "a group",
    "group_setting": "what a clause fixes", "snapshot": "when a list was taken", "revision": "a regulation",
    "clause": "a regulation", "announcement": "what the owner wrote", "scope": "a regulation",
    "revision_act": "an act of office", "publication": "a regulation", "signing": "a round",
    "signing_sheet": "a paper of a round", "signing_picture": "signatures of many", "group_profile": "policies",
    "group_rule": "rules", "expectation": "rules", "group_step": "a check-list",
    "platform_fact": "the platform", "column_map": "titles of columns", "erasure": "random numbers and counts",
    "handover": "an act of office", "handover_row": "numbers", "handed_part": "leaves of a giver's ledger",
    "handover_key": "the key of the file", "picture": "goes when nothing names it",
    "member": "a cache, computed anew", "member_stamp": "a cache, computed anew", "layout": "the window",
    "review_rank": "computed anew", "ranking": "weights of the ranking, computed anew",
    "rulebook": "the owner's rules", "rulebook_draft": "rules under the pen",
    "number_pattern": "how numbers are written", "ladder": "rules", "holiday": "the calendar",
    "announcement_plan": "what the owner wrote", "announcement_act": "what the owner wrote",
    "draft_text": "a regulation under the pen", "reply_paste": "lines of many; those of the person go",
}  # fmt: skip
"""Tables without rows of a person of their own, and what they hold instead."""
