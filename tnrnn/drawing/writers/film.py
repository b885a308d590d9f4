"""Moving pictures: a gif (made by Pillow), an mp4 (made by ffmpeg), or the pages of a pdf."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from ...basics import TnrnnError, mistake, shown_line
from ...system import write_file
from ..scenes import Scene, Style
from .matplotlib_settings import fixed_settings
from .matplotlib_writer import METADATA, draw_scene

MOST_PIXELS = 5 * 10**8
"""The most pixels of all frames together."""

WIDEST = 1600
"""The most pixels across a frame."""

Tell = Callable[[int, int], Any]


def write_film(
    scenes: Sequence[Scene], style: Style, path: str | os.PathLike[str], seconds: float, tell: Tell | None = None
) -> None:
    """Write scenes of one size to a gif, mp4 or pdf, each for so many seconds; after each comes `tell(made, number)`.

    Raises
    ------
    TnrnnError
        If ffmpeg is missing or fails, or the frames would take too much memory.
    """
    ending = Path(path).suffix[1:].lower()
    if ending == "mp4" and shutil.which("ffmpeg") is None:
        raise TnrnnError("animate: mp4 needs the program ffmpeg, which is not there; install it, or write a gif")
    if ending == "pdf":
        data = _pdf(scenes, style, tell)
    elif ending == "gif":
        data = _gif(list(_images(scenes, style, tell)), seconds)
    else:
        data = _mp4(_images(scenes, style, tell), seconds)
    write_file(path, data)


def _figure(scene: Scene, style: Style) -> Figure:
    figure = draw_scene(scene, style).get_figure(root=True)
    if figure is None:
        raise mistake("animate", "a scene that can be drawn", scene.view)
    return figure


# Other threads may draw between two frames. `tell` is called there too, as it may wait for one of them.


def _pdf(scenes: Sequence[Scene], style: Style, tell: Tell | None) -> bytes:
    data = BytesIO()
    pages: Any = PdfPages(data, metadata=METADATA["pdf"])
    for number, scene in enumerate(scenes, start=1):
        with fixed_settings():
            figure = _figure(scene, style)
            pages.savefig(figure, facecolor=figure.get_facecolor())
        if tell is not None:
            tell(number, len(scenes))
    with fixed_settings():
        pages.close()
    return data.getvalue()


def _images(scenes: Sequence[Scene], style: Style, tell: Tell | None) -> Iterator[Any]:
    """Yield the frames as images of Pillow. Their sides are even numbers of pixels, as mp4 needs them."""
    for number, scene in enumerate(scenes, start=1):
        with fixed_settings():
            image = _image(_figure(scene, style), len(scenes))
        yield image
        if tell is not None:
            tell(number, len(scenes))


def _image(figure: Figure, count: int) -> Any:
    """Return a figure as an image; `count` frames of its size are made."""
    from PIL import Image

    figure.set_dpi(min(figure.dpi, WIDEST / figure.get_figwidth(), WIDEST / figure.get_figheight()))
    canvas: Any = FigureCanvasAgg(figure)
    width, height = canvas.get_width_height(physical=True)
    if width * height * count > MOST_PIXELS:
        given = f"{count:,} of {width:,} x {height:,}"
        raise TnrnnError(f"animate: expected frames of at most {MOST_PIXELS:,} pixels together, given {given}")
    canvas.draw()
    image = Image.frombuffer("RGBA", (width, height), bytes(canvas.buffer_rgba()), "raw", "RGBA", 0, 1)
    return image.convert("RGB").crop((0, 0, width - width % 2, height - height % 2))


def _gif(images: list[Any], seconds: float) -> bytes:
    data = BytesIO()
    paletted = [image.quantize(colors=128, dither=0) for image in images]
    duration = round(1000 * seconds)
    paletted[0].save(
        data, "GIF", save_all=True, append_images=paletted[1:], duration=duration, loop=0, optimize=False, disposal=1
    )
    return data.getvalue()


def _mp4(images: Iterator[Any], seconds: float) -> bytes:
    """Return the frames as ffmpeg codes them, in one thread and without a date or a version in the file."""
    first = next(images)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "film.mp4"
        source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{first.width}x{first.height}"]
        rate = ["-framerate", f"1000/{round(1000 * seconds)}", "-i", "-", "-r", "25"]
        coded = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-threads", "1", "-movflags", "+faststart"]
        exact = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"]
        command = ["ffmpeg", "-loglevel", "error", "-y", *source, *rate, *coded, *exact, str(target)]
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=said, stderr=said) as process,
        ):
            try:
                for image in (first, *images):
                    process.stdin.write(image.tobytes())  # type: ignore[union-attr]
                process.stdin.close()  # type: ignore[union-attr]
            except BrokenPipeError:  # ffmpeg has failed; its status and its words are read below
                pass
            status = process.wait()
            said.seek(0)
            words = said.read().decode(errors="replace")
        if status or not target.is_file():
            raise TnrnnError(f"animate: ffmpeg failed: {shown_line(words.strip() or str(status))}")
        return target.read_bytes()
