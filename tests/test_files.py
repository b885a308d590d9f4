"""The one way in which files are written: whole or not at all, with the permissions of others, seen before the work."""

import ast
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tnrnn import TnrnnError
from tnrnn.system import files
from tnrnn.system.files import check_files, check_target, same_file, write_file

PACKAGE = Path(__file__).parents[1] / "tnrnn"
WRITERS = {"write_text", "write_bytes", "mkstemp", "NamedTemporaryFile", "rename", "replace", "savefig"}
ALLOWED = {
    "system/files.py": {"replace", "open"},
    "drawing/writers/matplotlib_writer.py": {"savefig"},  # into memory
    "drawing/writers/film.py": {"savefig"},  # into memory; ffmpeg writes into a folder of its own, which is then read
    "sweeping/limited.py": {"open"},  # the null device
}


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def writes(tree):
    """Yield the calls that write a file by themselves."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        owner = getattr(getattr(node.func, "value", None), "id", "")
        texts = [
            part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        if name == "open":
            writing = any(set(text) & set("wax+") and len(text) < 4 for text in texts)
        else:
            writing = name in WRITERS and (name not in ("replace", "rename") or owner == "os")
        if writing:
            yield name


def test_every_file_that_the_package_writes_is_written_in_one_way():
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        names = set(writes(ast.parse(path.read_text())))
        if names:
            found[str(path.relative_to(PACKAGE))] = names
    assert found == ALLOWED


def test_new_files_follow_the_umask_and_others_keep_their_permissions(tmp_path):
    before = os.umask(0o027)
    try:
        write_file(tmp_path / "new", b"1")
    finally:
        os.umask(before)
    assert mode(tmp_path / "new") == 0o640
    for bits in (0o600, 0o666, 0o755):
        (tmp_path / "new").chmod(bits)
        write_file(tmp_path / "new", b"2", durable=True)
        assert mode(tmp_path / "new") == bits
    assert (tmp_path / "new").read_bytes() == b"2"


def test_threads_that_write_leave_the_umask_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "umask", lambda mask: pytest.fail("other threads would make files with this umask"))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: write_file(tmp_path / str(number % 3), bytes([number]) * 1000), range(200)))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "1", "2"]
    assert all(len(set(path.read_bytes())) == 1 and path.stat().st_size == 1000 for path in tmp_path.iterdir())


def test_of_links_the_file_is_written_that_they_lead_to(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder/file")
    for data in (b"new", b"again"):
        check_target(tmp_path / "link")
        write_file(tmp_path / "link", data)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "folder" / "file").read_bytes() == data


def test_names_of_bytes_and_of_any_length_that_a_system_has(tmp_path):
    write_file(os.fsencode(tmp_path / "bytes"), b"1")
    write_file(tmp_path / ("x" * 255), b"2")
    assert len(list(tmp_path.iterdir())) == 2


OBSTACLES = {
    "no/file": "there is no folder '.*no'",
    "file/file": "there is no folder '.*file'",
    "broken": "there is no folder '.*nowhere'",
    "loop": "it is a link that leads to itself",
    "folder": "it is not a regular file",
    "null": "it is not a regular file",
    "new/": "that is the name of a folder",
    "x" * 256: "File name too long",
    "a\0b": "embedded null",
}


@pytest.mark.parametrize("name", OBSTACLES)
def test_what_cannot_be_written_is_refused_before_the_work(tmp_path, name):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    for link, target in (("broken", "nowhere/x"), ("loop", "loop"), ("null", os.devnull)):
        (tmp_path / link).symlink_to(target)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(TnrnnError, match=f"picture: cannot write .*: {OBSTACLES[name]}") as caught:
        check_target(f"{tmp_path}/{name}", "picture")
    assert "\n" not in str(caught.value)
    if name != "null":  # should it fail, the machine would lose that
        with pytest.raises(TnrnnError, match="picture: cannot write"):
            write_file(f"{tmp_path}/{name}", b"", "picture")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_replaced_by_a_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for action in (check_target, lambda path: write_file(path, b"1")):
        with pytest.raises(TnrnnError, match="it is not a regular file"):
            action(tmp_path / "pipe")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_folders_and_files_without_permission_are_refused_before_the_work(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(os, "access", lambda path, bits: False)  # root may do everything
    with pytest.raises(TnrnnError, match=r"cannot write .*: the file is not writable"):
        check_target(tmp_path / "file")
    monkeypatch.undo()

    def refuse(*arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "_created", refuse)
    for action in (lambda: check_target(tmp_path / "new"), lambda: write_file(tmp_path / "new", b"")):
        with pytest.raises(TnrnnError, match=r"cannot write .*Permission denied"):
            action()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_check_leaves_nothing(tmp_path):
    (tmp_path / "file").write_text("kept")
    check_files([("--csv", tmp_path / "new"), ("--store", tmp_path / "file")], [("GRID", tmp_path / "other")])
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("file", "kept")]


def test_one_file_by_other_names_is_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("")
    Path("link").symlink_to("file")
    os.link("file", "hard")
    Path("folder").symlink_to(".")
    for name in ("./file", "link", "hard", "folder/file", str(tmp_path / "file"), "folder/link"):
        assert same_file("file", name)
        with pytest.raises(TnrnnError, match=r"--csv: expected a file other than that of GRID, given"):
            check_files([("--csv", name)], [("GRID", "file")])
        with pytest.raises(TnrnnError, match=r"-o: expected a file other than that of --csv, given"):
            check_files([("--csv", "file"), ("-o", name)])
    assert not same_file("file", "other")
    assert same_file("other", "folder/other"), "neither is there yet"
    assert not same_file("a\0", "file")
    check_files([("--csv", None), ("-o", None)], [("GRID", None), ("DATA", "file"), ("more", "file")])
