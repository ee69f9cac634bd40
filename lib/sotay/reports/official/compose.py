"""The monthly report as a document: letterhead and frame from the definitions, text from the figures."""

from __future__ import annotations

from collections.abc import Callable

from sotay.reports.official.formal import Formal
from sotay.reports.official.handing_in import handing_in
from sotay.reports.official.indicators import indicators
from sotay.reports.official.model import BLANK, Document, Heading, Letterhead, Paragraph, Part, Signature
from sotay.reports.official.next_month import next_month, requests
from sotay.reports.official.plan_part import obstacle_part, plan_part
from sotay.reports.official.quality import quality
from sotay.reports.official.restated import restated_part
from sotay.tracking.words import month_end

COUNCIL = "Ủy ban nhân dân"
ARCHIVED, SAME = "archive", "Như trên"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def monthly_report(book: Formal, cover: Callable[[str], str] = str) -> Document:
    """The whole report; `cover` hides the name of a person of the month in what units wrote in their own words."""
    body = [*handing_in(book), *quality(book), *indicators(book), *restated_part(book), *plan_part(book), *obstacle_part(book, cover), *next_month(book), *requests(book, cover)]
    head = letterhead(book, "BÁO CÁO", subject(book))
    return Document(f"Báo cáo {head.subject[0].lower()}{head.subject[1:]}", f"{COUNCIL} {book.commune_said}", month_end(book).date(), head, (Paragraph(_opening(book)), *_numbered(body), Paragraph(_closing(book))),
                    signature(book), recipient_lines(book))


def _numbered(parts: list[Part]) -> list[Part]:
    """The parts' headings with their Roman numbers, in capitals."""
    numbers = iter(ROMAN)
    return [Heading(1, f"{next(numbers)}. {p.text.upper()}") if isinstance(p, Heading) and p.level == 1 else p for p in parts]


def subject(book: Formal) -> str:
    """ "Kết quả thực hiện Kế hoạch phát triển dữ liệu trên địa bàn xã Sơn Hải tháng 9 năm 2026"."""
    plan = book.registry.plan
    return f"Kết quả thực hiện {plan.title.removesuffix(f' năm {plan.year}')} tháng\u00a0{book.period.month}\u00a0năm\u00a0{book.period.year}"


def letterhead(book: Formal, kind: str, about: str) -> Letterhead:
    """The council has no superior written above its name; number and day are left to fill on issuing."""
    commune = book.registry.commune
    return Letterhead((COUNCIL.upper(), book.commune_said.upper()), f"Số:{BLANK}/{commune.report_symbol}", f"{commune.place}, ngày{BLANK}tháng{BLANK}năm {book.period.year}", kind, about,
                      tuple(r.addressee for r in book.registry.recipients.values() if r.addressee))


def attached(book: Formal) -> str:
    """The line under the title of an annex."""
    return f"(Kèm theo Báo cáo số{BLANK}/{book.registry.commune.report_symbol} ngày{BLANK}tháng{BLANK}năm {book.period.year} của {COUNCIL} {book.commune_said})"


def _opening(book: Formal) -> str:
    plan = book.registry.plan
    number = plan.number if plan.number.split("/")[0].strip() else f"{BLANK}{plan.number.strip()}"
    issued = f"ngày {plan.issued}" if plan.issued else f"ngày{BLANK}tháng{BLANK}năm {plan.year}"
    about = plan.title.removeprefix("Kế hoạch ")
    return (f"Thực hiện {plan.basis}; Kế hoạch số {number} {issued} của {COUNCIL} {book.commune_said} về {about}, {COUNCIL} {book.commune_said} báo cáo kết quả thực hiện {book.said} như sau:")


def _closing(book: Formal) -> str:
    addressees = [r.addressee for r in book.registry.recipients.values() if r.addressee]
    to = f", {COUNCIL} {book.commune_said} kính báo cáo {' và '.join(addressees)}" if addressees else f" của {COUNCIL} {book.commune_said}"
    about = subject(book)
    return f"Trên đây là báo cáo {about[0].lower()}{about[1:]} (số liệu chi tiết tại các Phụ lục kèm theo){to}./."


def signature(book: Formal) -> Signature:
    """The first signatory of the commune; its titles are lines."""
    signer = next(iter(book.registry.commune.signatories), None)
    return Signature(tuple(signer.title.split("\n")), signer.name) if signer else Signature((f"TM. {COUNCIL.upper()}",), "")


def recipient_lines(book: Formal) -> tuple[str, ...]:
    """ "Nơi nhận": whoever the report is addressed to is "Như trên"; the archive comes last and ends the list."""
    every = list(book.registry.recipients.values())
    named = [r.line for r in every if not r.addressee and r.purpose != ARCHIVED]
    kept = [r.line for r in every if r.purpose == ARCHIVED]
    lines = ([SAME] if any(r.addressee for r in every) else []) + named + kept
    return tuple(f"- {line.rstrip('.;')}{'.' if n == len(lines) else ';'}" for n, line in enumerate(lines, 1))
