"""A whole table: types, addresses, group rows, shifted rows, big columns."""

import datetime as dt
import unicodedata

import numpy as np
import pandas as pd
import pytest

from clean_tables import DAY, column, context, raw_table, registry_of
from sotay.cleaning.columns import PARSERS
from sotay.cleaning.quick import quick_values
from sotay.cleaning.rules import CHANGES, FAULTS
from sotay.cleaning.table import clean_table
from sotay.definitions.models.dataset import ColumnType
from sotay.intake.model import CHANGE_COLUMNS, FINDING_COLUMNS, CellKind

PERSON = [
    column("name", name="ten"), column("partial_date", name="sinh"), column("code", name="dan_toc"), column("cccd", name="cccd"), column("village", name="thon"),
    column("phone", name="dt"), column("int", name="so"), column("vnd", name="tien"), column("dec", name="diem"), column("bool", name="co"), column("text", name="ghi_chu"),
]
GOOD = ["Nông Văn An", "17/05/1947", "Tày", "024047162593", "Đấp", "0912345678", 3, "540.000", "1,5", "Có", None]


def test_every_type_has_a_parser():
    assert set(PARSERS) == set(ColumnType.__args__)


def test_types_of_the_frame(cleaned):
    clean = cleaned(PERSON, [GOOD])
    dtypes = {n: str(t) for n, t in clean.frame.dtypes.items()}
    assert dtypes == {
        "ten": "str", "sinh": "datetime64[s]", "dan_toc": "str", "cccd": "str", "thon": "str", "dt": "str", "so": "Int64", "tien": "Int64", "diem": "Float64",
        "co": "boolean", "ghi_chu": "str",
        "_unit": "str", "_file": "str", "_sheet": "str", "_row": "int64",
    }
    assert clean.frame.iloc[0].drop("ghi_chu").tolist() == [
        "Nông Văn An", pd.Timestamp(1947, 5, 17), "Tày", "024047162593", "Đấp", "0912345678", 3, 540000, 1.5, True, "van_phong", "tep.xlsx", "Sheet1", 2,
    ]
    assert clean.frame["ghi_chu"].isna().tolist() == [True]
    assert (len(clean.changes), len(clean.problems), clean.unread.to_numpy().any()) == (0, 0, False)


def test_columns_the_export_lacks_are_null_and_not_present(cleaned):
    clean = cleaned(PERSON, [["Nông Văn An", 3]], fields=["ten", "so"])
    assert clean.present == {"ten", "so"} and clean.letters == {"ten": "A", "so": "B"}
    assert clean.frame["sinh"].isna().all() and str(clean.frame["sinh"].dtype) == "datetime64[s]"


def test_findings_and_changes_stand_at_their_cells(cleaned, spots):
    clean = cleaned(PERSON, [GOOD, [*GOOD[:1], "31/02/1950", "Kihn", *GOOD[3:]], ["Nông  Văn An", *GOOD[1:]]])
    assert spots(clean.problems) == [(3, "B", "NGAY-KHONG-CO"), (3, "C", "CH-09")]
    assert spots(clean.changes) == [(4, "A", "KHOANG-TRANG")]
    assert clean.changes[["before", "after"]].values.tolist() == [["Nông  Văn An", "Nông Văn An"]]
    assert list(clean.problems.columns) == FINDING_COLUMNS and list(clean.changes.columns) == CHANGE_COLUMNS
    assert clean.unread.loc[1, ["sinh", "dan_toc"]].tolist() == [True, True] and int(clean.unread.to_numpy().sum()) == 2


def test_units_of_money_from_the_table_and_from_the_heading(cleaned):
    money = [column("vnd", name="chi", unit="đồng"), column("vnd", name="thu", unit="đồng"), column("dec", name="von", unit="triệu đồng")]
    clean = cleaned(money, [[540, 2, 500]], factor=1000.0, headings=["Chi", "Thu (triệu đồng)", "Vốn"])
    assert clean.frame.iloc[0, :3].tolist() == [540_000, 2_000_000, 0.5]


def test_group_rows_fill_a_missing_column(cleaned, spots):
    groups = ["I. Thôn Đồng Mậm: 25 hộ", "II. Thôn Đấp"]
    clean = cleaned([column("name", name="ten"), column("village", name="thon")], [["Nông Văn An"], ["Lê Văn Bình"]], fields=["ten"], groups=groups)
    assert clean.frame["thon"].tolist() == ["Đồng Mậm", "Đấp"]
    assert [(r, rule) for r, _, rule in spots(clean.changes)] == [(2, "DONG-NHOM"), (3, "DONG-NHOM")]
    assert "thon" in clean.present


def test_a_group_row_names_its_column(cleaned):
    values = [{"label": "Hộ tịch"}]
    fields = [column("name", name="ten"), column("code", name="linh_vuc", title="Lĩnh vực", values=values), column("code", name="loai", title="Loại việc", values=values)]
    clean = cleaned(fields, [["Nông Văn An"]], fields=["ten"], groups=["II. Lĩnh vực: Hộ tịch (12)"])
    assert clean.frame["linh_vuc"].tolist() == ["Hộ tịch"] and clean.frame["loai"].isna().all()


def test_a_filled_column_is_not_touched_by_group_rows(cleaned):
    clean = cleaned([column("village", name="thon")], [["Đấp"], [None]], groups=["Thôn Tân An", "Thôn Tân An"])
    assert clean.frame["thon"].tolist()[0] == "Đấp" and clean.frame["thon"].isna().tolist() == [False, True]


def _moved(row: list, at: int, by: int) -> list:
    return (row[:at] + [None] * by + row[at:])[: len(row)] if by > 0 else row[:at] + row[at - by:] + [None] * -by


@pytest.mark.parametrize(("at", "by"), [(1, 1), (0, 1), (1, 2), (1, -1)])
def test_a_shifted_row_is_told_once(cleaned, spots, at, by):
    rows = [list(GOOD) for _ in range(12)]
    rows[5] = _moved(rows[5], at, by)
    clean = cleaned(PERSON, rows)
    assert spots(clean.problems) == [(7, "", "LECH-COT")]
    assert clean.problems["value"].tolist() == [""]
    assert clean.frame.loc[5, [c.name for c in PERSON]].isna().all() and clean.unread.loc[5].all()
    assert not clean.frame.loc[4, ["ten", "so"]].isna().any()


def test_many_wrong_cells_are_no_shift(cleaned, spots):
    rows = [list(GOOD) for _ in range(12)]
    rows[5] = ["Nông Văn An", "31/02/1947", "Kihn", "O24047162593", "Đấpp", "0912", "nhiều", "540.000", "1,5", "Có", None]
    assert [rule for _, _, rule in spots(cleaned(PERSON, rows).problems)] == ["NGAY-KHONG-CO", "CH-09", "CH-01", "THON-LA", "CH-10", "KIEU-SO"]


def test_a_table_without_rows(cleaned):
    clean = cleaned(PERSON, [])
    assert (len(clean.frame), len(clean.changes), len(clean.problems)) == (0, 0, 0)
    assert str(clean.frame["so"].dtype) == "Int64"


CELLS = {
    "text": ["Bằng tốt nghiệp", "UBND xã Hộ  Đáp", "UBND XÃ HỘ ĐÁP", "Giấy  khai sinh", "=1+1", "V¨n phßng", "-", "Hoà Bình", "<b>đậm</b>", "n/a", "Laâm Baù", "mất ch?ữ", "Công ty A &amp; B", "dòng\nhai"],
    "name": ["Nông Văn An", "NÔNG VĂN AN", "Nông Văn A1", "nông an", "Công ty An", "Lê  An", "An", "Hoàng Thị Thuý",
             "Nguyen Van An", "Nguyễn VănAn", "Không Rõ", "Trần Thij Hoa", "Vi Thu Mai", "Nông Văn An và Lý Hoa", "Hans Schmidt",
             "Ông Nguyễn Văn Bình", "Bà Trần Thị Hoa", "Con Nguyễn Thị Hoa", "Ng Thị Hoa", "Trần T Hoà", "Nguyễn Văn A", "Nguyễnn Văn An", "Nguyễn thị Hoa", "Ban Thi My", "Y Blăng Niê"],
    "address": ["thôn Đấp, xã Sơn Hải", "xã Hộ Đáp", "Lục  Ngạn", "HUYỆN Lục Ngạn", "tỉnh Bắc Giang", "thôn Đấp, Bắc Ninh", "thôn Ddaaps, Bắc Ninh", "chưa rõ", "Sơn Hải, Lục Ngạn", "Hộ Đáp,Lục Ngạn"],
    "cccd": ["024088940239", "24088940239", "033088940239", "000000000000", "O24088940239", "024488940239", "024227940239", "024226940239"],
    "identity": ["024088940239", "B1234567", "121234567", "024 088940239"],
    "identity_or_tax": ["024088940239", "0314409058", "0314409059"],
    "phone": ["0912345678", "0999999999", "01681234567", "0412345678", "0912"],
    "dossier": ["H05.60.12-260903-0001", "H05.60.13-260903-0001", "H05.60.12-260230-0001", "H05.60.12-260231-0001", "H05.60.12–260903–0001",
                "H05.60.12-260919-0001", "H05.60.12-260918-0001", "H05.60.12-180926-0001", "H05.60.12-250931-0001", "H05.60.12-250903-0001", "H05.60.12-270103-0001"],
    "date": ["03/09/2026", "3/9/2026", "31/02/2026", "03/09/2026 08:00", "03.09.2026", "3-9-2026", "03-09-2026 08:15", "08/09/2030", "31/12/1899", "07/23/1950", "03/09/5005"],
    "datetime": ["03/09/2026", "03/09/2026 08:15:30", "03/09/2026 25:00", "18/09/2026 23:59", "19/09/2026 00:00", "2026-09-03T08:15:00"],
    "partial_date": ["1950", "08/1975", "17/05/1947", "31/06/1950"],
}


@pytest.mark.parametrize("kind", sorted(CELLS))
def test_the_quick_way_says_what_the_parser_says(kind):
    texts = [*CELLS[kind], unicodedata.normalize("NFD", CELLS[kind][0]), "2026-09-03", *(f"{CELLS[kind][0]}{' ' if n % 3 else ''}{n}" for n in range(300))]
    kinds = [int(CellKind.DATE if t == "2026-09-03" else CellKind.TEXT) for t in texts]
    settings = context(kind)
    quick = quick_values(texts, kinds, settings)
    for i in np.flatnonzero(quick.good):
        parsed = PARSERS[kind](texts[i], kinds[i], settings)
        assert parsed.changes == tuple(r for r, altered in quick.changes.items() if altered[i]), texts[i]
        assert parsed.faults == (), texts[i]
        assert pd.Timestamp(parsed.value) == quick.values[i] if isinstance(parsed.value, dt.datetime) else parsed.value == quick.values[i], texts[i]
    assert quick.good[0] or kind == "partial_date"


def test_a_big_column_mixes_both_ways(spots):
    rows = [[f"024{n % 2}{n % 100:02d}{n:06d}"] for n in range(400)]
    rows[7], rows[9] = ["O24088940239"], ["24088940239"]
    clean = clean_table(raw_table(["cccd"], rows), registry_of(column("cccd", name="cccd")), "2026-09", DAY)
    assert spots(clean.problems) == [(9, "A", "CH-01"), (11, "A", "CH-01-SO-0")]
    assert clean.frame["cccd"].isna().sum() == 1 and clean.frame["cccd"][9] == "024088940239" and clean.frame["cccd"][399] == rows[399][0]


def test_the_lists_of_rules_are_closed(cleaned):
    rows = [[t] for t in CELLS["date"]]
    clean = cleaned([column("date", name="ngay")], rows)
    assert set(clean.problems["rule"]) <= set(FAULTS) and set(clean.changes["rule"]) <= set(CHANGES)
    assert all(f.error_class in range(1, 9) and f.severity in ("error", "warning") and f.unread == (f.severity == "error") for f in FAULTS.values())
