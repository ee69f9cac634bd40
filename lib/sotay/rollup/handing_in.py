"""Who is late with what across the province, and which communes have no result at all."""

from __future__ import annotations

import pandas as pd

from sotay.rollup.province import Province

KINDS = {"office": "Phòng, văn phòng, trung tâm", "police": "Công an xã", "health": "Trạm Y tế", "school": "Trường học"}
# So many datasets are named in a line; the csv has them all.
MOST_NAMED = 6


def absent(province: Province) -> pd.DataFrame:
    """A line per commune without a result: never ran, failed, held back, changed after the gate."""
    return pd.DataFrame(province.absent, columns=["Xã", "Vì sao chưa có kết quả"])


def late(province: Province) -> pd.DataFrame:
    """A line per commune that owes or was late, the one that owes most first: datasets missing, late, days of the latest, what is missing by unit."""
    owed = province.datasets[province.datasets["status"].isin(["missing", "late"])]
    lines = []
    for (_, commune), group in owed.groupby(["id", "commune"], sort=True):
        gone, tardy = group[group["status"] == "missing"], group[group["status"] == "late"]
        lines.append([commune, len(gone), len(tardy), tardy["days_late"].max() if len(tardy) else pd.NA, _by_unit(gone) or "–", ", ".join(sorted(set(tardy["unit"]))) or "–"])
    frame = pd.DataFrame(lines, columns=["Xã", "Chưa nộp", "Nộp muộn", "Muộn nhất (ngày)", "Chưa nộp những gì", "Đơn vị nộp muộn"])
    return frame.astype({"Muộn nhất (ngày)": "Int64"}).sort_values(["Chưa nộp", "Nộp muộn", "Xã"], ascending=[False, False, True], kind="stable", ignore_index=True)


def _by_unit(gone: pd.DataFrame) -> str:
    """ "Trạm Y tế: Tiêm chủng, Khám chữa bệnh; Trường TH: …"."""
    left, said = MOST_NAMED, []
    for unit, group in gone.groupby("unit", sort=True):
        titles = sorted(group["title"])
        shown, rest = titles[:left], len(titles[left:])
        left -= len(shown)
        named = f"{unit}: {', '.join(shown)}" if shown else f"{unit}: {rest} tập"
        said.append(f"{named} và {rest} tập khác" if shown and rest else named)
    return "; ".join(said)


def by_kind(province: Province) -> pd.DataFrame:
    """A line per kind of unit: datasets due over all communes, on time, late, missing, share on time in percent."""
    counts = province.datasets.groupby(["unit_kind", "status"]).size().unstack(fill_value=0).reindex(columns=["on_time", "late", "missing"], fill_value=0)
    counts = counts.reindex([k for k in KINDS if k in counts.index])
    due = counts.sum(axis=1)
    frame = pd.DataFrame({"Loại đơn vị": [KINDS[k] for k in counts.index], "Lượt phải nộp": due.to_numpy(), "Đúng hạn": counts["on_time"].to_numpy(), "Nộp muộn": counts["late"].to_numpy(),
                          "Chưa nộp": counts["missing"].to_numpy(), "Tỷ lệ đúng hạn": (100.0 * counts["on_time"] / due).to_numpy()})
    return frame.reset_index(drop=True)


def missing_datasets(province: Province, most: int = 12) -> pd.DataFrame:
    """How many communes miss each dataset, the most missed first."""
    gone = province.datasets[province.datasets["status"] == "missing"]
    counts = gone.groupby("title")["id"].nunique().reset_index(name="n").sort_values(["n", "title"], ascending=[False, True], kind="stable", ignore_index=True).head(most)
    return counts.rename(columns={"title": "Tập dữ liệu", "n": "Số xã chưa nộp"})


def all_handed_in(province: Province) -> str:
    """What it means that nobody is late or owes; nothing where nothing is known or nothing was due."""
    return "Mọi xã có kết quả đã nộp đủ, đúng hạn" if len(province.datasets) else ""


def none_missing(province: Province) -> str:
    """What it means that no dataset is missing; nothing where nothing is known or nothing was due."""
    return "Mọi xã có kết quả đã nộp đủ" if len(province.datasets) else ""
