"""Pictures of networks, circuits and their cuts: first data (`Scene`), then a file."""

from .composing import compose
from .files import ENDINGS, MOTION, check_path
from .frames import STORIES, Story, frames
from .paper import Page
from .pictures import animate, draw, save
from .plotting import plot, plot_gap
from .scene import Scene
from .strip import Strip
from .style import THEMES, Style
from .view import View

__all__ = [
    "ENDINGS",
    "MOTION",
    "STORIES",
    "THEMES",
    "Page",
    "Scene",
    "Story",
    "Strip",
    "Style",
    "View",
    "animate",
    "check_path",
    "compose",
    "draw",
    "frames",
    "plot",
    "plot_gap",
    "save",
]
