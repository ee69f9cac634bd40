"""The closing step of a month: its official report in Word and PDF, the annex of figures, the leader's page, the reminders."""

from __future__ import annotations

from collections.abc import Callable

from sotay.definitions.workspace import Workspace
from sotay.prepare import Prepared
from sotay.privacy.file_names import covered, people_of
from sotay.reports.blocks import file_name
from sotay.reports.official.annex import write_annex
from sotay.reports.official.compose import monthly_report
from sotay.reports.official.formal import Formal
from sotay.reports.official.letters import write_letters
from sotay.reports.official.paper import write_paper
from sotay.reports.official.word import write_word
from sotay.reports.pdf import PdfUnavailable

REPORT, ANNEX = "bao-cao-thang", "phu-luc-so-lieu.xlsx"


def make_documents(workspace: Workspace, result: Prepared) -> list[str]:
    """Writes all documents of the month; gives a Vietnamese line when the PDF cannot be made."""
    book, folder = Formal(workspace, result.month), workspace.outputs(result.month) / "reports"
    book.registry = result.registry
    cover = cover_people(result)
    report = monthly_report(book, cover)
    write_word(report, folder / f"{REPORT}.docx")
    write_annex(book, folder / ANNEX, cover)
    write_letters(book, folder)
    try:
        write_paper(report, folder / f"{REPORT}.pdf")
    except PdfUnavailable as missing:
        (folder / f"{REPORT}.pdf").unlink(missing_ok=True)
        return [f"Báo cáo tháng: {missing}"]
    return []


def cover_people(result: Prepared) -> Callable[[str], str]:
    """Hides what units wrote in their own words where it spells a person of the month, and long numbers in it."""
    people = people_of(result.checked.frames.values())

    def cover(words: str) -> str:
        return "(nội dung có tên riêng, xem báo cáo của đơn vị)" if len(covered([words], people)) else file_name(words)

    return cover
