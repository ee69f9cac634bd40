"""Archives made to hurt: bombs, overlaps, links, names that lead elsewhere, layers; each ends in one exact status, the files beside it are read."""

import io
import struct
import warnings
import zipfile

import pytest
import pyzipper

from container_writers import zipped
from sotay.intake.files.containers import Refusal, members, parts

CSV = "STT;Họ tên\n1;An\n"


def _at(tmp_path, data: bytes, name: str = "gui.zip"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def _outcomes(path) -> list[str]:
    """For every file of an archive "read", or the status of its refusal."""
    outcomes = []
    for _, inflate in parts(path)[1]:
        try:
            inflate()
            outcomes.append("read")
        except Refusal as refusal:
            assert refusal.note
            outcomes.append(refusal.status)
    return outcomes


def _refusal(call) -> Refusal:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value


def test_an_unsafe_name_costs_only_its_own_file(tmp_path):
    names = ["../a.csv", "/etc/a.csv", "C:\\a.csv", "a/../../b.csv", "a\x07.csv", "tốt.csv"]
    assert _outcomes(_at(tmp_path, zipped(*((name, CSV) for name in names)))) == ["refused"] * 5 + ["read"]


def test_an_unsafe_name_is_shown_without_its_path_and_control_characters(tmp_path):
    assert [name for name, _ in parts(_at(tmp_path, zipped(("../../etc/a\x1b[2J.csv", CSV))))[1]] == ["a?[2J.csv"]


def test_a_link_inside_an_archive_is_refused_alone(tmp_path):
    link = zipfile.ZipInfo("lien-ket.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.csv", CSV)
    assert _outcomes(_at(tmp_path, out.getvalue())) == ["refused", "read"]


def test_an_entry_without_a_name_is_refused_alone(tmp_path):
    data = zipped(("x.csv", CSV), ("a.csv", CSV))
    raw = bytearray(data)
    directory = raw.find(b"PK\x01\x02")
    raw[directory + 46] = 0
    assert _outcomes(_at(tmp_path, bytes(raw))) == ["refused", "read"]


def test_overlapping_entries_are_refused(tmp_path):
    """Every entry of the directory points to the same bytes: a small file that inflates without end."""
    data = zipped(("a.csv", "0" * 1_000_000))
    directory = data.find(b"PK\x01\x02")
    end = data.find(b"PK\x05\x06")
    entry = data[directory:end]
    copies = b"".join(entry.replace(b"a.csv", b"%c.csv" % (97 + number)) for number in range(20))
    tail = data[end:end + 8] + struct.pack("<HHII", 20, 20, len(copies), directory) + b"\0\0"
    refusal = _refusal(lambda: parts(_at(tmp_path, data[:directory] + copies + tail)))
    assert (refusal.status, "chồng lên nhau" in refusal.note) == ("refused", True)


def test_a_bomb_beside_good_files_costs_only_itself(tmp_path):
    data = zipped(("a.csv", CSV), ("bom.csv", b"0" * 30_000_000), ("b.csv", CSV))
    assert _outcomes(_at(tmp_path, data)) == ["read", "refused", "read"]


def test_a_bomb_in_an_archive_in_an_archive_is_not_opened(tmp_path):
    from sotay.intake.files.containers import read
    member, = members(_at(tmp_path, zipped(("trong.zip", zipped(("bom.csv", b"0" * 30_000_000))))))
    refusal = _refusal(lambda: read(member))
    assert (refusal.status, "Tệp nén nằm trong tệp nén" in refusal.note) == ("refused", True)


def test_an_archive_with_a_password_asks_for_one_without(tmp_path):
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"123")
        archive.writestr("a.csv", CSV)
    _, inflate = parts(_at(tmp_path, out.getvalue()))[1][0]
    refusal = _refusal(inflate)
    assert (refusal.status, "mật khẩu" in refusal.note) == ("unreadable", True)


def test_two_entries_of_one_name_are_refused_whatever_they_hold(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = zipped(("a.csv", CSV), ("a.csv", CSV))
    assert _refusal(lambda: parts(_at(tmp_path, data))).status == "refused"


def test_a_wrong_checksum_is_unreadable_and_costs_only_its_own_file(tmp_path):
    raw = bytearray(zipped(("a.csv", CSV), ("b.csv", CSV)))
    raw[raw.find(b"PK\x01\x02") + 16] ^= 0xFF
    assert _outcomes(_at(tmp_path, bytes(raw))) == ["unreadable", "read"]


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_cut_archive_is_unreadable(tmp_path, keep):
    data = zipped(*((f"{number}.csv", CSV * 50) for number in range(5)))
    assert _refusal(lambda: parts(_at(tmp_path, data[:int(len(data) * keep)]))).status == "unreadable"


def test_a_name_in_the_system_code_page_is_shown_in_vietnamese(tmp_path):
    raw = bytearray(zipped(("s_tich.csv", CSV)))
    for place in (raw.find(b"s_tich"), raw.rfind(b"s_tich")):
        raw[place + 1] = "ô".encode("cp1258")[0]
    assert [name for name, _ in parts(_at(tmp_path, bytes(raw)))[1]] == ["sôtich.csv"]
