"""Makes the packed faces of ``resources/fonts`` from their upstream packages.

Where the faces come from (all SIL Open Font License 1.1; these are unmodified, so no reserved name is touched)::

    npm pack @expo-google-fonts/noto-serif-sc@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3
    npm pack @expo-google-fonts/noto-emoji@0.4.7
    apt-get download fonts-lxgw-wenkai=1.250+repack-1 fonts-hanazono=20170904-2.1

and of the same npm scope what ``symbols`` lays together (with fontTools 4.68 and Python 3.11)::

    noto-sans-symbols-2@0.4.1 noto-sans-symbols@0.4.1 noto-sans-math@0.4.2 noto-sans@0.4.2 noto-sans-georgian@0.4.3
    noto-sans-canadian-aboriginal@0.4.1 noto-sans-yi@0.4.2 noto-sans-vai@0.4.2 noto-serif-tibetan@0.4.2
    noto-sans-javanese@0.4.2 noto-sans-thai@0.4.2 noto-sans-kannada@0.4.3 noto-sans-armenian@0.4.2
    noto-sans-cherokee@0.4.2 noto-sans-bengali@0.4.4 noto-sans-lao@0.4.2 noto-sans-arabic@0.4.3

Unpack each (``tar xzf``, ``dpkg-deb -x``) below one folder and run ``python -m wxadmin.build.fonts FOLDER``. Every
face is checked against the SHA-256 below before it is packed, so the result is the same on every machine; a face that
is already there with the right contents is left alone, because binary history is heavy.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """One face: its key in the program, file names here and upstream, licence files, hash of the raw face.

    The upstream names are empty for what is made of several.
    """

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
    Source(
        "symbols",
        "WxadminSymbols-Regular.ttf",
        "",
        "WxadminSymbols-OFL.txt",
        "",
        "f7edbcb5aa66307d70b1797028e54a68051fd94a583fff19c3f5181fdd6bfaef",
    ),
)


def find(folder: Path, upstream: str) -> Path:
    """The file below ``folder`` whose path ends like ``upstream``; npm's ``package/`` level is looked through."""
    family, *_, name = upstream.split("/")
    package = re.compile(rf"{re.escape(family)}(-\d+\.|/)")
    for path in sorted(folder.rglob(name)):
        if package.search(path.as_posix()):
            return path
    raise SystemExit(f"{upstream} is not below {folder}")


def of_symbols(folder: Path) -> tuple[bytes, str]:
    """The face of symbols and its licence: whatever the faces behind every other do not have already."""
    from wxadmin.build import symbols
    from wxadmin.printing.typesetting.faces import STAND_INS, Face
    from wxadmin.printing.typesetting.sfnt import Sfnt

    others = [s for s in SOURCES if s.upstream and s.key in STAND_INS]
    faces = [Face(source.key, Sfnt(find(folder, source.upstream))) for source in others]
    known = {char for char in map(chr, range(0x21, 0x110000)) if any(face.own_glyph(char) for face in faces)}
    texts = [find(folder, f"{family}/LICENSE_FONT").read_text("utf-8") for family in symbols.families()]
    return symbols.make(lambda upstream: find(folder, upstream), known), symbols.licence(texts)


def pack(folder: Path, target: Path) -> None:
    """Writes every face, its licence and ``faces.json`` into ``target``."""
    faces = []
    for source in SOURCES:
        if source.upstream:
            raw = find(folder, source.upstream).read_bytes()
            licence = find(folder, source.licence_upstream).read_bytes()
        else:
            raw, text = of_symbols(folder)
            licence = text.encode("utf-8")
        if hashlib.sha256(raw).hexdigest() != source.sha256:
            raise SystemExit(f"{source.file}: another version than the one described here")
        packed = target / f"{source.file}.xz"
        if not (packed.exists() and lzma.decompress(packed.read_bytes()) == raw):
            packed.write_bytes(lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME))
        (target / source.licence).write_bytes(licence)
        faces.append({k: v for k, v in asdict(source).items() if "upstream" not in k} | {"size": len(raw)})
    listed = json.dumps(faces, ensure_ascii=False, indent=1) + "\n"
    (target / "faces.json").write_text(listed, encoding="utf-8")


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(__file__).resolve().parents[2] / "resources" / "fonts")
