"""Which names are public: those that the pages of the API list."""

import ast
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


def not_public(tree):
    """Return what code takes from tnrnn that no page of the API lists, and private attributes of anything."""
    public = documented() | {"tnrnn.models.MODELS"}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "tnrnn":
            found |= {f"{node.module}.{alias.name}" for alias in node.names} - public
        elif isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.endswith("__"):
            found.add(node.attr)
    return found
