"""Words of the province's report: head, big figures, conclusions, where the figures come from."""

from __future__ import annotations

from sotay.reports.blocks import CONTENTS_MARK, Block, esc
from sotay.reports.numbers import decimal, integer, percent
from sotay.reports.numbers import month as month_name
from sotay.rollup.compare import outliers
from sotay.rollup.ledger import FAILED, STARTED
from sotay.rollup.places import relative
from sotay.rollup.province import Province


def head(province: Province, title: str, question: str) -> Block:
    """Title, month, the question answered, and how many communes have a result."""
    period, name = f"Tháng {month_name(province.month)}", f"Tỉnh {province.province}" if province.province else "Cấp tỉnh"
    lost = f' <strong class="lost">Chưa có kết quả: {integer(len(province.absent))} xã.</strong>' if province.absent else ""
    status = f"{integer(len(province.passed))}/{integer(len(province.places))} xã có số liệu đã qua cổng kiểm soát.{lost}"
    return Block(
        f'<header class="head" data-commune="{esc(name)}" data-period="{esc(period)}"><p class="period">{esc(period)}</p><h1>{esc(title)}</h1>'
        f'<p class="question">{esc(question)}</p><p class="status">{status}</p></header>{CONTENTS_MARK}',
        f"{title} – {period}",
    )


def headline(province: Province) -> list[tuple]:
    """Big figures for show.key_figures: communes with a result, median points, on time, missing."""
    points, due = province.communes["composite"], province.datasets
    on_time = 100.0 * (due["status"] == "on_time").mean() if len(due) else None
    gone = due.loc[due["status"] == "missing", "id"].nunique() if len(due) else None
    return [
        ("Xã có kết quả", f"{integer(len(province.passed))}/{integer(len(province.places))}", "", f"{integer(len(province.absent))} xã chưa có" if province.absent else "đủ mọi xã"),
        ("Điểm tổng hợp, trung vị", points.median() if points.notna().any() else None, "điểm", "nửa số xã cao hơn, nửa số xã thấp hơn"),
        ("Lượt nộp đúng hạn", on_time, "%", f"{integer(len(due))} lượt phải nộp của mọi xã"),
        ("Xã còn thiếu tập dữ liệu", gone, "xã", "đến hạn mà chưa nộp"),
    ]


def conclusions(province: Province) -> str:
    """A few lines of Markdown: who has no result, the weakest indicator, who stands apart, what changed."""
    lines = []
    if province.absent:
        names = [n for n, _ in province.absent]
        lines.append(f"**{integer(len(names))} xã chưa có kết quả**: {_some(names)}. Các xã này không nằm trong số liệu so sánh và không tính là 0.")
    lines += _weakest(province) + _apart(province) + _stepped(province)
    old = stale(province)
    if old:
        lines.append(f"Số liệu của {_some(old)} là của lần chạy trước; lần chạy gần nhất chưa xong.")
    return "\n".join(f"- {line}" for line in lines) or "Chưa xã nào có số liệu đã qua cổng kiểm soát."


def _some(names: list[str], most: int = 6) -> str:
    return ", ".join(names[:most]) + (f" và {integer(len(names) - most)} xã khác" if len(names) > most else "")


def _weakest(province: Province) -> list[str]:
    short = province.indicators.dropna(subset="value")
    if short.empty:
        return []
    reached = (short["value"] >= short["target"] - 1e-9).groupby(short["indicator"]).agg(["sum", "size"])
    low = (reached["sum"] / reached["size"]).idxmin()
    done, of = reached.loc[low]
    middle, goal = short.loc[short["indicator"] == low, ["value", "target"]].median()
    if done == of:
        return ["Mọi xã tính được đều đạt mục tiêu của mọi chỉ số."]
    return [f"Chỉ số ít xã đạt nhất: **{province.titles[low]}**, {integer(done)}/{integer(of)} xã đạt; trung vị {percent(middle)}, mục tiêu {percent(goal)}."]


def _apart(province: Province) -> list[str]:
    found = outliers(province)
    if found.empty:
        return []
    low = found[found["Lệch (điểm %)"] < 0]
    first = (low if len(low) else found).iloc[0]
    side = "thấp" if first["Lệch (điểm %)"] < 0 else "cao"
    return [f"{integer(found['Xã'].nunique())} xã có chỉ số khác thường; xa nhất về phía {side}: **{first['Xã']}**, {first['Chỉ số']} {percent(first['Giá trị'])} ({first['Vì sao']})."]


def _stepped(province: Province) -> list[str]:
    both = province.communes.merge(province.before.communes[["id", "composite"]], on="id", suffixes=("", "_before")).dropna(subset=["composite", "composite_before"])
    if both.empty:
        return []
    step = (both["composite"] - both["composite_before"]).median()
    said = "giữ nguyên" if abs(step) < 0.05 else f"{'tăng' if step > 0 else 'giảm'} {decimal(abs(step))} điểm"
    return [f"So với tháng trước ({integer(len(both))} xã có cả hai tháng), điểm tổng hợp của một xã thường {said}."]


def stale(province: Province) -> list[str]:
    """Communes whose figures passed the gate earlier, while their last run came to nothing."""
    last = province.ledger.last(province.month)
    names = {p.root: p.name for p in province.places}
    return [names[p.workspace] for p in province.passed if (e := last.get(relative(p.workspace, province.out))) is not None and e.result in (FAILED, STARTED)]


METHOD = (
    "Số liệu của mỗi xã đọc từ tệp so-lieu-tong-hop.json trong gói đã qua cổng kiểm soát của xã; mã SHA-256 của gói phải đúng với sổ đăng ký và bảng kê của xã, sai một chữ số thì coi như chưa có. Tên gói, số bản và mã SHA-256 của từng xã nằm trong tables/nguon.csv. "
    "Không đọc dữ liệu nào khác của xã. Xã chưa có kết quả được nêu tên, không tính là 0; chỉ số chưa tính được để trống. "
    "Xã khác thường: độ lệch chuẩn hóa bền (0,6745 × độ lệch so với trung vị ÷ độ lệch tuyệt đối trung vị; Iglewicz và Hoaglin, 1993) vượt 3,5 và lệch từ 5 điểm % trở lên; chỉ xét khi có từ 5 xã. "
    "Số đếm dưới mức nhỏ của xã được giấu cả tử số và mẫu số. Mẫu số dưới 30: một trường hợp làm đổi hơn 3 điểm %."
)
