"""Migration 6: what became of archived messages, files that came with a chat."""

from __future__ import annotations

SQL = ""
