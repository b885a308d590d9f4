"""Files that users name: read with a limit, whatever they are, and every refusal one line."""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile

import pytest

import tnrnn
from tnrnn import TnrnnError
from tnrnn.cli import main
from tnrnn.system.files import MOST_STREAMED, read_file, read_text

pytestmark = pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no /dev/zero")

CASE = ["-T", "6", "-L", "2", "-M", "2", "-R", "3"]
READ = {
    "draw FILE": ["draw", "{}", "-o", "x.svg"],
    "draw --figure": ["draw", *CASE, "--figure", "{}", "-o", "x.svg"],
    "cut FILE": ["cut", "{}", "--near", "a"],
    "verify FILE": ["verify", "{}"],
    "plot --store": ["plot", "--store", "{}", "-o", "x.svg"],
    "sweep GRID": ["sweep", "{}", "--store", "x.sqlite"],
    "sweep --store": ["sweep", "grid.toml", "--store", "{}"],
    "experiment --data": ["experiment", "pixels", "--data", "{}"],
    "experiment --store": ["experiment", "copy", "--delays", "2", "--store", "{}"],
    "memory --checkpoint": ["memory", "--checkpoint", "{}"],
    "memory --data": ["memory", "--data", "{}"],
    "explore FILE": ["explore", "{}"],
    "explore --talk": ["explore", "--talk", "{}"],
    "explore --figure": ["explore", "--figure", "{}"],
}
"""Every option that names a file which is read."""
WRITTEN = {"--output", "--save", "--csv", "--learning", "--export"}
TORCH = ("experiment", "memory")


def in_words(case, path):
    return [word.format(path) for word in READ[case]]


def refused(capsys, words):
    """Run a command that must refuse what it is given, and return its line."""
    if words[0] in TORCH:
        pytest.importorskip("torch")
    assert main(words) == 2
    line = capsys.readouterr().err
    assert line.startswith("tnrnn: error: ")
    assert line.count("\n") == 1
    return line


def test_the_list_has_every_option_that_names_a_file_to_be_read():
    from tnrnn.cli.commands import command_line

    found = set()
    (commands,) = (action for action in command_line()._actions if isinstance(action, argparse._SubParsersAction))
    for name, parser in commands.choices.items():
        for action in parser._actions:
            if action.metavar in ("FILE", "GRID", "TALK", "FIGURE") and not WRITTEN & set(action.option_strings):
                found.add(f"{name} {next(iter(action.option_strings), action.metavar)}")
    assert found == set(READ)


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "grid.toml").write_text("length = 4\nlayers = 1\ninputs = 2\nhidden = 2\n")


@pytest.mark.parametrize("case", READ)
def test_a_device_that_never_ends_is_refused(capsys, case):
    assert "/dev/zero" in refused(capsys, in_words(case, "/dev/zero"))


@pytest.mark.parametrize("case", READ)
def test_a_folder_is_no_file(capsys, tmp_path, case):
    (tmp_path / "folder").mkdir()
    assert "folder" in refused(capsys, in_words(case, "folder"))


@contextlib.contextmanager
def as_nobody():
    """Continue as a user who may not read everything."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_without_permission_is_refused(tmp_path):
    (tmp_path / "closed").touch(mode=0)
    with as_nobody(), pytest.raises(TnrnnError, match=r"file '.*closed': cannot be read: Permission denied"):
        read_file(tmp_path / "closed", most=10)


@pytest.mark.parametrize("case", ["cut FILE", "draw FILE", "verify FILE", "sweep GRID"])
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "No such file"),
        ("a\0b", "embedded null byte"),
        ("a" * 300, "too long"),
        ("/proc/self/mem", "cannot be read"),
    ],
)
def test_what_has_no_name_of_a_file_is_refused(capsys, case, name, why):
    line = refused(capsys, in_words(case, name))
    assert why in line or "expected the path of a file" in line


def test_a_file_larger_than_the_limit_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr("tnrnn.system.files._read", lambda *given: pytest.fail("it is read"))
    with open(tmp_path / "sparse", "wb") as file:
        file.truncate(2**40)
    with pytest.raises(TnrnnError, match=r"file '.*sparse': expected at most 1,000 bytes, given more"):
        read_file(tmp_path / "sparse", most=1000)


@pytest.mark.parametrize("size", [0, 1, 999, 1000])
def test_a_file_up_to_the_limit_is_read_whole(tmp_path, size):
    data = os.urandom(size)
    (tmp_path / "data").write_bytes(data)
    assert read_file(tmp_path / "data", most=1000) == data


@pytest.mark.parametrize("size", [10, 2**20, 3 * 2**20 + 1])
def test_a_pipe_is_read_whole_up_to_the_limit_and_no_further(tmp_path, size):
    data = os.urandom(size)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def write():
        with open(pipe, "wb", buffering=0) as file, contextlib.suppress(BrokenPipeError):
            for at in range(0, size, 1000):
                file.write(data[at : at + 1000])

    for most in (size, size - 1):
        writer = threading.Thread(target=write)
        writer.start()
        if most == size:
            assert read_file(pipe, most) == data
        else:
            with pytest.raises(TnrnnError, match="bytes, given more"):
                read_file(pipe, most)
        writer.join()


def test_memory_is_taken_as_the_file_needs_it(tmp_path):
    (tmp_path / "data").write_bytes(b"data")
    assert read_file(tmp_path / "data", most=2**60) == b"data"
    assert MOST_STREAMED < 2**30
    with pytest.raises(TnrnnError, match=f"expected at most {MOST_STREAMED:,} bytes, given more"):
        read_file("/dev/zero", most=2**60)


def test_texts_are_in_utf_8_with_or_without_a_mark(tmp_path):
    for data, found in (("é".encode(), "é"), ("\ufeffé".encode(), "é"), (b"", "")):
        (tmp_path / "text").write_bytes(data)
        assert read_text(tmp_path / "text", most=10) == found
    (tmp_path / "text").write_bytes("é".encode("latin-1"))
    with pytest.raises(TnrnnError, match=r"network '.*text': cannot be read: not text in UTF-8, at byte 0"):
        read_text(tmp_path / "text", most=10, owner="network")


@pytest.mark.skipif(not os.path.exists("/dev/stdin"), reason="this system has no /dev/stdin")
def test_standard_input_is_a_file_like_others(tmp_path):
    document = tnrnn.to_json(tnrnn.unroll(tnrnn.rac(3, 1, 2, 2)))
    command = [sys.executable, "-m", "tnrnn", "cut", "/dev/stdin", "--near", "out"]
    ended = subprocess.run(command, input=document, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "near out, far 1, 2, 3\n" in ended.stdout


def test_ctrl_c_ends_the_wait_for_who_writes_into_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    command = [sys.executable, "-c", "import sys; from tnrnn.cli import main; print(1, flush=True); sys.exit(main())"]
    with subprocess.Popen(
        [*command, "verify", "pipe"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.read(1)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20)[1] == "tnrnn: interrupted\n"
        assert process.returncode == 130


def test_images_that_a_small_file_blows_up_are_refused(tmp_path, monkeypatch):
    pytest.importorskip("torch")
    from tnrnn.training.protocol import fields as protocol

    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("images.npy", bytes(10**6))
    monkeypatch.setattr(protocol, "MOST_DATA", 10**5)
    assert (tmp_path / "bomb.npz").stat().st_size < 10**4
    run = protocol.Run("pixels", "gru", 1, delay=0, data=str(tmp_path / "bomb.npz"))
    with pytest.raises(TnrnnError, match=r"bomb.npz': expected at most 100,000 bytes of arrays, given 1,000,000"):
        protocol.tasks_of(run)
