"""The acceptance case's scanner, which shares no code with the gate: it sees every kind of hiding place, and takes no ordinary words for a name."""

from __future__ import annotations

import importlib.util
import json
import unicodedata
import urllib.parse
from pathlib import Path

import pytest

from test_gate import CITIZEN, HOUSE, ID, MAIL, PAIR, PHONE, PLANTED
from test_gate_hidden import FILES

LEAK = Path(__file__).resolve().parents[1] / "acceptance" / "leak.py"
# Beyond what is asked of the scanner; the gate's own tests are about those.
FINER = {"csv TCVN dạng 1258", "gzip", "chữ thay ảnh trong PDF", "số trong chữ hoa không dấu"}


@pytest.fixture(scope="module")
def leak():
    spec = importlib.util.spec_from_file_location("leak", LEAK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def wanted(leak):
    people = {"name": [CITIZEN, PAIR, "Tài Khoản", "Tạ Thị Khoan", "Ninh Tiến", "Nguyễn Văn Hải", "Trung tâm Phục vụ hành chính công", "03/09/2026"], "address": [HOUSE, "07/09/2026"], "cccd": [ID], "phone": [PHONE], "email": [MAIL]}
    return leak.Wanted(people, ["Chủ tịch Nguyễn Văn Hải", "tỉnh Bắc Ninh", "Tiến độ kế hoạch", "Trung tâm Phục vụ hành chính công xã Sơn Hải"])


@pytest.mark.parametrize("where", [w for w in PLANTED if w not in FINER])
def test_a_planted_value_is_seen(leak, wanted, where):
    name, data = PLANTED[where]
    assert wanted.search(name) or any(wanted.search(text) for _, text in leak.texts(name, data))


@pytest.mark.parametrize("where", ["dạng số xlsx", "PDF đính kèm"])
def test_and_in_places_that_the_issue_does_not_name(leak, wanted, where):
    name, make = FILES[where]
    assert any(wanted.search(text) for _, text in leak.texts(name, make()))


@pytest.mark.parametrize("text", [CITIZEN, CITIZEN.upper(), "DANG THI MY LINH", "dang thi my linh", unicodedata.normalize("NFD", CITIZEN), "\u200b".join(CITIZEN), "Đặng Thi My Linh", "Đặng\u00a0Thị Mỹ\u2009Linh", "Dang_Thi-My.Linh".replace("_", " "),
                                  PAIR, "LÒ SÁNG", "ông Tài Khoản nộp", "TẠ THỊ KHOAN", "ta thi khoan", "bà Ninh Tiến nộp", ID, "024 185 009 217", "24185009217", PHONE, "+84987654321", MAIL.upper(), "Số nhà 12, ngõ 3 thôn Bãi Cháy"])
def test_a_value_is_seen_however_it_is_written(wanted, text):
    assert wanted.search(f"xem: {text}.")


@pytest.mark.parametrize("text", ["Chi trả qua Tài khoản hay tiền mặt", "tài khoản", "Tai Khoan", "Tả thì khoản nào", "Lo sang năm mới", "lò sáng đèn", "Chủ tịch Nguyễn Văn Hải ký", "tỉnh Bắc Ninh Tiến độ kế hoạch",
                                  "Trung tâm Phục vụ hành chính công xã Sơn Hải", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ SƠN HẢI", "1.234.567.890 đồng", "Đặng Thị", "Cao nhất là 07/09/2026, rồi đến 03/09/2026"])
def test_ordinary_words_are_nobody(wanted, text):
    assert wanted.search(text) == set()


def test_the_whole_scan_finds_what_is_planted_in_a_month_and_nothing_else(leak, tmp_path, monkeypatch, capsys):
    out, month = tmp_path / "case", tmp_path / "ws" / "outputs" / "2026-09"
    (out / "truth").mkdir(parents=True)
    (out / "truth" / "world.json").write_text(json.dumps({"personal": {"name": [CITIZEN], "address": [], "cccd": [ID], "phone": [], "email": []}}), encoding="utf-8")
    files = {"index.html": "<p>Tổng hợp</p>", "reports/a.html": f'<a href="?q={urllib.parse.quote(CITIZEN)}">x</a>', "reports/b.html": "<p>Không có gì</p>", "release/x/a.csv": f"a\r\n{ID}\r\n",
             "internal/held/a.html": CITIZEN, "returns/xa/a.csv": CITIZEN}
    for name, text in files.items():
        (month / name).parent.mkdir(parents=True, exist_ok=True)
        (month / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["leak.py", str(out), str(tmp_path / "ws")])
    assert leak.main() == 1
    told = capsys.readouterr().out
    assert {line.split(":")[0] for line in told.splitlines() if line.startswith("LEAK")} == {"LEAK reports/a.html", "LEAK release/x/a.csv"}
    assert CITIZEN not in told and ID not in told
    for name in ("reports/a.html", "release/x/a.csv"):
        (month / name).unlink()
    assert leak.main() == 0
