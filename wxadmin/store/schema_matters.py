"""Migration 6: what members hand in and report, and what is owed an answer."""

from __future__ import annotations

SQL = ""
