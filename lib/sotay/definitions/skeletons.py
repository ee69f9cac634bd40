"""Texts of a new dataset, a new indicator and its notebook: valid as they stand, with guidance for whoever fills them in."""

from __future__ import annotations

import json

DATASET = """\
# Tập dữ liệu mới. Sửa từng dòng theo tệp thật của đơn vị, rồi chạy `sotay lint`. Dòng bắt đầu bằng # là chỉ dẫn, xóa khi đã xong.
id: {id}
title: "{title}"                       # tên đầy đủ, dùng trong báo cáo
short: "{title}"                       # tên ngắn, dùng trong bảng
group: {group}                         # nhóm: {groups}
owner: {owner}                         # đơn vị nộp: {units}
sharing: noi_bo                        # noi_bo, theo_phan_quyen, theo_quy_dinh, chia_se_theo_quy_dinh
every: month                           # kỳ nộp: month, quarter, year; change: nộp khi có thay đổi
source: proposal                       # căn cứ: khóa trong codes/nguon.csv, "proposal" (đề xuất), "unverified" (chưa xác minh)
tables:
  - id: {id}
    title: "{title}"
    grain: một bản ghi                 # mỗi dòng là gì
    hints: []                          # từ hay gặp trong tên sheet, tiêu đề bảng; giúp nhận ra bảng có tiêu đề cột giống bảng khác
    key: [ma]                          # cột không được trùng trong tháng
    period: flow                       # flow: dòng phát sinh trong kỳ (cần period_field); stock: hiện trạng cuối kỳ
    period_field: ngay
    columns:
      # name: tên trong kho dữ liệu, không dấu. title: tiêu đề cột của xã. headings: các cách viết khác gặp trong tệp, thêm dần mỗi khi gặp.
      # type: text name address int dec vnd pct date datetime partial_date month bool code village cccd identity masked_id phone email
      #       tax_code identity_or_tax doc_no dossier procedure bhyt bhxh
      # pii: none; basic (dữ liệu cá nhân); sensitive (dữ liệu cá nhân nhạy cảm). Cột ghi lời của người dân: thêm free_text: true.
      - {{name: ma, title: Mã {word}, headings: [Mã số {word}], type: text, required: true, source: proposal}}
      - {{name: ngay, title: Ngày {word}, headings: [Ngày ghi {word}], type: date, required: true, source: proposal}}
      - {{name: loai, title: Loại {word}, type: code, values: [{{label: Loại một, aliases: [Loại 1]}}, {{label: Loại hai, aliases: [Loại 2]}}], source: proposal}}
      - {{name: so_luong, title: Số lượng {word}, type: int, min: 0, required: true, source: proposal}}
      - {{name: ghi_chu, title: Ghi chú {word}, type: text, pii: basic, free_text: true, source: proposal}}
    rules:
      # severity: error (dòng bị để riêng), warning (cần xem lại), info. class: 1 thiếu, 2 ngoại lai, 3 trùng, 4 sai định dạng, 5 mất tham chiếu, 6 mâu thuẫn, 7 lỗi thời, 8 lệch nguồn.
      # Các loại quy tắc (kind) và khóa của chúng: lib/sotay/definitions/models/rules/.
      - {{id: {code}-01, kind: required, severity: warning, class: 1, when: [{{field: so_luong, above: 100}}], fields: [ghi_chu], message: Số lượng lớn chưa có ghi chú.}}
"""

INDICATOR = """\
# Chỉ số mới. Sửa từng dòng, rồi chạy `sotay lint`; sổ tay đi kèm: notebooks/indicators/{id}.ipynb. Dòng bắt đầu bằng # là chỉ dẫn, xóa khi đã xong.
id: {id}
number: {number}
title: "{title}"
plan_text: Chỉ số xã theo dõi thêm, ngoài các chỉ số của Kế hoạch.
short: "{title}"                       # tên ngắn, dùng trong bảng
question: Bao nhiêu phần của {table_title} đã ghi {column_title}?      # câu hỏi mà báo cáo trả lời
feeds: [{dataset}]                     # các tập dữ liệu dùng đến
target_source: proposal                # mục tiêu chung là bình quân có trọng số các mục tiêu thành phần; đặt riêng thì thêm dòng `target: …` (phần trăm)
official: chưa có bộ chỉ số chính thức
source: proposal                       # căn cứ: khóa trong codes/nguon.csv, "proposal" (đề xuất), "unverified" (chưa xác minh)
bands:                                 # xếp loại theo điểm (phần trăm của mục tiêu)
  - {{at_least: 90, label: Tốt, level: good}}
  - {{at_least: 75, label: Khá, level: fair}}
  - {{at_least: 60, label: Trung bình, level: pass}}
  - {{at_least: 0, label: Cần cải thiện, level: poor}}
measures:
  # Loại thước đo (kind): row_share (dòng thỏa điều kiện ÷ dòng), sum_share (tổng cột này ÷ tổng cột kia), linked_share (dòng có mã ở bảng khác ÷ dòng), quality, punctual,
  # share_scope, method_score, layers, leaks. Khóa của từng loại: lib/sotay/definitions/models/indicator.py. weight: tỷ trọng trong chỉ số, cộng lại bằng 1; 0 là chỉ để xem.
  - id: da_ghi
    title: "{number}a. {column_title} đã ghi"
    kind: row_share
    formula: "Số dòng của {table_title} đã ghi {column_title} ÷ số dòng của {table_title}"
    table: {table}
    that: [{{field: {column}, filled: true}}]
    weight: 1
    target: 80
    target_source: proposal
    source: proposal
"""

_CODE = (
    ('month: str = ""\nworkspace: str = ""', "parameters"),
    ('from sotay import open_book, show, tracking\n\nbook = open_book(month, workspace)\nknown = book.registry.indicators["{id}"]\nshow.head(book, known.title, known.question, list(known.feeds))', ""),
    ("## Kết luận", None), ("show.text(tracking.reasons(book, known.id))", ""),
    ("## Làm gì tiếp", None), ('show.table(tracking.gains(book, known.id), "Việc tăng điểm nhiều nhất, tính đến mức mục tiêu", formats={{"Thêm được (điểm %)": "dec1"}}, empty=tracking.no_gain(book, known.id))', ""),
    ("## Kết quả", None), ("show.indicator(book, known.id)", ""),
    ("## Diễn biến", None), ('show.lines(tracking.course(book, known.id, weighted=False), "Các thành phần qua các tháng", "%", target=tracking.common_target(known), marks=tracking.event_months(book, known.id))', ""), ("show.changes(book, known.id)", ""),
    ("show.repairs(book, list(known.feeds))", ""), ("show.basis(book, list(known.feeds))", ""), ('show.method(book, list(known.feeds), "Sửa câu này: nói rõ cách tính và điều cần lưu ý.")', ""),
)


def notebook(identifier: str) -> str:
    """A thin notebook for an indicator: the blocks that every indicator has, ready to be added to."""
    cells = []
    for number, (source, tag) in enumerate(_CODE, start=1):
        text = source.format(id=identifier) if tag is not None else source
        cell: dict = {"cell_type": "markdown" if tag is None else "code", "id": f"cell-{number:02}", "metadata": {"tags": [tag]} if tag else {}, "source": text.splitlines(keepends=True)}
        cells.append(cell | ({"execution_count": None, "outputs": []} if tag is not None else {}))
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False, indent=1) + "\n"
