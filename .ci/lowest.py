"""Make an environment with the lowest versions that setup.cfg allows: `python .ci/lowest.py FOLDER [WORD ...]`.

A word is an extra, or a package of any extra. What tnrnn asks for, what these extras ask for, and these packages are
installed at the version that stands after `>=` in setup.cfg, as wheels; what these need in turn is of the versions of
today. tnrnn is not installed. The Python that runs this file makes the environment: give it the lowest that
`python_requires` allows. All extras but those for torch and the pages, with all tests:

    python3.11 .ci/lowest.py lowest cluster explore fast interop notebook test
    lowest/bin/python -m pip install --no-deps -e . && lowest/bin/python -m pytest

If a lowest version has no wheel for that Python or does not agree with another one, pip fails and says so: then raise
the number in setup.cfg.
"""

import configparser
import re
import subprocess
import sys
import venv
from pathlib import Path

SETTINGS = Path(__file__).parents[1] / "setup.cfg"


def floors(words):
    """Return what is installed: each package pinned to its lowest version, once."""
    settings = configparser.ConfigParser()
    settings.read(SETTINGS, encoding="utf-8")
    extras = {name: lines.split() for name, lines in settings["options.extras_require"].items()}
    packages = {re.match(r"[\w-]+", line)[0]: [line] for lines in extras.values() for line in lines}
    asked = settings["options"]["install_requires"].split()
    for word in words:
        if word not in extras and word not in packages:
            sys.exit(f"expected one of {', '.join(extras)}, or a package of these extras, given {word!r}")
        asked += extras.get(word) or packages[word]
    loose = [line for line in asked if not re.fullmatch(r"[\w-]+>=[\d.]+", line)]
    if loose:
        sys.exit(f"setup.cfg: expected NAME>=VERSION, given {', '.join(loose)}")
    return list(dict.fromkeys(line.replace(">=", "==") for line in asked))


def make(folder, words):
    """Make the environment."""
    pins = floors(words)  # a wrong word leaves no folder
    venv.create(folder, with_pip=True)
    pip = [str(Path(folder) / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    sys.exit(subprocess.run([*pip, "--only-binary", ":all:", *pins], check=False).returncode)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    make(sys.argv[1], sys.argv[2:])
