"""The index tells each recipient's package and what the gate held, by counts, and names no file that is held for its name."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from sotay.prepare import write_csv
from sotay.reports.outgoing import packages

BOOK = SimpleNamespace(month="2026-09", registry=SimpleNamespace(recipients={n: SimpleNamespace(id=n, line=f"Nơi <{n}>", level=level) for n, level in (("so", "shared"), ("xa", "internal"))}))
RELEASE = pd.DataFrame({"recipient": ["so", "so", "so", "xa", "tra_lai/cong_an"], "status": ["included", "held", "included", "missing", "included"]})


def test_nothing_is_said_before_there_are_packages(tmp_path):
    assert packages(BOOK, tmp_path) == ""


def test_each_recipient_with_its_package_and_counts(tmp_path):
    write_csv(tmp_path / "internal" / "release.csv", RELEASE)
    (tmp_path / "release" / "so").mkdir(parents=True)
    (tmp_path / "release" / "so" / "so-2026-09.zip").write_bytes(b"x")
    said = packages(BOOK, tmp_path)
    assert '<a href="release/so/so-2026-09.zip">Nơi &lt;so&gt;</a>, mức chia sẻ: 2 tài liệu trong gói, 1 bị cổng kiểm soát giữ lại' in said
    assert "Nơi &lt;xa&gt; (không có gói), mức nội bộ: 1 chưa có trong tháng" in said and "cong_an" not in said and "không giữ lại tệp nào" in said


def test_what_the_gate_held_is_told_by_kind_alone(tmp_path):
    write_csv(tmp_path / "internal" / "release.csv", RELEASE)
    write_csv(tmp_path / "internal" / "gate.csv", pd.DataFrame({"file": ["reports/Nông Thị Lan.html", "reports/Nông Thị Lan.html", "b.pdf"], "kind": ["họ tên", "địa chỉ", "họ tên"], "count": [2, 1, 1], "why": ["", "", ""]}))
    said = packages(BOOK, tmp_path)
    assert "giữ lại 2 tệp vì có dữ liệu giống: họ tên (2 tệp), địa chỉ (1 tệp)" in said and "Nông" not in said
