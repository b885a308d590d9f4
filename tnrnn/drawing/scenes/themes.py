"""The themes: what differs in each from the default style. A new one is a name and an entry here."""

from __future__ import annotations

from typing import Any, Literal

Theme = Literal["print", "slides", "dark", "grey"]

THEMES: dict[Theme, dict[str, Any]] = {
    "print": {},
    "slides": {"font_size": 15.0, "line_width": 2.0, "cut_width": 3.2, "ink": "#111111", "faint": "#333333"},
    "dark": {
        "background": "#14171C",
        "ink": "#E8E6E1",
        "faint": "#A9ADB5",
        "layers": ("#56B4E9", "#E69F00", "#2FC79A", "#CC79A7", "#F0E442", "#8F8CFF", "#C98A9B"),
        "state": "#7C8088",
        "entry": "#14171C",
        "joined": "#A9ADB5",
        "copy": "#E8E6E1",
        "weight": "#14171C",
        "near": "#1C2833",
        "far": "#302721",
        "cut": "#FF5C70",
        "other_cuts": ("#C792EA", "#4DD0B1"),
    },
    "grey": {
        "layers": ("#4D4D4D", "#D9D9D9", "#8C8C8C", "#FFFFFF", "#262626", "#B3B3B3"),
        "state": "#B3B3B3",
        "near": "#E6E6E6",
        "far": "#F7F7F7",
        "cut": "#000000",
        "other_cuts": ("#595959", "#8C8C8C"),
        "cut_width": 2.6,
        "line_width": 1.0,
        "ink": "#333333",
    },
}
"""Fields of `Style` by the name of the theme; the command line and `Style.named` know the names from here.

The page of `tnrnn explore` offers two of them, "print" as light and "dark" as dark; see
`tnrnn.explore.showing.lists.styles`.
"""
