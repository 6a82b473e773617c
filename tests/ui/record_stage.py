"""An empty record file for tests of windows that stand on one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fresh_records import fresh_records
from wxadmin.services.records import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = fresh_records(tmp_path / "records")
    yield opened
    opened.close()
