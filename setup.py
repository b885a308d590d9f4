"""What setup.cfg cannot express: the README as a package index shows it, where relative links lead nowhere."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

from setuptools import setup

HERE = Path(__file__).parent
LINK = re.compile(r"(!?)\[((?:[^\]\\]|\\.)*)\]\((?!https?:|#)([^)\s]+)\)")


def source() -> str | None:
    """Return the address of the repository, if setup.cfg has one among its project_urls."""
    settings = configparser.ConfigParser()
    settings.read(HERE / "setup.cfg", encoding="utf-8")
    pairs = (line.partition("=") for line in settings["metadata"].get("project_urls", "").splitlines())
    return {name.strip(): url.strip() for name, _, url in pairs}.get("Source")


def described(readme: str, repository: str | None) -> str:
    """Return the README with its relative links and pictures replaced by addresses in the repository.

    If the repository has no address, a link becomes its text, and a picture, which an index can only show from an
    address, becomes its alternative text and its path.
    """

    def led(link: re.Match[str]) -> str:
        picture, words, path = link.groups()
        if repository is None:
            return f"*{words}* ({path} in the source distribution)" if picture else words
        return f"{picture}[{words}]({repository}/{'raw' if picture else 'blob'}/HEAD/{path})"

    return LINK.sub(led, readme)


if __name__ == "__main__":
    setup(
        long_description=described((HERE / "README.md").read_text(encoding="utf-8"), source()),
        long_description_content_type="text/markdown",
    )
