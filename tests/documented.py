"""Which names are public: those that the pages of the API list."""

import re
from pathlib import Path

API = Path(__file__).parents[1] / "docs" / "api"


def documented():
    """Return the full names, as "tnrnn.min_cut"."""
    names = set()
    for page in API.glob("*.md"):
        for block in page.read_text(encoding="utf-8").split(".. currentmodule:: ")[1:]:
            module, _, rest = block.partition("\n")
            names |= {f"{module}.{name}" for name in re.findall(r"^   (\w+)$", rest.partition("```")[0], re.MULTILINE)}
    return names
