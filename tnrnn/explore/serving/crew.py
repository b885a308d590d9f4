"""Processes that compute for a server: a few at a time, each with a time limit, and none for a reader who has left."""

from __future__ import annotations

import asyncio
import contextlib
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from ...system import command_of
from ..cases import Given
from .answering import DONE, GIVEN, first_line, main

MOST_PROCESSES = 4
"""The largest number of processes at one time."""

MOST_SECONDS = 60.0
"""The time limit of one question, in seconds."""

GRACE = 1.0
"""Seconds for which a process may go on with a case whose reader has left; starting another process takes as long."""

LONGEST_LINE = 2**26
"""The largest size of one message, in bytes."""

COMMAND = tuple(command_of(main.__module__))
"""The command that starts a process. The process answers each line of its input, and exits when its input is closed."""

LAST = json.dumps(DONE, separators=(",", ":")).encode() + b"\n"
"""The line that ends an answer."""


class Crew:
    """Answers cases in other processes, which are started when they are needed.

    If all processes are busy, a case waits for the first one that becomes free. When a reader leaves, the process has
    `GRACE` seconds to finish the case and is then killed, so the next case waits no longer than that. The pools of the
    standard library, as a sweep uses them, give one result for each job, and cannot end a single job.

    Parameters
    ----------
    most : int
        The largest number of processes at one time.
    seconds : float
        The time limit of one case.
    command : sequence of str
        The command that starts a process.
    given : sequence of Given
        The circuits and networks that questions may name; each process gets them once, in its first line.
    """

    def __init__(
        self,
        most: int = MOST_PROCESSES,
        seconds: float = MOST_SECONDS,
        command: Sequence[str] = COMMAND,
        given: Sequence[Given] = (),
    ) -> None:
        self.seconds, self.command = seconds, (*command, *([GIVEN] if given else []))
        self.given = tuple(given)
        self.first = first_line(given).encode() + b"\n" if given else b""
        self.closed = False
        self.free = asyncio.Semaphore(most)
        self.idle: list[Process] = []
        self.all: set[Process] = set()
        self.draining: set[asyncio.Task[None]] = set()

    async def answer(self, question: str) -> AsyncGenerator[bytes, None]:
        """Yield the messages that answer a question as lines of JSON; the last is an error if something went wrong."""
        await self.free.acquire()
        process: Process | None = None
        try:
            if self.closed:
                yield ENDED
                return
            process = await self._ready()
            async with contextlib.aclosing(self._messages(process, question)) as lines:
                async for line in lines:
                    yield line
        finally:
            self._leave(process)

    async def _messages(self, process: Process, question: str) -> AsyncGenerator[bytes, None]:
        deadline = asyncio.get_running_loop().time() + self.seconds
        given: Any = process.stdin
        given.write(question.encode() + b"\n")
        try:
            async with asyncio.timeout_at(deadline):
                line = await self._line(process)
            while line != LAST:
                yield line
                async with asyncio.timeout_at(deadline):
                    line = await self._line(process)
            self.idle.append(process)
        except TimeoutError:
            yield _error(f"it takes more than {self.seconds:g} s")
        except EOFError:
            yield ENDED if self.closed else _error("the computation has died: out of memory, or a crash")

    async def _line(self, process: Process) -> bytes:
        said: Any = process.stdout
        line: bytes = await said.readline()
        if not line:
            await process.wait()
            raise EOFError
        return line

    async def _ready(self) -> Process:
        while self.idle:
            process = self.idle.pop()
            if process.returncode is None:
                return process
            self.all.discard(process)
        process = await asyncio.create_subprocess_exec(
            *self.command, stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE, start_new_session=True
        )  # in a session of its own, because Ctrl-C in a terminal reaches all processes of the terminal's session
        self.all.add(process)
        stdin: Any = process.stdin
        stdin.write(self.first)
        return process

    def _leave(self, process: Process | None) -> None:
        """Free the place of a process that has finished its case; otherwise let it finish, or kill it."""
        if process is None or process in self.idle:
            self.free.release()
            return
        task = asyncio.get_running_loop().create_task(self._drain(process))
        self.draining.add(task)
        task.add_done_callback(self.draining.discard)

    async def _drain(self, process: Process) -> None:
        try:
            async with asyncio.timeout(GRACE):
                while await self._line(process) != LAST:
                    pass
            self.idle.append(process)
        except (TimeoutError, EOFError):
            await self._end(process)
        finally:
            self.free.release()

    async def _end(self, process: Process) -> None:
        self.all.discard(process)
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def close(self) -> None:
        """End all processes, and answer no more cases."""
        self.closed = True
        for process in list(self.all):
            await self._end(process)
        await asyncio.gather(*self.draining)


def _error(words: str) -> bytes:
    return json.dumps({"error": words}).encode() + b"\n"


ENDED = _error("the app has ended")
"""The message for whoever waits when the crew is closed."""
