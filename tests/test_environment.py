"""environment.yml, requirements.lock and pyproject.toml say the same; the lock is pinned by hash and names no index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
CONDA_NAMES = {"python-duckdb": "duckdb"}
SYSTEM = {"python", "pip", "pango", "fonts-conda-forge"}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def declared() -> set[str]:
    content = project()
    return set(content["project"]["dependencies"]) | set(content["dependency-groups"]["build"]) | set(content["project"]["optional-dependencies"]["cluster"])


def test_environment_yml_names_the_packages_of_pyproject():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    # What conda-forge does not have comes through pip, before the suite itself.
    *from_pip, own = next(d["pip"] for d in entries if isinstance(d, dict))
    listed = [d for d in entries if isinstance(d, str)] + from_pip
    assert own == "-e ."
    names = {re.split(r"[><=]", d, maxsplit=1)[0]: d for d in listed}
    ours = {d.replace(n, CONDA_NAMES.get(n, n), 1) for n, d in names.items() if n not in SYSTEM}
    assert ours == declared()
    assert SYSTEM <= set(names)
    assert names["python"].removeprefix("python") == project()["project"]["requires-python"]


def test_every_dependency_is_locked():
    locked = set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))
    wanted = {re.split(r"[><=\[]", d, maxsplit=1)[0].lower().replace("_", "-") for d in declared()}
    assert wanted <= locked


def test_the_lock_is_hash_pinned_and_names_no_index():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    unpinned = [b.split("==")[0] for b in blocks if "==" in b and "--hash=sha256:" not in b]
    assert unpinned == []
    assert not re.search(r"index-url|https?://|find-links", text)


def test_the_fixed_packages_are_there():
    fixed = {"jupyterlab", "papermill", "pandas", "matplotlib", "seaborn", "openpyxl", "nbconvert", "pytest", "nbmake"}
    assert fixed <= {re.split(r"[><=]", d, maxsplit=1)[0] for d in declared()}
