"""Fonts that the owner has installed: 仿宋, 黑体, 楷体, 宋体 and 小标宋, found by the names inside their files.

Only TrueType fonts whose makers let them be embedded are used; of the others it is told why they are not. Nothing here
ever breaks a paper: a font that is no good is passed over, and the bundled face stands in.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.printing.typesetting.sfnt import Sfnt, fonts_in, plain

# Families as their makers call them, best first; PostScript names where a family has several weights. What such a file
# is called on disk comes first: only files whose names look like it are opened, because a machine may have thousands.
_WANTED = {
    "fangsong": (
        r"fang|fzfs|仿宋",
        ("FangSong", "仿宋", "FangSong_GB2312", "仿宋_GB2312", "FZFangSong-Z02", "方正仿宋_GBK", "FZFangSong-Z02S",
         "方正仿宋简体", "STFangsong", "华文仿宋"),
    ),
    "song": (
        r"simsun|song|fzss|宋",
        ("SimSun", "宋体", "FZShuSong-Z01", "方正书宋_GBK", "FZShuSong-Z01S", "方正书宋简体",
         "STSongti-SC-Regular", "STSong", "华文宋体"),
    ),
    "hei": (
        r"hei|fzht|黑",
        ("SimHei", "黑体", "FZHei-B01", "方正黑体_GBK", "FZHei-B01S", "方正黑体简体", "STHeitiSC-Medium", "STHeiti"),
    ),
    "kai": (
        r"kai|fzkt|楷",
        ("KaiTi", "楷体", "KaiTi_GB2312", "楷体_GB2312", "FZKai-Z03", "方正楷体_GBK", "FZKai-Z03S", "方正楷体简体",
         "STKaitiSC-Regular", "STKaiti", "华文楷体"),
    ),
    "biaosong": (
        r"fzxbs|标宋",
        ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK"),
    ),
}  # fmt: skip
_FONT_FILE = re.compile(r".\.(ttf|ttc|otf|otc)$", re.IGNORECASE)
_DEEP, _MANY = 4, 20_000
NEEDED = "〓的一是不年月日第页共，。"
"""A font for Chinese papers has these at the least; 〓 among them, because it is printed for what no face has."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A font of this machine that could be used for the face ``key``; ``problem`` says why it is not, empty if it is.

    ``name`` is its own, ``at`` where it begins in a collection.
    """

    key: str
    name: str
    path: Path
    at: int = 0
    problem: str = ""


@cache
def installed(key: str) -> tuple[Installed, ...]:
    """The fonts of this machine for a face, best first; looked for once a process."""
    pattern, names = _WANTED[key]
    likely = re.compile(pattern, re.IGNORECASE)
    ranks: dict[str, int] = {}
    for rank, name in enumerate(names):
        ranks.setdefault(plain(name), rank)
    found: list[tuple[int, Installed]] = []
    for path in _files():
        if not likely.search(path.name):
            continue
        try:
            inside = fonts_in(path)
        except UserError:
            # Without its names nobody knows what it was; it is told if it is called like what we look for.
            if plain(path.stem) in ranks:
                found.append((len(names), Installed(key, path.stem, path, 0, "文件损坏")))
            continue
        best = min(
            ((ranks[name], at) for at, own in inside for name in own if name in ranks),
            default=None,
        )
        if best is not None:
            rank, at = best
            found.append((rank, Installed(key, names[rank], path, at, _problem(path, at))))
    return tuple(font for _, font in sorted(found, key=lambda pair: pair[0]))


@cache
def own_font(key: str) -> Sfnt | None:
    """The best font of this machine for a face, opened; None where there is none that can be used."""
    if key not in _WANTED:
        return None
    for font in installed(key):
        if not font.problem:
            try:
                return Sfnt(font.path, at=font.at)
            except UserError:
                continue  # gone or changed since it was looked at
    return None


def report() -> tuple[Installed, ...]:
    """All fonts found for any face, used or not, to be shown to the owner."""
    return tuple(font for key in _WANTED for font in installed(key))


def _problem(path: Path, at: int) -> str:
    """Why a font cannot be used; empty when it can."""
    try:
        with path.open("rb") as file:
            file.seek(at)
            if file.read(4) == b"OTTO":
                return "轮廓是 CFF 格式，不能嵌入"
        font = Sfnt(path, at=at)
        if not font.embeddable:
            return "字体厂商不允许嵌入"
    except (UserError, OSError):
        return "文件损坏"
    glyphs = [font.glyph(ord(char)) for char in NEEDED]
    if not all(glyphs):
        return "缺少常用字"
    return "" if all(map(font.sound, glyphs)) else "文件损坏"


def _files() -> Iterator[Path]:
    """Font files of this machine, those of the person before those of the system."""
    left = _MANY
    for place in _places():
        depth = len(place.parts)
        for folder, below, files in os.walk(place):
            if len(Path(folder).parts) - depth >= _DEEP:
                below.clear()
            below.sort()
            for name in sorted(files):
                left -= 1
                if left < 0:
                    return
                if _FONT_FILE.search(name):
                    yield Path(folder, name)


def _places() -> list[Path]:
    """Where Windows, macOS and Linux keep fonts; those that are not there cost nothing."""
    home = Path.home()
    local = Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local")
    return [
        local / "Microsoft/Windows/Fonts",
        home / "Library/Fonts",
        Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share") / "fonts",
        home / ".fonts",
        Path(os.environ.get("WINDIR") or r"C:\Windows") / "Fonts",
        Path("/Library/Fonts"),
        Path("/System/Library/Fonts"),
        # 楷体 and 仿宋 come to a Mac when someone first asks for them, or with Office.
        *sorted(Path("/System/Library/AssetsV2").glob("com_apple_MobileAsset_Font*")),
        Path("/Applications/Microsoft Word.app/Contents/Resources/DFonts"),
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    ]
