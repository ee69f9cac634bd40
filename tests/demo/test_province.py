"""A made-up province: a workspace per commune, each its own, reproducible, and valid."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from sotay.cli import app
from sotay.definitions.registry import load_registry
from sotay.demo.province import TooMany, make_province, planned

from .conftest import PARAMETERS

NAMES = PARAMETERS / "demo" / "communes.yml"


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    folder = tmp_path_factory.mktemp("province")
    return make_province(folder, 2, 1, 5, size=0.01)


def contents(folder):
    return {p.relative_to(folder).as_posix(): (p.read_bytes(), int(p.stat().st_mtime) if "incoming" in p.parts else 0) for p in sorted(folder.rglob("*")) if p.is_file()}


def test_names_codes_and_sizes_of_99_communes_are_their_own():
    found = planned(NAMES, 99, 2026)
    assert len({c.id for c in found}) == len({c.name for c in found}) == len({c.code for c in found}) == 99
    assert min(c.size for c in found) >= 0.4 and max(c.size for c in found) <= 2.5 and len({c.size for c in found}) > 80
    assert found[:3] == planned(NAMES, 3, 2026) and found[0].size != planned(NAMES, 1, 2027)[0].size
    with pytest.raises(TooMany, match="100"):
        planned(NAMES, 101, 2026)


def test_each_workspace_is_whole_and_its_own(province):
    first, second = (load_registry(p / "parameters").commune for p in province)
    assert [p.name for p in province] == [first.id, second.id] == ["dong_lam", "tay_lam"]
    assert ((first.name, first.code, first.place), second.name) == (("Đông Lâm", "90001", "Đông Lâm"), "Tây Lâm")
    assert all((p / "data" / "incoming" / "2026-09").is_dir() and not (p / "parameters" / "demo").exists() for p in province)
    texts = [p.read_bytes() for p in (province[1] / "data" / "incoming").rglob("*.csv")]
    assert any("Tây Lâm".encode() in t for t in texts)


def test_the_same_arguments_give_the_same_bytes_and_more_communes_leave_the_first_alone(province, tmp_path):
    again = make_province(tmp_path, 1, 1, 5, size=0.01)
    assert contents(again[0]) == contents(province[0])


def test_the_command_refuses_a_folder_that_is_not_empty_and_too_many(tmp_path):
    (tmp_path / "co-san").write_text("x", encoding="utf-8")
    full = CliRunner().invoke(app, ["demo", str(tmp_path), "--communes", "2"])
    many = CliRunner().invoke(app, ["demo", str(tmp_path / "moi"), "--communes", "500"])
    assert (full.exit_code, many.exit_code) == (2, 2) and "không trống" in full.output and "500" not in many.output and "100" in many.output
