"""What a report is called in a recipient's contents list, and how to begin reading a package."""

from __future__ import annotations

from sotay.definitions.registry import Registry

_WHOLE_MONTH = {
    "bao_cao_thang": "Báo cáo tháng", "phu_luc_so_lieu": "Phụ lục số liệu của báo cáo tháng", "so_lieu_tong_hop": "Số liệu tổng hợp cho phần mềm đọc",
    "tong_hop": "Tổng hợp tháng (tình hình chung, việc cần làm ngay)", "tien_do_ke_hoach": "Tiến độ thực hiện Kế hoạch", "du_lieu_mo": "Dữ liệu đề xuất mở",
}


def title_of(report: str, registry: Registry) -> str:
    """ "Chỉ số 1: Tỷ lệ số hóa hồ sơ …"; reports over the whole month by their own names."""
    if report in registry.indicators:
        known = registry.indicators[report]
        return f"Chỉ số {known.number}: {known.title}"
    if report in registry.groups:
        return registry.groups[report].title
    if report in registry.domains:
        return registry.domains[report].title
    return _WHOLE_MONTH.get(report, report)
