"""Builds the program for people who have no Python, tries it, and packs it for the system it is run on.

``python build_installer.py`` makes ``dist/wxadmin`` (a folder that runs without Python) in an environment of its own
from ``requirements.lock``, starts the frozen program with ``--self-test`` (record file, import, papers, verify), and
packs it:

- Linux: ``dist/wxadmin-VERSION-linux-ARCH.tar.xz``
- Windows: ``dist/wxadmin-VERSION-setup.exe``; needs NSIS (``makensis`` on the PATH). Installs for the user who runs it,
  without administrator rights; removing the program keeps the records.
- macOS: ``dist/wxadmin-VERSION.dmg``; needs ``pip install dmgbuild`` in the Python that runs this file. The image is not
  signed: the first start is by right-click, Open.

A frozen program can only be built on the system it is for. ``--no-pack`` stops after the self-test.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
BUILD = ROOT / "build"
DIST = ROOT / "dist"
FOLDER = DIST / "wxadmin"
WINDOWS = sys.platform == "win32"
MAC = sys.platform == "darwin"

# Parts of the libraries that the program never calls; leaving them out halves the download.
UNUSED = (
    "tkinter", "unittest", "pydoc_data", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtDesigner", "PySide6.QtSql",
    "PySide6.QtTest", "PySide6.QtHelp", "PySide6.QtUiTools", "matplotlib", "pytest", "hypothesis", "mypy", "ruff",
)  # fmt: skip
UNUSED_FILES = re.compile(
    r"(Qt6(Qml|Quick|Designer|Sql|Test|Help|3D|Pdf|WebSockets)\w*|qtvirtualkeyboard|translations/(?!qt(base)?_zh))"
)

SPEC = """
from PyInstaller.utils.hooks import collect_submodules
hidden = collect_submodules("wxadmin", filter=lambda name: not name.startswith("wxadmin.build")) + collect_submodules("keyring.backends")
parts = Analysis([{entry!r}], pathex=[{root!r}], datas=[({resources!r}, "resources")], hiddenimports=hidden,
                 excludes={unused!r})
keep = lambda entries: [e for e in entries if not __import__("re").search({pattern!r}, e[0].replace("\\\\", "/"))]
parts.binaries = keep(parts.binaries)
parts.datas = keep(parts.datas)
code = PYZ(parts.pure)
programs = [EXE(code, parts.scripts, [], exclude_binaries=True, name="wxadmin", console=True)]
if {windows!r}:
    programs.append(EXE(code, parts.scripts, [], exclude_binaries=True, name="wxadminw", console=False))
made = COLLECT(*programs, parts.binaries, parts.datas, name="wxadmin")
if {mac!r}:
    BUNDLE(made, name="wxadmin.app", bundle_identifier="app.wxadmin", version={version!r})
"""

NSIS = r"""
Unicode true
!include "MUI2.nsh"
Name "wxadmin {version}"
OutFile "{out}"
InstallDir "$LOCALAPPDATA\Programs\wxadmin"
RequestExecutionLevel user
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
Section
  SetOutPath "$INSTDIR"
  File /r "{folder}\*"
  CreateShortcut "$SMPROGRAMS\wxadmin.lnk" "$INSTDIR\wxadminw.exe"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\wxadmin" "DisplayName" "wxadmin"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\wxadmin" "DisplayVersion" "{version}"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\wxadmin" "UninstallString" "$INSTDIR\uninstall.exe"
SectionEnd
; The records lie in the user's application data, not in $INSTDIR: removing the program keeps them.
Section Uninstall
  Delete "$SMPROGRAMS\wxadmin.lnk"
  RMDir /r "$INSTDIR"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\wxadmin"
SectionEnd
"""

DMG = """
files = [{app!r}]
symlinks = {{"Applications": "/Applications"}}
icon_locations = {{"wxadmin.app": (140, 120), "Applications": (380, 120)}}
"""


def version() -> str:
    """The version in ``wxadmin/__init__.py``."""
    found = re.search(r'__version__ = "([^"]+)"', (ROOT / "wxadmin" / "__init__.py").read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit("wxadmin/__init__.py names no version")
    return found.group(1)


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a program and stop with its name if it fails."""
    if subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False).returncode != 0:
        raise SystemExit(f"failed: {' '.join(map(str, command))}")


def environment() -> Path:
    """A fresh environment with exactly what the lock names; returns its Python."""
    folder = BUILD / "venv"
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if WINDOWS else "bin/python")
    run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", ROOT / "requirements.lock")
    return python


def freeze(python: Path) -> Path:
    """The frozen folder; returns its program."""
    BUILD.mkdir(exist_ok=True)
    spec = BUILD / "wxadmin.spec"
    spec.write_text(
        SPEC.format(
            entry=str(ROOT / "wxadmin" / "__main__.py"),
            root=str(ROOT),
            resources=str(ROOT / "resources"),
            unused=list(UNUSED),
            pattern=UNUSED_FILES.pattern,
            windows=WINDOWS,
            mac=MAC,
            version=version(),
        ),
        encoding="utf-8",
    )
    shutil.rmtree(FOLDER, ignore_errors=True)
    command = ("--noconfirm", "--log-level", "WARN", "--distpath", DIST, "--workpath", BUILD / "work", spec)
    run(python, "-m", "PyInstaller", *command)
    return FOLDER / ("wxadmin.exe" if WINDOWS else "wxadmin")


def try_out(program: Path) -> None:
    """Start the frozen program away from this checkout and without any Python setting."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON") and k != "VIRTUAL_ENV"}
    run(program, "--version", env=kept)
    run(program, "--self-test", env=kept)


def pack() -> Path:
    """The file that owners download."""
    if WINDOWS:
        return pack_windows()
    if MAC:
        return pack_mac()
    out = DIST / f"wxadmin-{version()}-linux-{platform.machine()}.tar.xz"
    with tarfile.open(out, "w:xz") as archive:
        archive.add(FOLDER, "wxadmin")
    return out


def pack_windows() -> Path:
    """An NSIS installer."""
    makensis = shutil.which("makensis")
    if makensis is None:
        raise SystemExit(
            "NSIS is missing: install it and put makensis on the PATH; the program itself is in dist/wxadmin"
        )
    out = DIST / f"wxadmin-{version()}-setup.exe"
    script = BUILD / "wxadmin.nsi"
    script.write_text(NSIS.format(version=version(), out=out, folder=FOLDER), encoding="utf-8-sig")
    run(makensis, "/V2", script)
    return out


def pack_mac() -> Path:
    """A disk image."""
    if shutil.which("dmgbuild") is None:
        raise SystemExit("dmgbuild is missing: pip install dmgbuild; the program itself is dist/wxadmin.app")
    out = DIST / f"wxadmin-{version()}.dmg"
    settings = BUILD / "dmg.py"
    settings.write_text(DMG.format(app=str(DIST / "wxadmin.app")), encoding="utf-8")
    run("dmgbuild", "-s", settings, "wxadmin", out)
    return out


def main() -> None:
    """Build, try, pack."""
    parser = argparse.ArgumentParser(description="Build and try the frozen program for this system.")
    parser.add_argument("--no-pack", action="store_true", help="stop after the self-test")
    wanted = parser.parse_args()
    program = freeze(environment())
    try_out(program)
    size = sum(f.stat().st_size for f in FOLDER.rglob("*") if f.is_file() and not f.is_symlink())
    print(f"{FOLDER}: {size / 1e6:.0f} MB")
    if not wanted.no_pack:
        out = pack()
        print(f"{out}: {out.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
