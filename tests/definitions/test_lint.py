"""Every kind of definition file, broken in every way: the message names file, key and a cure, and all problems come at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sotay.definitions.open_facts import open_facts
from sotay.definitions.problem import DefinitionError, Problem
from sotay.definitions.registry import load_registry

SMALL = {
    "commune.yml": """id: xa
name: Xã Mẫu
kind: Xã
code: "00001"
province: Tỉnh Mẫu
province_code: "01"
place: Xã Mẫu
former:
  - {name: Xã Cũ, code: "00002", district: Huyện Cũ, province: Tỉnh Cũ}
stale_words: [Huyện Cũ]
due_day: 20
data_period: {kind: calendar_month, source: unverified}
id_province_codes: ["024"]
report_symbol: BC-UBND
signatories:
  - {role: ky, title: CHỦ TỊCH}
open_questions: [Mã cơ quan của xã là gì?]
""",
    "units.yml": """units:
  - id: phong_a
    name: Phòng A
    short: Phòng A
    kind: office
    source: plan
""",
    "groups.yml": """groups:
  - id: nhom_a
    number: 1
    title: Nhóm A
    short: Nhóm A
""",
    "plan.yml": """title: Kế hoạch
number: 1/KH-UBND
year: 2026
basis: Kế hoạch của tỉnh
sections:
  - id: I
    title: Mục I
tasks:
  - id: nv_1
    section: I
    heading: Mục I
    text: Làm.
    lead: [phong_a]
    indicators: [chi_so]
    datasets: [bang]
""",
    "recipients.yml": """recipients:
  - id: so
    line: Sở (b/c)
    purpose: report
    level: shared
    units: [phong_a]
    reports: [tong_hop, chi_so, nhom_a]
""",
    "open_data.yml": """proposals:
  - id: mo
    number: 1
    title: Danh mục
    content: Thông tin công khai
    note: Có thể mở
    dataset: bang
    table: bang
    columns: [ten]
    periodicity: hằng năm
    conditions:
      - {id: duyet, text: Đã duyệt., source: proposal}
""",
    "scoring.yml": """weights: {chi_so: 1}
dqi:
  - id: dung
    title: Đúng
    indicator: chi_so
    measure: do
    weight: 1
source: proposal
""",
    "datasets/nhom_a/bang.yml": """id: bang
title: Dữ liệu bảng
short: Bảng
group: nhom_a
owner: phong_a
sharing: noi_bo
source: S1
tables:
  - id: bang
    title: Bảng
    grain: dòng
    key: [ten]
    columns:
      - name: ten
        title: Tên
        type: text
        source: unverified
      - name: loai
        title: Loại
        type: code
        codes: loai
        source: S1
""",
    "indicators/chi_so.yml": """id: chi_so
number: 1
title: Chỉ số
plan_text: Theo dõi.
short: Chỉ số
question: Bao nhiêu?
feeds: [bang]
target: 80
target_source: unverified
official: mẫu
source: S1
bands:
  - {at_least: 0, label: Đạt, level: pass}
measures:
  - id: do
    title: Đo
    formula: tử ÷ mẫu
    kind: row_share
    table: bang
    that: [{field: loai, in: [Một]}]
    weight: 1
    source: S1
""",
    "domains/linh_vuc.yml": """id: linh_vuc
letter: a
title: Lĩnh vực
short: Lĩnh vực
due: [2026-Q3]
due_text: Quý III/2026.
lead: phong_a
with_text: Các cơ quan.
datasets: [bang]
""",
    "corrections/bang.yml": """corrections:
  - table: bang
    month: "2026-09"
    key: {ten: An}
    field: loai
    found: Mot
    value: Một
    reason: Gõ thiếu dấu.
    by: Phòng A
    date: 2026-09-21
    status: reported
""",
    "codes/loai.csv": "code,label,aliases,from,to,source\n1,Một,mot|m,,,S1\n2,Hai,,,,unverified\n",
}


def write(root: Path, **changed: str) -> Path:
    for name, text in (SMALL | changed).items():
        path = root / "parameters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root / "parameters"


def broken(root: Path, name: str, old: str, new: str) -> list[Problem]:
    """Problems of the small workspace with one change in one file."""
    assert old in SMALL[name], old
    with pytest.raises(DefinitionError) as caught:
        load_registry(write(root, **{name: SMALL[name].replace(old, new, 1)}))
    return [p for p in caught.value.problems if p.file == f"parameters/{name}"]


def told(problems: list[Problem], key: str, found: str, cure: str) -> None:
    assert [p for p in problems if p.key == key and found in p.found and cure in p.cure], "\n".join(map(str, problems))
    assert all(p.line >= 1 for p in problems)


def test_the_small_workspace_loads(tmp_path):
    registry = load_registry(write(tmp_path))
    assert (list(registry.datasets), list(registry.indicators), list(registry.codes), len(registry.corrections)) == (["bang"], ["chi_so"], ["loai"], 1)


@pytest.mark.parametrize(("name", "old", "new", "key", "near"), [
    ("commune.yml", "due_day:", "due_dai:", "due_dai", "due_day"),
    ("units.yml", "short:", "shorts:", "units.0.shorts", "short"),
    ("groups.yml", "number:", "numbr:", "groups.0.numbr", "number"),
    ("plan.yml", "heading:", "hedding:", "tasks.0.hedding", "heading"),
    ("recipients.yml", "purpose:", "purpos:", "recipients.0.purpos", "purpose"),
    ("open_data.yml", "periodicity:", "periodicty:", "proposals.0.periodicty", "periodicity"),
    ("scoring.yml", "weights:", "weigths:", "weigths", "weights"),
    ("datasets/nhom_a/bang.yml", "sharing:", "sharin:", "sharin", "sharing"),
    ("indicators/chi_so.yml", "question:", "qestion:", "qestion", "question"),
    ("domains/linh_vuc.yml", "letter:", "leter:", "leter", "letter"),
    ("corrections/bang.yml", "reason:", "reasn:", "corrections.0.reasn", "reason"),
])
def test_an_unknown_key_and_the_missing_one_are_both_told(tmp_path, name, old, new, key, near):
    problems = broken(tmp_path, name, old, new)
    told(problems, key, "khóa không có trong mẫu", f"Có phải ý là `{near}`?")
    told(problems, ".".join([*key.split(".")[:-1], near]), "thiếu khóa bắt buộc", f"Thêm `{near}:`")


@pytest.mark.parametrize(("name", "line", "key"), [
    ("commune.yml", "due_day: 20\n", "due_day"),
    ("units.yml", "    kind: office\n", "units.0.kind"),
    ("groups.yml", "    number: 1\n", "groups.0.number"),
    ("plan.yml", "    text: Làm.\n", "tasks.0.text"),
    ("recipients.yml", "    level: shared\n", "recipients.0.level"),
    ("open_data.yml", "    number: 1\n", "proposals.0.number"),
    ("scoring.yml", "source: proposal\n", "source"),
    ("datasets/nhom_a/bang.yml", "owner: phong_a\n", "owner"),
    ("indicators/chi_so.yml", "target: 80\n", "target"),
    ("domains/linh_vuc.yml", "lead: phong_a\n", "lead"),
    ("corrections/bang.yml", "    field: loai\n", "corrections.0.field"),
])
def test_a_key_written_twice_names_the_first_line(tmp_path, name, line, key):
    first = SMALL[name][:SMALL[name].index(line)].count("\n") + 1
    problems = broken(tmp_path, name, line, line * 2)
    told(problems, key, f"khóa lặp lại, lần đầu ở dòng {first}", "Giữ một lần")
    assert [p.line for p in problems] == [first + 1]


@pytest.mark.parametrize(("name", "old", "new", "key", "found", "cure"), [
    ("commune.yml", "due_day: 20", 'due_day: "20"', "due_day", "phải là số nguyên", "không có dấu nháy"),
    ("commune.yml", 'code: "00001"', "code: 12", "code", "phải là chữ", "dấu nháy kép"),
    ("units.yml", "kind: office", "kind: ofice", "units.0.kind", "không thuộc danh mục", "Có phải ý là `office`?"),
    ("groups.yml", "number: 1", "number: một", "groups.0.number", "phải là số nguyên", "Viết số"),
    ("plan.yml", "lead: [phong_a]", "lead: phong_a", "tasks.0.lead", "phải là danh sách", "dấu gạch"),
    ("recipients.yml", "level: shared", "level: share", "recipients.0.level", "không thuộc danh mục", "Có phải ý là `shared`?"),
    ("open_data.yml", "columns: [ten]", "columns: ten", "proposals.0.columns", "phải là danh sách", "dấu gạch"),
    ("scoring.yml", "measure: do\n    weight: 1", "measure: do\n    weight: một", "dqi.0.weight", "phải là số", "Viết số"),
    ("datasets/nhom_a/bang.yml", "type: text", "type: textt", "tables.0.columns.0.type", "không thuộc danh mục", "Có phải ý là `text`?"),
    ("indicators/chi_so.yml", "kind: row_share", "kind: row_shar", "measures.0", "không thuộc danh mục", "Có phải ý là `row_share`?"),
    ("domains/linh_vuc.yml", "datasets: [bang]", "datasets: bang", "datasets", "phải là danh sách", "dấu gạch"),
    ("corrections/bang.yml", "date: 2026-09-21", "date: 21/09/2026", "corrections.0.date", "ngày không hợp lệ", "2026-07-01"),
    ("codes/loai.csv", "1,Một,mot|m,,,S1", "1,Một,mot|m,01/07/2026,,S1", "from", "ngày không hợp lệ", "2026-07-01"),
])
def test_a_wrong_type_says_what_it_must_be(tmp_path, name, old, new, key, found, cure):
    told(broken(tmp_path, name, old, new), key, found, cure)


@pytest.mark.parametrize(("name", "old", "new", "key", "found", "near"), [
    ("plan.yml", "lead: [phong_a]", "lead: [phong_b]", "tasks.0", "không có đơn vị `phong_b`", "phong_a"),
    ("plan.yml", "indicators: [chi_so]", "indicators: [chi_sso]", "tasks.0.indicators", "không có chỉ số `chi_sso`", "chi_so"),
    ("plan.yml", "datasets: [bang]", "datasets: [bangg]", "tasks.0.datasets", "không có tập dữ liệu `bangg`", "bang"),
    ("recipients.yml", "reports: [tong_hop,", "reports: [tong_hp,", "recipients.0.reports", "không có báo cáo `tong_hp`", "tong_hop"),
    ("recipients.yml", "units: [phong_a]", "units: [phong_c]", "recipients.0.units", "không có đơn vị `phong_c`", "phong_a"),
    ("open_data.yml", "columns: [ten]", "columns: [tenn]", "proposals.0.columns", "không có cột `tenn`", "ten"),
    ("open_data.yml", "dataset: bang", "dataset: bagn", "proposals.0.dataset", "không có tập dữ liệu `bagn`", "bang"),
    ("scoring.yml", "measure: do", "measure: doo", "dqi.0.measure", "không có thước đo `doo`", "do"),
    ("scoring.yml", "weights: {chi_so: 1}", "weights: {chi_s: 1}", "weights", "không có chỉ số `chi_s`", "chi_so"),
    ("datasets/nhom_a/bang.yml", "group: nhom_a", "group: nhom_b", "group", "không có nhóm `nhom_b`", "nhom_a"),
    ("datasets/nhom_a/bang.yml", "codes: loai", "codes: loaii", "tables.0.columns.1.codes", "không có danh mục `loaii`", "loai"),
    ("datasets/nhom_a/bang.yml", "key: [ten]", "key: [tem]", "tables.0.key", "không có cột `tem`", "ten"),
    ("indicators/chi_so.yml", "table: bang", "table: bagn", "measures.0.table", "không có bảng `bagn`", "bang"),
    ("indicators/chi_so.yml", "field: loai,", "field: loi,", "measures.0.that.0.field", "không có cột `loi`", "loai"),
    ("indicators/chi_so.yml", "in: [Một]", "in: [Mộtt]", "measures.0.that.0.in", "không có giá trị trong danh mục của cột `Mộtt`", "Một"),
    ("corrections/bang.yml", "table: bang", "table: bagn", "corrections.0.table", "không có bảng `bagn`", "bang"),
    ("corrections/bang.yml", "field: loai", "field: loi", "corrections.0.field", "không có cột `loi`", "loai"),
    ("corrections/bang.yml", "key: {ten: An}", "key: {tem: An}", "corrections.0.key", "không có cột `tem`", "ten"),
    ("domains/linh_vuc.yml", "lead: phong_a", "lead: phong_x", "lead", "không có đơn vị `phong_x`", "phong_a"),
])
def test_a_dangling_id_names_the_nearest_known_one(tmp_path, name, old, new, key, found, near):
    told(broken(tmp_path, name, old, new), key, found, f"Có phải ý là `{near}`?")


def test_an_unknown_column_of_a_code_list_is_told(tmp_path):
    told(broken(tmp_path, "codes/loai.csv", "aliases,", "alias,"), "alias", "cột không có trong mẫu", "code,label,aliases")


def test_a_code_without_a_label_is_told_with_its_line(tmp_path):
    problems = broken(tmp_path, "codes/loai.csv", "2,Hai", "2,")
    told(problems, "label", "thiếu khóa bắt buộc", "Thêm `label:`")
    assert problems[0].line == 3


def test_weights_of_an_indicator_add_up_to_one(tmp_path):
    told(broken(tmp_path, "indicators/chi_so.yml", "    weight: 1\n", "    weight: 0.5\n"), "measures", "bằng 0,5", "cộng lại bằng 1")


def test_open_data_may_not_name_a_personal_column(tmp_path):
    personal = SMALL["datasets/nhom_a/bang.yml"].replace("type: text", "type: text\n        pii: basic")
    with pytest.raises(DefinitionError, match=r"open_data\.yml:9, mục `proposals\.0\.columns`: cột `ten` là dữ liệu cá nhân"):
        load_registry(write(tmp_path, **{"datasets/nhom_a/bang.yml": personal}))


def test_a_dataset_of_a_domain_stands_in_the_domain_too(tmp_path):
    of_domain = SMALL["datasets/nhom_a/bang.yml"].replace("owner:", "domains: [linh_vuc]\nowner:")
    with pytest.raises(DefinitionError, match="thiếu tập dữ liệu `bang` ghi lĩnh vực này"):
        load_registry(write(tmp_path, **{"datasets/nhom_a/bang.yml": of_domain, "domains/linh_vuc.yml": SMALL["domains/linh_vuc.yml"].replace("datasets: [bang]", "datasets: []")}))


def test_every_problem_of_every_file_comes_at_once(tmp_path):
    changed = {name: SMALL[name] + "thua: 1\n" for name in SMALL if name.endswith(".yml")}
    with pytest.raises(DefinitionError) as caught:
        load_registry(write(tmp_path, **changed))
    assert {p.file for p in caught.value.problems if p.key == "thua"} == {f"parameters/{name}" for name in changed}


def test_a_file_that_is_not_there_is_told(tmp_path):
    root = write(tmp_path)
    (root / "scoring.yml").unlink()
    with pytest.raises(DefinitionError, match=r"parameters/scoring\.yml: không có tệp này"):
        load_registry(root)


def test_open_facts_count_and_name_what_is_unverified_and_what_is_empty(tmp_path):
    facts = {(f.file, f.where): f.text for f in open_facts(load_registry(write(tmp_path)))}
    assert facts["parameters/datasets/nhom_a/bang.yml", "source"] == "1 mục chưa kiểm chứng: ten."
    assert facts["parameters/indicators/chi_so.yml", "source"] == "1 mục chưa kiểm chứng: chi_so."
    assert facts["parameters/codes/loai.csv", "source"] == "1 giá trị chưa kiểm chứng: Hai."
    assert facts["parameters/commune.yml", "source"] == "1 dữ kiện chưa kiểm chứng: data_period."
    assert facts["parameters/commune.yml", "open_questions.0"] == "Mã cơ quan của xã là gì?"
    assert {"villages", "agency_codes", "population", "signatories.0.name"} <= {where for file, where in facts if file == "parameters/commune.yml"}
    assert not [where for file, where in facts if file in ("parameters/plan.yml", "parameters/units.yml", "parameters/scoring.yml")]


def test_a_plan_without_a_number_is_open(tmp_path):
    registry = load_registry(write(tmp_path, **{"plan.yml": SMALL["plan.yml"].replace("1/KH-UBND", "/KH-UBND")}))
    assert ("parameters/plan.yml", "number") in {(f.file, f.where) for f in open_facts(registry)}
