"""Processes that compute for a server: a few at a time, each within a time limit, and none for a reader who left."""

from __future__ import annotations

import asyncio
import contextlib
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from ..system import command_of
from .answering import DONE, main
from .cases import Parameters

MOST_PROCESSES, MOST_SECONDS = 4, 60.0
GRACE = 1.0
"""Seconds that a process may go on with a case that nobody waits for any more: to start another takes as long."""

LONGEST_LINE = 2**26
"""Bytes of one message."""

COMMAND = tuple(command_of(main.__module__))
"""What starts a process: it answers each line of its input, and ends with its input."""

LAST = json.dumps(DONE, separators=(",", ":")).encode() + b"\n"


class Crew:
    """Answers cases in other processes, which are started when they are needed.

    Where as many as may be are at work, a case waits for the next that is free. When a reader leaves, the process has
    `GRACE` seconds to come to the end of the case, and is killed then; so the next case waits no longer than that.
    """

    def __init__(
        self, most: int = MOST_PROCESSES, seconds: float = MOST_SECONDS, command: Sequence[str] = COMMAND
    ) -> None:
        self.seconds, self.command = seconds, command
        self.closed = False
        self.free = asyncio.Semaphore(most)
        self.idle: list[Process] = []
        self.all: set[Process] = set()
        self.draining: set[asyncio.Task[None]] = set()

    async def answer(self, parameters: Parameters) -> AsyncGenerator[bytes, None]:
        """Yield the messages of a case, each a line of JSON; the last one is an error if something went wrong."""
        await self.free.acquire()
        process: Process | None = None
        try:
            if self.closed:
                yield ENDED
                return
            process = await self._ready()
            async with contextlib.aclosing(self._messages(process, parameters)) as lines:
                async for line in lines:
                    yield line
        finally:
            self._leave(process)

    async def _messages(self, process: Process, parameters: Parameters) -> AsyncGenerator[bytes, None]:
        deadline = asyncio.get_running_loop().time() + self.seconds
        given: Any = process.stdin
        given.write(json.dumps(parameters).encode() + b"\n")
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
        )  # in a session of its own: Ctrl-C in a terminal reaches all processes there
        self.all.add(process)
        return process

    def _leave(self, process: Process | None) -> None:
        """Give the place of a process that has ended its case to the next one, or see to it that it ends."""
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
        """End all processes, and answer no more."""
        self.closed = True
        for process in list(self.all):
            await self._end(process)
        await asyncio.gather(*self.draining)


def _error(words: str) -> bytes:
    return json.dumps({"error": words}).encode() + b"\n"


ENDED = _error("the app has ended")
