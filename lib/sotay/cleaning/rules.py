"""The closed list of what cleaning may change silently, doubt or refuse, with class and severity of each."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Fault:
    """Something wrong or doubtful in a cell. `unread`: the value is kept out of the frame. No personal value may stand in `message` or `fix`."""

    rule: str
    error_class: int
    severity: str
    message: str
    fix: str
    unread: bool = False


def _error(rule: str, error_class: int, message: str, fix: str) -> Fault:
    return Fault(rule, error_class, "error", message, fix, unread=True)


def _doubt(rule: str, error_class: int, message: str, fix: str) -> Fault:
    return Fault(rule, error_class, "warning", message, fix)


_ALL = (
    _error("LECH-COT", 4, "Dòng bị lệch cột: các giá trị nằm dưới tiêu đề của cột bên cạnh.", "Dời các ô của dòng về đúng cột, kiểm tra lại từng ô."),
    _error("O-LOI", 4, "Ô mang lỗi công thức của bảng tính.", "Sửa công thức hoặc nhập lại giá trị."),
    _error("NHU-TREN", 4, "Ghi “như trên” mà phía trên không có giá trị đọc được.", "Ghi đủ giá trị ở từng dòng."),
    _doubt("NHU-TREN-KHONG-RO", 4, "Dấu // có thể là “như trên”, cũng có thể là “không có”; ô được để trống.", "Ghi đủ giá trị ở từng dòng; không có thì để trống."),
    _error("MAT-KY-TU", 4, "Chữ có dấu đã mất (thành dấu hỏi hoặc ô vuông), không khôi phục được.", "Gõ lại ô bằng phông Unicode, hoặc kết xuất lại tệp dạng UTF-8."),
    _error("KIEU-SO", 4, "Không đọc được thành số.", "Chỉ ghi chữ số; phần nghìn cách bằng dấu chấm, thập phân bằng dấu phẩy; không có số liệu thì để trống."),
    _error("SO-NHAP-NHANG", 4, "Số có thể hiểu theo hai cách (dấu phẩy là phần nghìn hay thập phân).", "Ghi phần nghìn bằng dấu chấm (1.234) hoặc không dấu (1234)."),
    _error("NGOAI-KHOANG", 2, "Giá trị ngoài khoảng cho phép.", "Kiểm tra lại với hồ sơ gốc."),
    _error("KIEU-NGAY", 4, "Không đọc được thành ngày.", "Ghi theo dạng ngày/tháng/năm, ví dụ 18/09/2026."),
    _error("NGAY-KHONG-CO", 4, "Ngày không có trong lịch.", "Đối chiếu hồ sơ gốc, ghi lại theo dạng ngày/tháng/năm."),
    _error("NAM-SAI", 2, "Năm không hợp lý, có thể gõ nhầm.", "Kiểm tra lại năm theo hồ sơ gốc."),
    _error("CH-06", 6, "Ngày sau ngày gửi tệp.", "Kiểm tra lại ngày theo hồ sơ gốc."),
    _doubt("NGAY-SO-0", 4, "Ngày hoặc tháng ghi số 0; chỉ đọc được phần còn lại.", "Ghi đủ ngày theo hồ sơ gốc; nếu không rõ thì chỉ ghi tháng/năm hoặc năm."),
    _doubt("NGAY-KIEU-MY", 4, "Ngày ghi theo kiểu tháng trước, ngày sau; đã đọc ngược lại.", "Kiểm tra, ghi lại theo dạng ngày/tháng/năm."),
    _doubt("NGAY-DAO", 4, "Bảng tính có thể đã đảo ngày với tháng: trong cột, ô dạng ngày chỉ có ngày 1–12, ô dạng chữ chỉ có ngày 13–31.",
           "Đối chiếu với hồ sơ gốc; đặt vùng của máy là Việt Nam rồi nhập lại ngày."),
    _doubt("KEO-O", 4, "Số tăng đúng 1 so với dòng trên, ba dòng liền trở lên: có thể do kéo ô trong bảng tính.", "Đối chiếu từng số với giấy tờ, nhập lại."),
    _error("CH-01", 4, "Số định danh cá nhân không đủ 12 chữ số.", "Ghi đủ 12 chữ số như trên thẻ, định dạng ô là văn bản."),
    _doubt("CH-01-SO-0", 4, "Mất số 0 đầu (do ô định dạng số); đã thêm lại.", "Kiểm tra số trên giấy tờ, định dạng cột là văn bản."),
    _doubt("CH-02", 8, "Ba chữ số đầu không phải mã tỉnh, quốc gia nơi đăng ký khai sinh.", "Đối chiếu với thẻ căn cước."),
    _doubt("CMND-CU", 7, "Số CMND 9 chữ số hết giá trị từ 01/01/2025.", "Thay bằng số định danh cá nhân 12 chữ số."),
    _error("KIEU-GIAY-TO", 4, "Không phải số định danh, CMND hay hộ chiếu.", "Ghi lại số theo giấy tờ."),
    _doubt("GIAY-TO-8-SO", 4, "Số giấy tờ có 8 chữ số: CMND mất số 0 đầu, hoặc giấy tờ quân đội.", "Kiểm tra số và loại giấy tờ."),
    _error("MA-SO-THUE", 4, "Mã số thuế sai độ dài hoặc sai chữ số kiểm tra.", "Ghi 10 chữ số, hoặc 10 chữ số-3 chữ số của chi nhánh, hoặc 12 chữ số của cá nhân."),
    _error("CHE-SO", 2, "Ghi số định danh đầy đủ ở cột chỉ được ghi số đã che; số này không được lưu lại.", "Xóa số đầy đủ, chỉ để 4 chữ số cuối (ví dụ ********0239)."),
    _error("KIEU-SO-CHE", 4, "Có chữ cái (O, l) thay chữ số trong số đã che.", "Chỉ để 4 chữ số cuối (ví dụ ********0239)."),
    _error("KIEU-BHXH", 4, "Mã số BHXH không đủ 10 chữ số.", "Ghi đủ 10 chữ số, định dạng ô là văn bản."),
    _error("KIEU-BHYT", 4, "Mã thẻ BHYT không đúng dạng.", "Ghi mã thẻ 15 ký tự, mã BHXH 10 chữ số hoặc số định danh 12 chữ số."),
    _doubt("KHONG-CO-SO", 1, "Ghi chữ thay cho số giấy tờ.", "Để trống nếu không có, hoặc bổ sung số."),
    _error("CH-10", 4, "Không phải số điện thoại (sai độ dài hoặc có chữ).", "Ghi 10 chữ số bắt đầu bằng 0, mỗi ô một số."),
    _doubt("CH-10-DAU-SO", 4, "Đầu số điện thoại không còn dùng.", "Hỏi lại số đang dùng."),
    _doubt("CH-10-HAI-SO", 4, "Ô có hơn một số điện thoại; đã lấy số đầu.", "Mỗi ô một số."),
    _error("KIEU-EMAIL", 4, "Không phải địa chỉ thư điện tử.", "Ghi dạng ten@donvi.vn."),
    _doubt("EMAIL-NHAM", 4, "Tên miền thư điện tử có thể gõ nhầm.", "Kiểm tra lại địa chỉ thư."),
    _error("KIEU-SO-HIEU", 4, "Không phải số, ký hiệu văn bản.", "Ghi dạng số/loại-cơ quan, ví dụ 41/KH-UBND."),
    _doubt("SO-HIEU-KEM-NGAY", 4, "Ô có thêm ngày sau số, ký hiệu; đã lấy số, ký hiệu.", "Ghi ngày ở cột ngày."),
    _doubt("MA-HO-SO-NGAY", 4, "Ngày trong mã hồ sơ có thể viết ngược.", "Chép lại mã từ hệ thống một cửa; phần giữa là năm tháng ngày."),
    _error("MA-HO-SO", 4, "Mã hồ sơ không đúng dạng mã cơ quan-năm tháng ngày-số thứ tự.", "Chép lại mã từ hệ thống một cửa, ví dụ H05.60.12-260918-0001."),
    _doubt("MA-CO-QUAN", 8, "Mã cơ quan trong mã hồ sơ không phải của xã.", "Kiểm tra mã hồ sơ; nếu đúng, thêm mã cơ quan vào commune.yml."),
    _error("MA-TTHC", 4, "Mã thủ tục không đúng dạng (ví dụ 1.004222).", "Chép lại mã từ danh mục TTHC, định dạng ô là văn bản."),
    _error("CH-09", 5, "Giá trị không có trong danh mục.", "Chọn một giá trị của danh mục."),
    _error("DANH-MUC-HET-HAN", 7, "Giá trị của danh mục đã hết hiệu lực.", "Chọn giá trị đang có hiệu lực."),
    _error("KIEU-CO-KHONG", 4, "Không đọc được thành Có hay Không.", "Ghi Có hoặc Không."),
    _error("THON-LA", 5, "Tên thôn không có trong danh sách thôn của xã.", "Ghi đúng tên thôn, có dấu."),
    _doubt("CH-08", 7, "Địa chỉ ghi đơn vị hành chính đã bỏ từ 01/07/2025.", "Ghi theo hai cấp: xã, tỉnh."),
    _doubt("TEN-KY-TU", 4, "Họ tên có chữ số hoặc ký hiệu lạ.", "Chỉ ghi họ, chữ đệm, tên."),
    _doubt("GO-PHIM", 4, "Chữ còn phím gõ tiếng Việt chưa thành dấu.", "Bật bộ gõ tiếng Việt, gõ lại ô."),
    _doubt("GHI-THAY", 1, "Ghi chữ thay cho nội dung.", "Ghi nội dung thật; chưa có thì để trống."),
    _doubt("CONG-THUC", 2, "Nội dung bắt đầu như công thức bảng tính; có thể chạy khi mở tệp.", "Xóa ký tự đầu hoặc gõ lại nội dung."),
    _doubt("MA-HTML", 2, "Nội dung có thẻ HTML hoặc mã lệnh.", "Xóa phần mã, chỉ để chữ."),
    _doubt("RIENG-TU", 2, "Nội dung tự do có dữ liệu cá nhân (số điện thoại, số định danh hoặc thư điện tử).", "Xóa phần dữ liệu cá nhân khỏi nội dung."),
)
FAULTS: dict[str, Fault] = {f.rule: f for f in _ALL}

# What a change says was done; `before` and `after` of the change show the values.
CHANGES: dict[str, str] = {
    "NFC": "dấu rời ghép lại thành chữ liền",
    "BANG-MA": "chữ của bảng mã cũ đổi sang Unicode",
    "KHOANG-TRANG": "khoảng trắng thừa",
    "NBSP": "khoảng trắng đặc biệt",
    "VO-HINH": "ký tự vô hình",
    "CHU-GIONG": "chữ cái của bảng chữ khác giống chữ Latinh",
    "CHU-D": "chữ Đ gõ bằng ký tự khác",
    "MA-KY-TU": "mã của trang web hoặc tệp bảng tính đổi ra ký tự",
    "BO-DAU": "dấu thanh đặt chỗ khác, i và y, viết theo danh mục",
    "HOA-THUONG": "chữ hoa, chữ thường của họ tên",
    "O-TRONG": "ký hiệu thay cho ô trống",
    "CACH-GOI": "ông, bà… ghi trước họ tên",
    "DAU-CAU": "gạch đầu dòng, dấu chấm, dấu phẩy thừa",
    "CACH-GHI-NGAY": "ngày ghi theo cách khác",
    "NGAY-KIEU-MY": "ngày ghi tháng trước",
    "CACH-GHI-SO": "số ghi theo cách khác",
    "PHAN-TRAM": "tỷ lệ đổi ra phần trăm",
    "CACH-GHI-KY": "kỳ báo cáo ghi theo cách khác",
    "DANH-MUC": "tên gọi khác của giá trị danh mục",
    "DAU-CACH-SO": "dấu cách, dấu chấm trong số giấy tờ",
    "SO-0-DAU": "số 0 đầu bị mất",
    "SO-0-CUOI": "số 0 cuối bị mất",
    "DAU-SO-2018": "đầu số điện thoại đổi năm 2018",
    "CACH-GHI-MA": "mã, số hiệu ghi theo cách khác",
    "NHU-TREN": "“như trên” đọc theo ô ngay phía trên",
    "TEN-THON": "tên thôn ghi kèm chữ “thôn”, tên xã, dấu câu",
    "DONG-NHOM": "lấy từ dòng nhóm phía trên",
}


def fault(rule: str, message: str | None = None, fix: str | None = None) -> Fault:
    """A fault of the list, with a closer message or fix where the parser knows more."""
    base = FAULTS[rule]
    return replace(base, message=message or base.message, fix=fix or base.fix) if message or fix else base
