from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.field import Ticking, own_tables
from wxadmin.store.opening import create_store
from wxadmin.store.session import Store


@pytest.fixture
def field() -> Iterator[None]:
    with own_tables():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "记录"


@pytest.fixture
def store(field: None, folder: Path) -> Iterator[Store]:
    with create_store(folder, actor="值班员", clock=Ticking()) as opened:
        yield opened
