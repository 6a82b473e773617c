"""An empty record file for tests of windows that stand on one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wxadmin.services import records
from wxadmin.services.records import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = records.open_at(tmp_path / "records", create=True, key_file=True)
    yield opened
    opened.close()
