"""The data is found in a checkout, in an installed wheel and in a frozen program."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wxadmin import resource

FOLDERS = ("fonts", "icons", "locale", "regulations", "rules", "tables", "sample")
ASK = "from wxadmin.resource import resource_root; print(resource_root())"


def test_a_checkout_finds_its_own() -> None:
    root = resource.resource_root()
    assert root == Path(__file__).resolve().parent.parent / "resources"
    assert all((root / name).is_dir() for name in FOLDERS)


def test_an_installed_package_finds_them_inside_itself(tmp_path: Path) -> None:
    package = tmp_path / "site" / "wxadmin"
    package.mkdir(parents=True)
    for name in ("__init__.py", "resource.py"):
        shutil.copy(Path(resource.__file__).parent / name, package / name)
    (package / "_resources" / "fonts").mkdir(parents=True)
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(package.parent)!r}); {ASK}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()) == (package / "_resources").resolve()


def test_a_frozen_program_finds_them_beside_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources" / "fonts").mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource.resource_root() == tmp_path / "resources"
    shutil.rmtree(tmp_path / "resources")
    with pytest.raises(FileNotFoundError, match="resources"):
        resource.resource_root()


def test_the_wheel_takes_them_along() -> None:
    """The build file maps the top folder into the package under the name that the locator looks for."""
    import tomllib

    project = tomllib.loads((Path(__file__).resolve().parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {"resources": "wxadmin/_resources"}
