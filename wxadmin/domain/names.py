"""Real names: the rule, the check and its report. The parts live in ``name_*``."""

from __future__ import annotations

from wxadmin.domain.name_check import check_names
from wxadmin.domain.name_folding import NameTables, fold, hidden_characters
from wxadmin.domain.name_report import Code, Finding, MemberCheck, NameCheckReport, Status, Step, label, to_json
from wxadmin.domain.name_rule import NameRule

__all__ = [
    "Code",
    "Finding",
    "MemberCheck",
    "NameCheckReport",
    "NameRule",
    "NameTables",
    "Status",
    "Step",
    "check_names",
    "fold",
    "hidden_characters",
    "label",
    "to_json",
]
