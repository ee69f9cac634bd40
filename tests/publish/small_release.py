"""A small finished month: a few reports, a reminder, a returned workbook, two lines of recipients; and the gate's search for one made-up citizen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from made_month import REGISTRY
from sotay.definitions.models.commune import Recipient
from sotay.definitions.models.dataset import Column
from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace
from sotay.privacy.gate.search import Search
from sotay.privacy.gate.watchlist import Watchlist
from sotay.publish.register import sha256_of
from sotay.publish.release import make_packages
from sotay.publish.searching import Searched

MONTH, CITIZEN, UNIT = "2026-09", "Nông Thị Bích Liên", "cong_an"
REPORTS = {"tong_hop.html": b"<p>tong hop</p>", "tong_hop.pdf": b"pdf", "bao-cao-thang.docx": b"docx", "dan_cu_ho_tich.html": b"<p>nhom</p>"}


def line(identifier: str, level: str, reports: list[str], **more) -> Recipient:
    return Recipient.model_validate({"id": identifier, "line": f"Nơi {identifier}", "purpose": "inform", "level": level, "reports": reports} | more)


def registry(*recipients: Recipient, units: dict[str, dict] | None = None, **more) -> Registry:
    """The suite's definitions with other recipients, and other addresses of units."""
    lines = recipients or (line("so", "shared", ["tong_hop", "bao_cao_thang", "dan_cu_ho_tich"]), line("xa", "internal", ["dan_cu_ho_tich"], units=[UNIT]))
    changed = {u.id: u.model_copy(update=(units or {}).get(u.id, {})) for u in REGISTRY.units.values()}
    return replace(REGISTRY, recipients={r.id: r for r in lines}, units=changed, **more)


def month(root: Path, files: dict[str, bytes] | None = None) -> Workspace:
    """outputs/<month>/ with the reports, one reminder and one returned workbook of the unit."""
    workspace = Workspace(root)
    outputs = workspace.outputs(MONTH)
    made = {f"reports/{name}": content for name, content in REPORTS.items()}
    made |= {f"reports/nhac-nop/{UNIT}.txt": "Kính gửi".encode(), f"returns/{UNIT}/Mục lục.xlsx": b"own rows"} | (files or {})
    for name, content in made.items():
        (outputs / name).parent.mkdir(parents=True, exist_ok=True)
        (outputs / name).write_bytes(content)
    return workspace


def search() -> Search:
    watch = Watchlist()
    watch.add(Column.model_validate({"name": "ten", "title": "Tên", "type": "name", "source": "x"}), [CITIZEN])
    return Search(watch)


def packed(workspace: Workspace, known: Registry, held: dict[str, str] | None = None) -> dict[str, str]:
    """Makes the packages as a run does: searched, those with a finding taken away, the manifest written last."""
    outputs, searched = workspace.outputs(MONTH), Searched(search())

    def hold_back(files: list[Path]) -> dict[str, str]:
        found = {}
        for path in files:
            name = path.relative_to(outputs).as_posix()
            if searched.leaks(name, path.read_bytes()):
                path.unlink()
                found[name] = "cổng kiểm soát giữ lại"
        return found

    refused = make_packages(workspace, known, MONTH, held or {}, hold_back)
    files = {p.relative_to(outputs).as_posix(): sha256_of(p.read_bytes()) for p in (outputs / "release").rglob("*.zip")}
    (outputs / "manifest.json").write_text(json.dumps({"outputs": files}), encoding="utf-8")
    return refused


def approve(workspace: Workspace, *keys: str, **changes: str) -> None:
    """The filled-in form for these packages."""
    form = (workspace.internal(MONTH) / "phieu-duyet.yml").read_text(encoding="utf-8")
    kept = [li for li in form.splitlines() if not li.startswith("  ") or li.split(":")[0].strip() in keys]
    text = "\n".join(kept)
    for name, value in ({"name": "Nguyễn Văn A", "position": "Phó Chủ tịch", "date": "20/09/2026"} | changes).items():
        text = text.replace(f'{name}: ""', f'{name}: "{value}"')
    path = workspace.root / "data" / "approvals" / f"{MONTH}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
