"""Makes the packed faces of ``resources/fonts`` from their upstream packages.

Where the faces come from (all SIL Open Font License 1.1, unmodified, so no reserved name is touched)::

    npm pack @expo-google-fonts/noto-serif-sc@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3
    npm pack @expo-google-fonts/noto-emoji@0.4.7
    apt-get download fonts-lxgw-wenkai=1.250+repack-1 fonts-hanazono=20170904-2.1

Unpack each (``tar xzf``, ``dpkg-deb -x``) below one folder and run ``python -m wxadmin.build.fonts FOLDER``. Every
face is checked against the SHA-256 below before it is packed, so the result is the same on every machine; a face that
is already there with the right contents is left alone, because binary history is heavy.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import sys
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """One face: its key in the program, file names here and upstream, licence files, hash of the raw face."""

    key: str
    file: str
    upstream: str
    licence: str
    licence_upstream: str
    sha256: str


SOURCES = (
    Source(
        "song",
        "NotoSerifSC-Regular.ttf",
        "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
        "NotoSerifSC-OFL.txt",
        "noto-serif-sc/LICENSE_FONT",
        "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
    ),
    Source(
        "biaosong",
        "NotoSerifSC-Black.ttf",
        "noto-serif-sc/900Black/NotoSerifSC_900Black.ttf",
        "NotoSerifSC-OFL.txt",
        "noto-serif-sc/LICENSE_FONT",
        "092e71a70c744be3cc33999eb4edcb10fbe95c1b4cff6c2d7f04d6ff15d031e2",
    ),
    Source(
        "hei",
        "NotoSansSC-Medium.ttf",
        "noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf",
        "NotoSansSC-OFL.txt",
        "noto-sans-sc/LICENSE_FONT",
        "b30853d205f3ecdde938b1488c735ee15a2e870d31331b992fdc53971e23ec4a",
    ),
    Source(
        "kai",
        "LXGWWenKai-Regular.ttf",
        "lxgw-wenkai/LXGWWenKai-Regular.ttf",
        "LXGWWenKai-copyright.txt",
        "fonts-lxgw-wenkai/copyright",
        "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8",
    ),
    Source(
        "rare",
        "HanaMinB.ttf",
        "hanazono/HanaMinB.ttf",
        "HanaMinB-copyright.txt",
        "fonts-hanazono/copyright",
        "829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c",
    ),
    Source(
        "emoji",
        "NotoEmoji-Regular.ttf",
        "noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
        "NotoEmoji-OFL.txt",
        "noto-emoji/LICENSE_FONT",
        "24aaa2a20c9c06ffe9bf04284bfd1f14376a329d10122f902abe2770817eb504",
    ),
)


def find(folder: Path, upstream: str) -> Path:
    """The file below ``folder`` whose path ends like ``upstream``; npm's ``package/`` level is looked through."""
    family, *_, name = upstream.split("/")
    for path in sorted(folder.rglob(name)):
        if family in path.as_posix():
            return path
    raise SystemExit(f"{upstream} is not below {folder}")


def pack(folder: Path, target: Path) -> None:
    """Writes every face, its licence and ``faces.json`` into ``target``."""
    faces = []
    for source in SOURCES:
        raw = find(folder, source.upstream).read_bytes()
        if hashlib.sha256(raw).hexdigest() != source.sha256:
            raise SystemExit(f"{source.upstream}: another version than the one described here")
        packed = target / f"{source.file}.xz"
        if not (packed.exists() and lzma.decompress(packed.read_bytes()) == raw):
            packed.write_bytes(lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME))
        (target / source.licence).write_bytes(find(folder, source.licence_upstream).read_bytes())
        faces.append({k: v for k, v in asdict(source).items() if "upstream" not in k} | {"size": len(raw)})
    text = json.dumps(faces, ensure_ascii=False, indent=1) + "\n"
    (target / "faces.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(__file__).resolve().parents[2] / "resources" / "fonts")
