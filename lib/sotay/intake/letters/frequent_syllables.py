"""Syllables usual in Vietnamese names and administrative text: they decide between two readings of a cell that are both well-formed."""

FREQUENT_SYLLABLES = frozenset("""
nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn lâm trịnh đào tô hà lương nông triệu hứa lục giáp thân nghiêm tống
quách thạch kiều tạ châu khổng lò quàng cầm bế đàm sầm giàng thào sùng hạng vàng mùa lầu tăng phùng bàn lường ngọ ngụy âu ông ấu ưng từ đồng tôn chử
trương vương đậu hán thái bạch cù doãn đới giả hạ khúc kỷ lã lều lữ mạc mẫn nghị ninh ổn phó phí quản tưởng thẩm thiều tiêu tòng trà trì văn viên xa
thị hữu đức ngọc hồng xuân bích đình công quốc bá trọng tiến mạnh thúy thuý diệu mỹ ánh khánh bảo phương tuấn hải thùy như đăng nhật duy thế viết ích
quý bình cường dũng đạt đông hạnh hằng hiếu hòa hoà hùng huệ hương nghĩa nguyệt nhung phúc phượng quân quỳnh sơn tâm thảo thắng thủy toàn trúc tú
tuyết vân việt yến ý huyền điệp ước luyến uẩn ân tỵ thìn dậu hợi sửu tý mùi tuất ngân chiến thành thuận thuỳ thơ thư tình tĩnh trí trường trung tùng vượng
đại định độ đồng được đường hiền hiển hiệp hiệu hoài hoán hội huấn hưng hường khôi kiên kiệt lập lệ liễu lộc lợi lực lượng mến nhàn nhân phát phước
quyền quyết quảng sáng sỹ sĩ tài tân tấn thạnh thiện thiên thịnh thọ thống thông thu thức thường tiếp tín toán toản tráng trưởng trực tuyền tuyên tuyến tư
uyên vĩnh vỹ vũ xuyến yên đài đan đệ điền điều đôn ẩn ái bắc cảnh cẩm chí chính chung cúc cương dân dịu dự giáo gấm hảo hậu hoan khải khoa
ủy uỷ ban nhân dân xã phường tỉnh huyện thành phố thôn bản làng tổ khu phố số nhà đường ngõ ngách ấp đội trụ sở cơ quan đơn vị phòng văn hóa hoá
hội chủ tịch phó trưởng chuyên viên cán bộ công chức viên chức hợp đồng giáo viên hiệu học sinh trẻ em người hộ nghèo cận thoát khó khăn đặc biệt
việc làm chính sách bảo trợ xã hội hiểm y tế trạm khám chữa bệnh tiêm chủng tư pháp tịch khai sinh tử kết hôn đăng ký chứng thực bản sao trích lục cấp
lại đổi mới sửa bổ sung hồ sơ thủ tục hành chính tiếp nhận trả kết quả đúng hạn quá trễ sớm đang xử lý giải quyết đã chưa không có được từ đến ngày tháng năm
giờ thời gian hạn báo cáo tổng hợp cộng lượng mức độ hài lòng rất tốt bình thường phản ánh kiến nghị hiện trường đường dây nóng nội dung lĩnh vực nguồn
môi rác thải điện nước chiếu sáng giao thông trật tự xây dựng đất đai nông nghiệp lâm thủy sản kinh doanh thu nhập thuế phí lệ tiền đồng triệu nghìn tỷ
dự án đầu tư công trình kế hoạch vốn giải ngân tiến thực hiện hoàn nhiệm vụ quyết nghị thông tờ trình giấy mời văn thư đi đến gửi nhận độ khẩn mật
họ tên chữ đệm giới tính nam nữ dân tộc kinh tày nùng mông dao thái mường khơ me chứng minh căn cước định danh cá nhân mã bưu điện thoại thường trú tạm
chỗ ở hiện nay quê quán quốc tịch việt nghề nghiệp trình chuyên môn lớp trường mầm non tiểu trung phổ thông cơ sở ghi chú danh mục lập biểu ký đóng dấu
vắng tại và của cho với các những một hai ba bốn năm sáu bảy tám chín mười về theo trong ngoài trên dưới trước sau khi nếu hoặc là để đề án thẻ
bưởi cầu chợ giếng gò hạ thượng trại xóm đồi núi sông suối rừng biển đảo cửa đền chùa miếu sơn tây đông nam bắc hòa nghĩa lạng giang cao bằng tuyên quang
thái nguyên phú thọ yên bái lào cai điện biên lai châu quảng ninh hải phòng hưng hà nội nghệ an tĩnh trị huế đà nẵng ngãi gia đắk lắk lâm khánh ngự
vệ tinh vận động viện quyền lợi trách nhiệm quản trị thanh tra kiểm soát hỗ giúp đỡ trợ giảm giá trị tỉ lệ phần trăm điểm bậc lương hệ chức vụ hưởng
bầu cử đảng ủy đoàn thể mặt trận phụ nữ cựu chiến binh thanh niên nông hội người cao tuổi chất độc khuyết tật mồ côi đơn thân thương bệnh liệt sĩ
liệu loại dữ nơi mẹ chỉ khối tùy địa giám cư khác nuôi kỳ xác yêu tệp trạng sổ chồng vợ bên hình đẻ tập nộp dụng thiếu chết đối chuyển vào dòng lần bố lượt sử xuất phép nhóm
dịch dục liên đủ diện lũy nhất phải thứ cùng cột tượng tạo đánh phân triển lỗi hoạt thuộc biến cách tác nặng mẫu chuẩn dùng cuối bắt dưỡng quyển dạng ngành này bảng mất phục
còn bị mũi tích cố mở hơn sẻ vắc nối duyệt thửa hụt cập khoản câu đọc đầy sự lưu bỏ cần chế rà cải năng lớn hàng viêm chờ thác nào xếp mô dừng phê ứng phiếu sống đó hết thúc
từng nhiễm cũ cứu nhưng lên tồn muộn thuốc hãy sạch phối kỹ đạo chạy giữ lời yếu khởi mạng riêng đảm tái cắt mắc thất trống buộc cả sởi hủy cổng gốc kênh khớp đưa não rèn
luyện ngoại nhiều mỗi kiện bại dược khẩu dẫn tầng mối sát rút ngạch hẹn cháu sán kê hướng nên bán vượt uốn ván luật truyền bồi đồ chấm trồng nhỏ trở chỉnh xóa lô khóa cụ ưu
chăm đa thờ quầy rồi thì hưu ngưỡng phù chối thiểu rõ nén ngạn thuật liều chương phận sức đốc trùng lấy tiết tuyển sóc vướng cây phẩm lịch kèm bác thần hồi đích muốn thêm mềm
ngữ tiên nền hút khỏe cứ dài vĩ áp thôi viễn chọn đáp đây vật nâng giữa khá thích tọa uống diễn khả sốt đính sánh chậm mà nằm hỏng kháng cúng rơi máy kí ruột đô lặp tảng thiết
hỏi kiểu thâm sắc tách huyết ăn tiện bạ bà gồm tìm dồn gần thạc luận tả tắc nạn miễn phật chị mọi rộng phủ nạp gái khắc chấp khoảng lúa dõi lãnh lâu lí lẻ mượn chảy nhẹ mù ví
táng chiều nguyện mại đặt đo vì nghỉ hầu dụ ốm đau xá cô chép gọi nói xuống điển xảy vấn tối cổ lúc mét vùng lệch thừa thí khảo trắng dìu thấy trừ nhầm đãi gà tuệ giỏi kéo cúm
thử lệnh kính vẫn phút nêu phái xuyên thập dứt góp tù đày gặp tới ít tiếng nhờ đái tháo xét nghiệm cái ngừng phiên nương nhì đều mậm màu địch mán gì thật tuân dạy biện gấp
đẳng nhìn bền vững mâu thuẫn lấn chúa lành quét vườn chánh dâu ảnh chịu cục biết lưới kịp thụ nhắc túc phụng sàn vải khuyến khích tá tố chiếm nhượng gắn chăn mương ương thổ
quần mạ hàn dì thuê lỵ giống đếm đứng sáp tần suất thấp mốc sư tóm tắt tất kém ngư rẫy bếp tương hàm lẫn bê tông sá ngập khuôn tặng lợn chống phóng miền ngái lá rể khiếu nại
liền gõ sẵn hiểu mưu hộp soạn khỏi bách hỏa tốc tổn thỏa miệng già tủ xứ thưởng nồng đương nhiên tòa lái đoạn cống gây tỏ chốt thuỷ ngàn nhớ triều mùn cóc tơ xơ bé khuẩn xưởng
nháy thụt phẩy thước mươi giây xoá bí mình lộ đu kể cạnh nửa nhảy tuyệt sắp thục lây vuông đêm hư bào xí đợt hẳn cuộc hè bơm chẩn thánh góa tuần thú đèn sân đổ sắt vài máu cơm
ôn ấn tịnh lão đen phàn chơ đê ôi thụy út dượng chắt cậu trái trọt tải hô hấp dại chân quỹ bước gộp nhánh phông nữa âm ơn cụt
""".split())
