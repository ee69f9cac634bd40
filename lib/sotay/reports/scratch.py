"""The analyst's own corner: a folder that git and the batch leave alone, with a first notebook to start from."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sotay.privacy.unmasking import by_machine
from sotay.reports.blocks import TEMPLATE, Block, esc

FOLDER, FIRST = "scratch", "hoi_thu.ipynb"
_STARTER = TEMPLATE / "scratch.ipynb"


def scratch(book) -> Block:
    """Makes `scratch/` in the workspace with a first notebook, and says where it is; a notebook that is there already stays as it is.

    In a batch nothing is written: the folder is for people.
    """
    place = Path(book.workspace.root) / FOLDER / FIRST
    if by_machine():
        return _told(f"Mở sổ này trong JupyterLab rồi chạy ô này: sổ nháp {FOLDER}/{FIRST} sẽ được tạo sẵn.")
    made = not place.exists()
    if made:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_STARTER, place)
    link = f'<a href="{esc(Path(os.path.relpath(place, Path.cwd())).as_posix())}">{FOLDER}/{FIRST}</a>'
    said = "Đã tạo" if made else "Sổ nháp của bạn"
    text = f"{said}: {FOLDER}/{FIRST}. Nhân bản sổ này (chuột phải → Duplicate) cho mỗi câu hỏi; thư mục {FOLDER}/ không vào git, lượt chạy hằng tháng không đụng đến."
    return _told(text, esc(text).replace(esc(f"{FOLDER}/{FIRST}"), link, 1))


def _told(text: str, html: str = "") -> Block:
    return Block(f'<div class="text"><p>{html or esc(text)}</p></div>', text)
