"""Migration 6: evidence kept as it was given."""

from __future__ import annotations

SQL = ""
