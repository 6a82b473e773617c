"""Where a record file may lie: never on a network path, better not in a folder that a cloud program copies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from wxadmin.domain.errors import StoreError
from wxadmin.i18n import _

# File systems that other computers serve; SQLite's locks and WAL are not safe on them.
_NETWORK_TYPES = {
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "afs", "ncpfs", "webdav", "davfs", "fuse.davfs",
    "fuse.sshfs", "sshfs", "ceph", "fuse.ceph", "glusterfs", "fuse.glusterfs", "lustre", "fuse.rclone", "fuse.s3fs",
}  # fmt: skip
_CLOUD_FOLDERS = (
    "onedrive", "dropbox", "google drive", "googledrive", "icloud", "mobile documents", "nutstore", "坚果云",
    "baidusyncdisk", "baidunetdisk", "百度网盘", "百度云同步盘", "wps云盘", "wpsdrive", "weiyun", "微云", "阿里云盘",
    "seafile", "nextcloud", "syncthing",
)  # fmt: skip
_DRIVE_REMOTE = 4


def refuse_network(folder: Path) -> None:
    """StoreError if the folder lies on another computer."""
    if is_network(folder):
        raise StoreError(
            _("记录文件不能放在网络位置，断线时会损坏"), where=str(folder), remedy=_("请选本机磁盘上的文件夹")
        )


def cloud_name(folder: Path) -> str:
    """The part of the path that belongs to a cloud program, empty if none does."""
    for part in folder.absolute().parts:
        if any(part.lower().startswith(name) or part.lower() == f".{name}" for name in _CLOUD_FOLDERS):
            return part
    return ""


def is_network(folder: Path) -> bool:
    """Whether the folder, or the nearest one above it that exists, lies on another computer."""
    text = str(folder)
    if text.startswith(("\\\\", "//")):
        return True
    there = folder.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    there = there.resolve()
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(there.anchor) == _DRIVE_REMOTE)
    return mount_type(there, _mounts()) in _NETWORK_TYPES


def mount_type(folder: Path, mounts: list[tuple[str, str]]) -> str:
    """File system type of the innermost mount (point, type) that holds the folder, empty if none does."""
    best, found = -1, ""
    for point, kind in mounts:
        if (folder == Path(point) or Path(point) in folder.parents) and len(point) >= best:
            best, found = len(point), kind
    return found


def _mounts() -> list[tuple[str, str]]:
    if sys.platform == "darwin":
        done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False)
        return parse_bsd_mounts(done.stdout)
    try:
        text = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return []
    return parse_linux_mounts(text)


def parse_linux_mounts(text: str) -> list[tuple[str, str]]:
    r"""(point, type) of the lines of ``/proc/self/mounts``; blanks in a path are written ``\040``."""
    found = []
    for line in text.splitlines():
        fields = line.split(" ")
        if len(fields) >= 3:
            point = fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
            found.append((point, fields[2]))
    return found


def parse_bsd_mounts(text: str) -> list[tuple[str, str]]:
    """(point, type) of the lines ``device on /point (type, option, …)``."""
    found = []
    for line in text.splitlines():
        if " on " in line and line.endswith(")"):
            point, _paren, options = line.split(" on ", 1)[1].rpartition(" (")
            found.append((point, options[:-1].split(",")[0].strip()))
    return found
