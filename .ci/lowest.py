"""Make an environment with the lowest versions that setup.cfg allows: `python .ci/lowest.py FOLDER [EXTRA ...]`.

Every package that setup.cfg asks for, itself or for one of the extras, is installed at the version that stands after
`>=`, as a wheel; what these need in turn is of the versions of today. Then tnrnn is installed in place. The Python that
runs this file makes the environment, so give it the lowest that `python_requires` allows.

If a lowest version has no wheel for that Python or does not agree with another one, pip fails and says so: then raise
the number in setup.cfg.
"""

import configparser
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def floors(extras):
    """Return the packages that setup.cfg asks for with these extras, each pinned to its lowest version."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    asked = settings["options"]["install_requires"].split()
    for extra in extras:
        if extra not in settings["options.extras_require"]:
            sys.exit(f"extras: expected one of {', '.join(settings['options.extras_require'])}, given {extra!r}")
        asked += settings["options.extras_require"][extra].split()
    loose = [each for each in asked if each.count(">=") != 1]
    if loose:
        sys.exit(f"setup.cfg: expected NAME>=VERSION, given {', '.join(loose)}")
    return list(dict.fromkeys(each.replace(">=", "==") for each in asked))


def make(folder, extras):
    """Make the environment."""
    pins = floors(extras)  # a wrong name leaves no folder
    venv.create(folder, with_pip=True)
    pip = [str(Path(folder) / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--only-binary", ":all:", *pins], check=True)
    subprocess.run([*pip, "--no-deps", "--editable", str(ROOT)], check=True)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    make(sys.argv[1], sys.argv[2:])
