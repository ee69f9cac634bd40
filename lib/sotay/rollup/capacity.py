"""The plan for a country: from what a province's runs took here to what all communes need in one night, and what would give way first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sotay.reports.numbers import decimal, integer
from sotay.rollup.ledger import Entry
from sotay.rollup.measured import Measured, load_measured
from sotay.rollup.province import Province

MB, GB = 1e6, 1e9
# The share of a night that is planned for; the rest is for what runs again.
FILLED = 0.8
# A line through fewer runs, or through exports of nearly one size, would be drawn by chance.
LEAST_RUNS, LEAST_RATIO = 3, 1.5
# How much of the largest of the measured memory is set aside beside it.
SPARE = 1.25


@dataclass(frozen=True)
class Machines:
    """What there is to run on: communes in all, hours of the night, processors and memory of one machine, months that are kept, and how much one shared disk reads and writes in a second."""

    communes: int
    hours: float
    cores: int
    memory_gb: float
    months_kept: int
    disk_mb_per_second: float
    megabytes: float


@dataclass
class Country:
    """The plan. `runs` are the measured months: whole runs of the province's ledger whose processor time is known, or, where there is none yet, those that the suite came with (`shipped`)."""

    province: Province
    machines: Machines
    shipped: Measured

    @property
    def own(self) -> bool:
        """Was anything measured here."""
        return len(self._own) > 0

    @property
    def runs(self) -> pd.DataFrame:
        """A line per measured month: commune, exports in MB, processor seconds, clock seconds, peak memory and what it left in MB, files."""
        return self._own if self.own else pd.DataFrame([run.model_dump() for run in self.shipped.runs])

    @cached_property
    def _own(self) -> pd.DataFrame:
        whole: dict[tuple[str, str], Entry] = {}
        for entry in (e for e in self.province.ledger.measured() if e.cpu_seconds and e.in_bytes):
            # A second run of a month may have done only what was missing: the one that took most did the whole of it.
            before = whole.get((entry.workspace, entry.month))
            whole[entry.workspace, entry.month] = entry if before is None else max(before, entry, key=lambda e: e.cpu_seconds)
        measured = list(whole.values())
        return pd.DataFrame([_line(e) for e in measured], columns=["commune", "month", "in_mb", "cpu_seconds", "seconds", "peak_mb", "out_mb", "files"])

    @property
    def fits(self) -> bool:
        """Do the runs differ enough in size to tell what a larger commune takes."""
        sizes = self.runs["in_mb"]
        return len(sizes) >= LEAST_RUNS and sizes.max() >= LEAST_RATIO * sizes.min()

    def of_size(self, column: str) -> float:
        """What a commune with the planned size of exports takes: along the line through the runs (one that falls counts as flat, and a smaller commune as the mean one); the median where there is no telling a line."""
        middle = float(self.runs[column].median())
        if not self.fits or self.runs[column].isna().any():
            return middle
        x, y = self.runs["in_mb"], self.runs[column]
        slope = float(((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum())
        return float(y.mean()) + max(0.0, slope) * (max(self.machines.megabytes, float(x.mean())) - float(x.mean()))

    @property
    def cpu_hours(self) -> float:
        return self.of_size("cpu_seconds") * self.machines.communes / 3600

    @property
    def cores(self) -> int:
        """Processors for one night, planned to be busy for FILLED of it."""
        return _up(self.cpu_hours / (self.machines.hours * FILLED))

    @property
    def peak_gb(self) -> float:
        """Memory of one commune's month: the largest measured, with a quarter to spare."""
        return float(self.runs["peak_mb"].max()) * SPARE * MB / GB

    @property
    def at_once(self) -> int:
        """Communes that one machine runs at once: by its processors or its memory, whichever is fewer."""
        return max(1, min(self.machines.cores, int(self.machines.memory_gb / self.peak_gb) if self.peak_gb == self.peak_gb and self.peak_gb > 0 else self.machines.cores))

    @property
    def machine_count(self) -> int:
        return _up(self.cores / self.at_once)

    @property
    def leading_cores(self) -> int:
        """Processors of the machine that commands a cluster, for one night."""
        return _up(self.shipped.leading.seconds * self.machines.communes / 3600 / (self.machines.hours * FILLED))

    @property
    def month_gb(self) -> float:
        """What one month of all communes leaves, and its exports."""
        return (self.of_size("out_mb") + self.machines.megabytes) * self.machines.communes * MB / GB


def _line(e: Entry) -> tuple:
    return e.name, e.month, e.in_bytes / MB, e.cpu_seconds, e.seconds, e.peak_bytes / MB if e.peak_bytes else float("nan"), (e.out_bytes or 0) / MB, e.files or 0


def _up(number: float) -> int:
    return max(1, int(-(-number // 1)))


def country(province: Province, machines: Machines) -> Country:
    """The plan of these communes on these machines, from the province's ledger. Raises DefinitionError when the shipped measures cannot be read."""
    return Country(province, machines, load_measured())


def measures(plan: Country) -> pd.DataFrame:
    """What was measured, a line each: lowest, median, highest of all runs."""
    rows = (("Thời gian bộ xử lý (giây)", "cpu_seconds"), ("Thời gian trên đồng hồ (giây)", "seconds"), ("Bộ nhớ lúc cao nhất (MB)", "peak_mb"), ("Dung lượng để lại mỗi tháng (MB)", "out_mb"),
            ("Số tệp để lại mỗi tháng", "files"), ("Tệp các đơn vị gửi (MB)", "in_mb"))
    lines = [[title, *(plan.runs[column].quantile([0, 0.5, 1]).tolist())] for title, column in rows]
    return pd.DataFrame(lines, columns=["Một xã, một tháng", "Thấp nhất", "Trung vị", "Cao nhất"])


def needs(plan: Country) -> pd.DataFrame:
    """What the country needs, a line each, with how it was computed."""
    m, cpu = plan.machines, plan.of_size("cpu_seconds")
    per_hour, leading = 3600 / cpu, plan.shipped.leading
    lines = [
        ["Một xã cỡ thật", f"{decimal(cpu)} giây bộ xử lý", f"xã có {decimal(m.megabytes)} MB tệp gửi mỗi tháng; " + ("đường thẳng qua các lần đo" if plan.fits else "trung vị các lần đo: các xã đo gần cùng cỡ nên chưa suy ra được xã lớn hơn")],
        ["Một nhân chạy được", f"{decimal(per_hour)} xã mỗi giờ", "3.600 giây ÷ giây bộ xử lý của một xã"],
        ["Cả nước", f"{integer(plan.cpu_hours)} giờ bộ xử lý", f"{integer(m.communes)} xã × giây bộ xử lý của một xã"],
        ["Nhân cho một đêm", f"{integer(plan.cores)} nhân", f"{decimal(m.hours)} giờ, dùng {integer(100 * FILLED)}% thời gian, phần còn lại để chạy lại xã hỏng"],
        ["Xã chạy cùng lúc trên một máy", f"{integer(plan.at_once)} xã", f"máy {integer(m.cores)} nhân, {integer(m.memory_gb)} GB; mỗi xã cần đến {decimal(plan.peak_gb, 2)} GB"],
        ["Máy cho một đêm", f"{integer(plan.machine_count)} máy", "số nhân cần ÷ số xã chạy cùng lúc trên một máy"],
        ["Máy ra lệnh", f"{integer(plan.leading_cores)} nhân", f"{decimal(leading.seconds)} giây bộ xử lý cho mỗi xã chạy trên cụm: lập kế hoạch, ghi sổ, mở và đóng xã"],
        ["Dung lượng một tháng", f"{integer(plan.month_gb)} GB", "tệp các đơn vị gửi, kho sạch và kết quả của mọi xã"],
        [f"Dung lượng {integer(m.months_kept)} tháng", f"{decimal(plan.month_gb * m.months_kept / 1000)} TB", "giữ nguyên mọi tháng, chưa tính bản sao lưu"],
    ]
    return pd.DataFrame(lines, columns=["Cần gì", "Bao nhiêu", "Tính thế nào"])


def limits(plan: Country) -> pd.DataFrame:
    """What gives way, the nearest first: how much of each limit one night with all machines uses."""
    columns = ["Nguồn lực", "Một đêm dùng", "Giới hạn", "Phần đã dùng", "Khi vượt thì"]
    m, seconds, leading = plan.machines, plan.machines.hours * 3600 * FILLED, plan.shipped.leading
    megabytes = m.communes * (plan.of_size("out_mb") * 2 + m.megabytes * 2)
    per_second = megabytes / seconds
    files = m.communes * float(plan.runs["files"].median())
    memory = plan.peak_gb * m.cores
    steps, most = m.communes * leading.steps / seconds, 1000 / leading.step_milliseconds
    lines = [
        ["Bộ nhớ một máy, mỗi nhân một xã", f"{decimal(memory)} GB", f"{integer(m.memory_gb)} GB", 100 * memory / m.memory_gb, "giảm --jobs: máy chạy ít xã hơn số nhân"],
        ["Đọc, ghi đĩa dùng chung", f"{decimal(per_second)} MB/giây", f"{integer(m.disk_mb_per_second)} MB/giây", 100 * per_second / m.disk_mb_per_second, "các máy chờ đĩa: chia xã ra nhiều kho, mỗi máy một kho riêng"],
        ["Tệp mới trên đĩa dùng chung", f"{integer(files / seconds)} tệp/giây", f"{integer(NEW_FILES)} tệp/giây", 100 * files / seconds / NEW_FILES, "máy chủ tệp chậm dần: mỗi tỉnh một thư mục gốc, dọn tháng cũ vào gói"],
        ["Bộ lập lịch Dask", f"{decimal(steps)} bước/giây; {integer(leading.scheduler_mb)} MB", f"{integer(most)} bước/giây", 100 * steps / most, "tiến trình chờ việc: mỗi tỉnh một bộ lập lịch"],
        ["Máy ra lệnh", f"{integer(plan.leading_cores)} nhân", f"{integer(m.cores)} nhân", 100 * plan.leading_cores / m.cores, "cụm chờ lệnh: mỗi tỉnh một máy ra lệnh"],
    ]
    frame = pd.DataFrame(lines, columns=columns)
    return frame.sort_values("Phần đã dùng", ascending=False, kind="stable", ignore_index=True)


# New files a second that one ordinary NFS server makes without falling behind: an order of size, to be measured on the real machines.
NEW_FILES = 500


def cores_by_hours(plan: Country) -> pd.DataFrame:
    """Processors needed by how many hours there are: the line that a planner reads."""
    hours = [1, 2, 3, 4, 6, 8, 10, 12]
    return pd.DataFrame({"Giờ": [f"{h} giờ" for h in hours], "Nhân": [_up(plan.cpu_hours / (h * FILLED)) for h in hours]})


def _span(plan: Country) -> str:
    ends = [decimal(plan.runs["in_mb"].min(), 2), decimal(plan.runs["in_mb"].max(), 2)]
    return "–".join(dict.fromkeys(ends))


def _where(plan: Country) -> str:
    return "trên máy này" if plan.own else f"đo ngày {plan.shipped.day:%d/%m/%Y} trên {plan.shipped.machine} (số đo kèm theo bộ sổ tay)"


def country_words(plan: Country) -> str:
    """The answer in a few lines of Markdown; what cannot be told yet is said."""
    m, first = plan.machines, limits(plan).iloc[0]
    places = plan.runs["commune"].nunique()
    lines = [
        f"- {integer(m.communes)} xã trong một đêm {decimal(m.hours).removesuffix(',0')} giờ cần khoảng **{integer(plan.cores)} nhân** ({integer(plan.machine_count)} máy {integer(m.cores)} nhân, {integer(m.memory_gb)} GB) "
        f"và **{integer(plan.month_gb)} GB** đĩa mỗi tháng.",
        f"- Gần giới hạn nhất: **{first['Nguồn lực'][0].lower()}{first['Nguồn lực'][1:]}**, {decimal(first['Phần đã dùng'], 0)}% mức chịu được; khi vượt: {first['Khi vượt thì']}.",
        f"- Suy ra từ {integer(len(plan.runs))} lần chạy của {integer(places)} xã {_where(plan)}, xã đo có {_span(plan)} MB tệp gửi mỗi tháng, xã cỡ thật lấy {decimal(m.megabytes, 1)} MB.",
    ]
    if not plan.own:
        lines.append("- Ở đây chưa có lần chạy nào đo được: chạy `sotay province run` trên vài xã (máy Linux, không có --scheduler) để tính bằng số đo của mình.")
    if not plan.fits:
        lines.append("- Các xã đã đo quá ít hoặc gần cùng cỡ: chưa suy ra được xã lớn hơn tốn thêm bao nhiêu. Chạy thêm vài xã lớn nhỏ khác nhau trước khi mua máy.")
    return "\n".join(lines)
