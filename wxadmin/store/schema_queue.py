"""Migration 6: the queue: notes of entries, how they are ranked."""

from __future__ import annotations

SQL = ""
