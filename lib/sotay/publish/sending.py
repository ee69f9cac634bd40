"""Hands over a month's approved packages: a dry run unless a named person approved exactly these bytes, each package once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace
from sotay.prepare import read_month
from sotay.privacy.gate.scan import watchlist
from sotay.privacy.gate.search import Search
from sotay.publish.approval import FORM, Approval, approval_path, load_approval
from sotay.publish.delivery import folder, mail, web
from sotay.publish.delivery.parcel import NotHandedOver, Parcel
from sotay.publish.ledger import FAILED, SENT, STARTED, UNSURE, BrokenLedger, Entry, Ledger, now
from sotay.publish.packages import OWN_KEY
from sotay.publish.parcels import WAYS, Waiting, exports_of_run, parcel_of, waiting
from sotay.publish.register import TABLE, WITHDRAWN, BrokenRegister, Register
from sotay.publish.searching import Searched

LEDGER, LOCK = "sent.jsonl", "sending.lock"


class OtherExports(ValueError):
    """The exports are not those the packages were made of: what to search for is not known. The message is Vietnamese."""


@dataclass
class Outcome:
    """What is told: `lines` of what is there and what was done, `problems` of what was not."""

    lines: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    sent: int = 0


@dataclass(frozen=True)
class _Sender:
    workspace: Workspace
    registry: Registry
    month: str
    ledger: Ledger
    again: tuple[str, ...]

    def replaces(self, item: Waiting) -> str:
        """The version the recipient has in hand, when it is another one."""
        held = self.ledger.newest_sent(self.month, item.key)
        return str(held.version) if held and held.sha256 != item.version.sha256 else ""

    def standing(self, item: Waiting, approval: Approval | None) -> tuple[str, bool]:
        """What becomes of a package, in Vietnamese, and whether it may go now."""
        done = self.ledger.was_sent(self.month, item.key, item.version.sha256)
        last = self.ledger.last(self.month, item.key, item.version.sha256)
        if done:
            return f"đã gửi ngày {done.time[8:10]}/{done.time[5:7]}/{done.time[:4]}, không gửi lại", False
        if approval is not None and item.key not in approval.packages:
            return "chưa duyệt", False
        if approval is not None and approval.packages[item.key] != item.version.sha256:
            return "đã duyệt một bản khác: xem lại và duyệt bản này thì mới gửi", False
        if not item.to.address:
            where = ("units.yml", f"returns/{item.key.removeprefix(OWN_KEY)}") if item.own else ("recipients.yml", f"release/{item.key}")
            return f"chưa khai `address` trong parameters/{where[0]}: văn thư lấy ở outputs/{self.month}/{where[1]}/", False
        if last and last.result in (STARTED, UNSURE) and last.delivery == "smtp" and item.key not in self.again:
            return f"lần gửi trước chưa rõ kết quả; hỏi nơi nhận, chưa có thì chạy lại với --again {item.key}", False
        return "chưa duyệt" if approval is None else "sẽ gửi", approval is not None

    def send(self, item: Waiting, by: Approval) -> None:
        """Hands one package over and notes it before and after. Raises NotHandedOver."""
        version, replaces = item.version, self.replaces(item)
        parcel = parcel_of(item, self.workspace, self.registry, self.month, replaces)

        def note(result: str) -> None:
            self.ledger.add(Entry(now(), self.month, item.key, version.version, version.sha256, item.to.delivery, result, replaces, f"{by.name}, {by.position}, {by.date}"))

        note(STARTED)
        try:
            _by(item.to.delivery, parcel, self)
        except NotHandedOver as reason:
            note(UNSURE if reason.unsure else FAILED)
            raise
        note(SENT)


def _by(way: str, parcel: Parcel, sender: _Sender) -> None:
    root, servers = sender.workspace.root, sender.registry.sending
    if way == "smtp":
        mail.send(parcel, servers.smtp, root)
    elif way == "https":
        web.upload(parcel, servers.https, root)
    else:
        folder.put(parcel, root)


def send_month(workspace: Workspace, registry: Registry, month: str, search: Callable[[], Search], dry_run: bool = False, again: tuple[str, ...] = ()) -> Outcome:
    """Hands the approved packages of a month over, or says what would be; `search` is the month's gate, made only when something leaves.

    Nothing leaves when the approval names a package that is not there as it was approved.
    """
    outcome = Outcome()
    try:
        items, outcome.problems = waiting(workspace, registry, month)
    except BrokenRegister as reason:
        outcome.problems.append(f"Tháng {month}: {reason}.")
        return outcome
    approval, wrong = load_approval(workspace, month)
    outcome.problems += wrong + _not_as_approved(approval, items, workspace, month)
    if not items and not outcome.problems:
        outcome.problems.append(f"Tháng {month} chưa có gói nào. Chạy sotay run {month} trước.")
    try:
        sender = _Sender(workspace, registry, month, Ledger(workspace.root / "data" / LEDGER), again)
    except BrokenLedger as reason:
        outcome.problems.append(str(reason))
        return outcome
    going = _tell(sender, items, approval, outcome)
    outcome.lines += _withdrawn(sender)
    if dry_run or approval is None:
        form, file = f"outputs/{month}/internal/{FORM}", approval_path(workspace, month).relative_to(workspace.root).as_posix()
        outcome.lines.append("Chạy thử: chưa gửi gì." + ("" if approval or wrong else f" Muốn gửi: điền phiếu duyệt {form}, lưu thành {file}."))
    elif outcome.problems:
        outcome.lines.append("Chưa gửi gì: sửa các điều nêu dưới đây trước.")
    elif going:
        try:
            _send_all(sender, going, approval, Searched(search()), outcome)
        except OtherExports as reason:
            outcome.problems.append(str(reason))
    return outcome


def _not_as_approved(approval: Approval | None, items: list[Waiting], workspace: Workspace, month: str) -> list[str]:
    file = approval_path(workspace, month).relative_to(workspace.root).as_posix()
    now_ = {i.key: i.version.sha256 for i in items}
    approved = approval.packages if approval else {}
    gone = {key: "khác với gói hiện có" if key in now_ else "không còn trong tháng" for key, sha256 in approved.items() if now_.get(key) != sha256}
    return [f"{file}: gói `{key}` được duyệt {what}. Xem lại gói, duyệt lại theo phiếu duyệt mới." for key, what in gone.items()]


def _tell(sender: _Sender, items: list[Waiting], approval: Approval | None, outcome: Outcome) -> list[Waiting]:
    going = []
    for item in items:
        said, goes = sender.standing(item, approval)
        size, replaces = f"{max(1, round(item.version.size / 1024)):,}".replace(",", "."), sender.replaces(item)
        version = f"bản số {item.version.version}{f', thay bản số {replaces}' if replaces else ''}"
        outcome.lines.append(f"{item.key}: {item.name}; {version}; {size} KB; {WAYS[item.to.delivery]}; {said}")
        going += [item] if goes else []
    return going


def _withdrawn(sender: _Sender) -> list[str]:
    register = Register.read(sender.workspace.internal(sender.month) / f"{TABLE}.csv")
    return [f"{v.key}: bản số {v.version} đã gửi nay thu hồi; báo nơi nhận không dùng nữa" for v in register.versions
            if v.status == WITHDRAWN and sender.ledger.was_sent(sender.month, v.key, v.sha256)]


def _send_all(sender: _Sender, going: list[Waiting], approval: Approval, searched: Searched, outcome: Outcome) -> None:
    try:
        with _alone(sender.workspace.root / "data" / LOCK):
            for item in going:
                # Returned files are the unit's own values; everything else is searched once more, in the bytes that leave.
                if not item.own and (found := searched.leaks(item.version.package, item.content)):
                    outcome.problems.append(f"{item.key}: cổng kiểm soát giữ lại: {'; '.join(leak.why or f'{leak.count} chỗ giống {leak.kind}' for leak in found)}.")
                    continue
                try:
                    sender.send(item, approval)
                    outcome.sent += 1
                    outcome.lines.append(f"{item.key}: đã gửi.")
                except NotHandedOver as reason:
                    outcome.problems.append(f"{item.key}: chưa gửi được: {reason}.")
                except Exception as error:  # its text may quote an address
                    outcome.problems.append(f"{item.key}: chưa gửi được: lỗi {type(error).__name__}.")
    except FileExistsError:
        outcome.problems.append(f"Một lần gửi khác đang chạy. Nếu chắc chắn không có, xóa data/{LOCK} rồi chạy lại.")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Two runs at once would send twice."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def month_search(workspace: Workspace, registry: Registry, month: str) -> Search:
    """The gate of a month from its exports, as a run makes it; writes nothing. Raises OtherExports."""
    exports, _, checked = read_month(workspace, registry, month)
    if {e.source.sha256 for e in exports} != exports_of_run(workspace, month):
        changed = f"Các tệp trong data/incoming/{month} đã khác so với lần chạy làm ra các gói, nên không soát lại được"
        raise OtherExports(f"{changed}. Chạy lại sotay run {month}, xem và duyệt lại.")
    return Search(watchlist(exports, checked.frames.values(), registry))
