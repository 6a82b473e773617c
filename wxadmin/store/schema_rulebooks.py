"""Migration 6: the owner's rules in versions."""

from __future__ import annotations

SQL = ""
