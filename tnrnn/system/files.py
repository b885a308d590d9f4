"""Files that are read up to a limit, and written beside their place and renamed, so that none is left half-written."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from ..basics import TnrnnError, approximate, mistake, shown, shown_line

# What a path may be given as.
PathLike = str | os.PathLike[str]

MOST_STREAMED = 2**28
"""The largest number of bytes read from a device or a pipe, whose length is unknown: the largest certificate."""

_PIECE = 2**20
"""The number of bytes that are read at once."""


def check_target(path: PathLike, owner: str = "save") -> None:
    """Raise a TnrnnError if `write_file` could not write a file; call it before the work whose result it holds.

    Parameters
    ----------
    path : path-like
        The path of the file.
    owner : str, optional
        What an error message names first.

    Raises
    ------
    TnrnnError
        If the folder is missing or not writable, or if the path is that of something other than a writable file.

    Examples
    --------
    >>> check_target("no-such-folder/picture.png")
    Traceback (most recent call last):
    tnrnn.TnrnnError: save: cannot write 'no-such-folder/picture.png': there is no folder 'no-such-folder'
    """
    name = _name(path, owner)
    try:
        obstacle = _obstacle(name)
    except (OSError, ValueError) as error:
        obstacle = _reason(error)
    if obstacle:
        raise _unwritten(name, owner, obstacle)


def _obstacle(name: str) -> str:
    """Return what keeps a file from being written, or an empty string."""
    target = Path(os.path.realpath(name))
    for folder in (Path(name).parent, target.parent):  # the folder of the target is another one if the path is a link
        if not folder.is_dir():
            return f"there is no folder {shown(str(folder))}"
    return _unfit(name, target) or _closed(target)


def _unfit(name: str, target: Path) -> str:
    """Return why the name, or what already has the name, does not allow a file to be written, or an empty string."""
    if target.is_symlink():
        return "it is a link that leads to itself"
    if target.exists() and not target.is_file():
        return "it is not a regular file"
    if name.endswith(os.sep):
        return "that is the name of a folder"
    return "the file is not writable" if target.exists() and not os.access(target, os.W_OK) else ""


def _closed(target: Path) -> str:
    """Return why no file can be made beside a target, or an empty string.

    A file is made and removed, as not all systems report permissions as they apply them.
    """
    beside = _beside(target)
    try:
        os.close(_created(beside))
        beside.unlink()
    except OSError as error:
        return f"the folder {shown(str(target.parent))} is not writable: {_reason(error)}"
    return ""


def check_files(
    written: Iterable[tuple[str, PathLike | None]], read: Iterable[tuple[str, PathLike | None]] = ()
) -> None:
    """Raise unless the files to be written can be written and differ from one another and from the files to be read.

    Two paths that lead to the same place, by whatever names and links, are one file.

    Parameters
    ----------
    written, read : iterable of (str, path)
        What an error message calls each file, and its path, or None if the file is not wanted.

    Raises
    ------
    TnrnnError
        If two of these paths are one file, or if `check_target` raises it for a file to be written.

    Examples
    --------
    >>> check_files([("--csv", "ranks.toml")], [("GRID", "./ranks.toml")])
    Traceback (most recent call last):
    tnrnn.TnrnnError: --csv: expected a file other than that of GRID, given 'ranks.toml'
    """
    targets = [(owner, path) for owner, path in written if path is not None]
    others = [(owner, path) for owner, path in read if path is not None]
    for owner, path in targets:
        for other, at in others:
            if same_file(path, at):
                raise mistake(owner, f"a file other than that of {other}", _name(path, owner))
        others.append((owner, path))
    for owner, path in targets:
        check_target(path, owner)


def write_file(path: PathLike, data: bytes, owner: str = "save", durable: bool = False) -> None:
    """Write a file by renaming a temporary file beside it; if the path is a link, the file that it leads to is written.

    The temporary file belongs to this call alone, so threads and processes may write to one folder, and even to one
    path: the file of the last call that ends remains, and it is complete. A new file gets the permissions that the
    umask leaves, and an existing file keeps its permissions.

    Parameters
    ----------
    path : path-like
        The path of the file.
    data : bytes
        The whole content of the file.
    owner : str, optional
        What an error message names first.
    durable : bool, optional
        Whether to wait until the file is on the disk, so that a power cut leaves either the old file or the new one; by
        default it is not.

    Raises
    ------
    TnrnnError
        If the file cannot be written, or if the path is that of something other than a writable file.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> write_file(f"{folder}/note.txt", b"rank = 45")
    >>> read_file(f"{folder}/note.txt", most=100), os.listdir(folder)
    (b'rank = 45', ['note.txt'])
    """
    name = _name(path, owner)
    try:
        target = Path(os.path.realpath(name))
        obstacle = _unfit(name, target)  # a renamed file would replace a device or a pipe
        if not obstacle:
            _replace(target, data, durable)
    except (OSError, ValueError) as error:
        obstacle = _reason(error)
    if obstacle:
        raise _unwritten(name, owner, obstacle)


def _replace(target: Path, data: bytes, durable: bool) -> None:
    beside = _beside(target)
    try:
        with open(_created(beside), "wb") as file:
            _keep_permissions(target, beside)
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
    if durable:
        _sync_folder(target.parent)


def read_file(path: PathLike, most: int, owner: str = "file") -> bytes:
    """Return the bytes of a file.

    Parameters
    ----------
    path : path-like
        The path of the file.
    most : int
        The largest number of bytes that the file may have. A larger file is not read. A device or a pipe, which may
        never end, is read up to that number, or to `MOST_STREAMED` if that is less.
    owner : str, optional
        What an error message names first.

    Raises
    ------
    TnrnnError
        If the file cannot be read or is larger than `most`.

    Examples
    --------
    >>> read_file("/dev/zero", most=1000)
    Traceback (most recent call last):
    tnrnn.TnrnnError: file '/dev/zero': expected at most 1,000 bytes, given more
    """
    name = _name(path, owner)
    try:
        with open(name, "rb") as file:
            state = os.fstat(file.fileno())
            regular = stat.S_ISREG(state.st_mode)
            most = most if regular else min(most, MOST_STREAMED)
            data = None if regular and state.st_size > most else _read(file, most)
    except (OSError, ValueError) as error:
        raise TnrnnError(f"{owner} {shown(name)}: cannot be read: {_reason(error)}") from None
    if data is None:
        raise TnrnnError(f"{owner} {shown(name)}: expected at most {approximate(most)} bytes, given more")
    return data


def _read(file: IO[bytes], most: int) -> bytes | None:
    """Return the content of a file, or None if that is more than `most` bytes.

    It is read in pieces, as a single call would take memory for `most` bytes, however small the file is.
    """
    pieces: list[bytes] = []
    left = most
    while piece := file.read(_PIECE):
        left -= len(piece)
        if left < 0:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def read_text(path: PathLike, most: int, owner: str = "file") -> str:
    """Return the text of a file in UTF-8, without a byte order mark.

    The parameters are those of `read_file`.

    Raises
    ------
    TnrnnError
        If the file cannot be read, is larger than `most` bytes, or is not text in UTF-8.

    Examples
    --------
    >>> read_text("no-such-file.json", most=100, owner="network")
    Traceback (most recent call last):
    tnrnn.TnrnnError: network 'no-such-file.json': cannot be read: No such file or directory
    """
    data = read_file(path, most, owner)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = f"not text in UTF-8, at byte {error.start:,}"
        raise TnrnnError(f"{owner} {shown(_name(path, owner))}: cannot be read: {text}") from None


def same_file(one: PathLike, other: PathLike) -> bool:
    """Return whether two paths lead to one file, or would lead to one file once both are written.

    >>> same_file("a/../b.csv", "b.csv"), same_file("a.csv", "b.csv")
    (True, False)
    """
    try:
        return os.path.realpath(one) == os.path.realpath(other) or os.path.samefile(one, other)
    except (OSError, ValueError):  # one of them does not exist, or is not a valid path
        return False


def _name(path: PathLike, owner: str) -> str:
    try:
        return os.fsdecode(path)
    except TypeError:
        raise mistake(f"{owner}, path", "the path of a file", path) from None


def _beside(target: Path) -> Path:
    """Return the path of a temporary file beside a file, which no other thread or process uses."""
    return target.with_name(f".tnrnn-{os.urandom(8).hex()}.part")


def _created(path: Path) -> int:
    """Make a file and return its descriptor.

    The system applies the umask to the mode of a new file. (Python could only read the umask by setting it, which other
    threads would see.)
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)


def _keep_permissions(target: Path, beside: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        before, new = (stat.S_IMODE(path.stat().st_mode) for path in (target, beside))
        if new != before:  # some systems have no permissions and refuse to set them
            os.chmod(beside, before)


def _sync_folder(folder: Path) -> None:
    """Wait until a new name in a folder is on the disk, if the system supports that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unwritten(name: str, owner: str, why: str) -> TnrnnError:
    return TnrnnError(f"{owner}: cannot write {shown(name)}: {why}")


def _reason(error: Exception) -> str:
    return shown_line(str(getattr(error, "strerror", None) or error))
