// Kept whole: the sentences, one entry a code.
#include "doctor/words.hpp"

#include <array>

namespace sojourn::doctor {

namespace {

struct entry {
  std::string_view code;
  std::string_view english;
  std::string_view english_advice;
  std::string_view vietnamese;
  std::string_view vietnamese_advice;
};

constexpr auto entries = std::to_array<entry>({
    {"settings_fine", "The settings have no mistakes.", "", "Cấu hình không có lỗi.", ""},
    {"settings_wrong", "The daemon does not start with these settings: {what}",
     "Correct the setting; \"sojourn config check FILE\" lists all mistakes.",
     "Dịch vụ không khởi động được với cấu hình này: {what}",
     "Sửa lại cấu hình; \"sojourn config check FILE\" liệt kê mọi lỗi."},
    {"settings_insecure", "{what}", "Change the setting, or accept the risk knowingly.", "{what}",
     "Đổi cấu hình, hoặc chấp nhận rủi ro này một cách có chủ ý."},

    {"directory_fine", "{path} is there, belongs to you and is closed to others ({filesystem}).",
     "", "{path} có sẵn, thuộc về bạn và người khác không vào được ({filesystem}).", ""},
    {"directory_not_yet", "{path} is not there yet; the first start makes it.", "",
     "{path} chưa có; lần khởi động đầu tiên sẽ tạo.", ""},
    {"directory_cannot_be_made", "{path} is not there and cannot be made.",
     "Make it, and give it to the user that runs the daemon: install -d -m 0700 -o USER {path}",
     "{path} không có và không tạo được.",
     "Tạo thư mục này cho người dùng chạy dịch vụ: install -d -m 0700 -o USER {path}"},
    {"directory_is_none", "{path} is not a directory.", "Name another path in data.directory.",
     "{path} không phải là thư mục.", "Đặt đường dẫn khác trong data.directory."},
    {"directory_of_other", "{path} belongs to {owner}, not to the user who runs this.",
     "Run the doctor as the user that runs the daemon, or change the owner: chown -R USER {path}",
     "{path} thuộc về {owner}, không phải người dùng đang chạy lệnh này.",
     "Chạy lệnh bằng người dùng chạy dịch vụ, hoặc đổi chủ: chown -R USER {path}"},
    {"directory_read_only", "{path} cannot be written.",
     "Give the user that runs the daemon the right to write, or mount the disk for writing.",
     "Không ghi được vào {path}.",
     "Cấp quyền ghi cho người dùng chạy dịch vụ, hoặc gắn ổ đĩa ở chế độ ghi."},
    {"directory_open", "Others on this machine can read {path} (mode {mode}).", "chmod 0700 {path}",
     "Người khác trên máy này đọc được {path} (quyền {mode}).", "chmod 0700 {path}"},
    {"directory_on_network", "{path} lies on a network file system ({filesystem}).",
     "Move the data to a disk of this machine: on a network file system locks and writes to the "
     "disk are not what the daemon relies on.",
     "{path} nằm trên hệ thống tệp qua mạng ({filesystem}).",
     "Chuyển dữ liệu sang ổ đĩa của máy này: qua mạng, khóa tệp và ghi xuống đĩa không đủ tin "
     "cậy."},
    {"directory_in_memory", "{path} lies in memory ({filesystem}) and is gone after a restart.",
     "Move the data to a disk.",
     "{path} nằm trong bộ nhớ ({filesystem}), khởi động lại máy là mất.",
     "Chuyển dữ liệu sang ổ đĩa."},
    {"files_open", "Others on this machine can read: {files}.", "chmod 0600 on each of them.",
     "Người khác trên máy này đọc được: {files}.", "chmod 0600 cho từng tệp."},

    {"disk_fine", "A write is on the disk in {median_ms} ms (worst of all: {worst_ms} ms).", "",
     "Ghi xuống đĩa mất {median_ms} ms (lâu nhất {worst_ms} ms).", ""},
    {"disk_slow", "A write takes {median_ms} ms until it is on the disk (worst: {worst_ms} ms).",
     "Each commit waits as long: use a faster disk, or look at what else uses this one.",
     "Ghi xuống đĩa mất {median_ms} ms (lâu nhất {worst_ms} ms).",
     "Mỗi lần lưu phải chờ bằng đó: dùng ổ nhanh hơn, hoặc xem gì khác đang chiếm ổ này."},
    {"disk_very_slow",
     "A write takes {median_ms} ms until it is on the disk (worst: {worst_ms} ms): too slow for "
     "more than a few people at a time.",
     "Use another disk. synchronous = \"normal\" helps, but loses the last commits with the power.",
     "Ghi xuống đĩa mất {median_ms} ms (lâu nhất {worst_ms} ms): quá chậm để phục vụ nhiều người.",
     "Đổi ổ đĩa. synchronous = \"normal\" nhanh hơn nhưng mất điện sẽ mất những lần lưu cuối."},
    {"disk_stalls", "Most writes take {median_ms} ms, but one took {worst_ms} ms.",
     "Look at what else uses the disk, or whether it is about to fail (smartctl).",
     "Đa số lần ghi mất {median_ms} ms, nhưng có lần mất {worst_ms} ms.",
     "Xem gì khác đang dùng ổ đĩa, hoặc ổ có sắp hỏng không (smartctl)."},
    {"disk_untried", "The speed of the disk could not be measured: {why}",
     "Correct what the check of the directory says first.", "Không đo được tốc độ ổ đĩa: {why}",
     "Sửa điều mà mục thư mục đã nêu trước."},

    {"space_fine", "{free} are free; the data take {data}.", "",
     "Còn trống {free}; dữ liệu chiếm {data}.", ""},
    {"space_unknown", "How much space is free is unknown.", "",
     "Không biết còn trống bao nhiêu dung lượng.", ""},
    {"space_used_up", "Only {free} are free; the data take {data}.",
     "Make space now: on a full disk the daemon takes no more work. Remove old backups, or shorten "
     "the retention.",
     "Chỉ còn trống {free}; dữ liệu chiếm {data}.",
     "Giải phóng dung lượng ngay: đĩa đầy thì dịch vụ ngừng nhận việc. Xóa bản sao lưu cũ hoặc rút "
     "ngắn thời gian lưu giữ."},
    {"space_ends_soon",
     "{free} are free and the data grow by {growth} a day: enough for {days} days.",
     "Enlarge the disk, or shorten the retention (\"sojourn retention show\").",
     "Còn trống {free}, dữ liệu tăng {growth} mỗi ngày: đủ cho {days} ngày.",
     "Tăng dung lượng ổ đĩa, hoặc rút ngắn thời gian lưu giữ (\"sojourn retention show\")."},
    {"space_no_backup", "{free} are free: not enough for another backup of {data}.",
     "Make space, or let backups go to another disk (data.backup_directory).",
     "Còn trống {free}: không đủ cho một bản sao lưu nữa ({data}).",
     "Giải phóng dung lượng, hoặc để bản sao lưu ở ổ khác (data.backup_directory)."},

    {"clock_fine", "The clock says {now} and is synchronized.", "",
     "Đồng hồ chỉ {now} và đang được đồng bộ.", ""},
    {"clock_fine_unwatched", "The clock says {now}; whether it is synchronized is unknown.", "",
     "Đồng hồ chỉ {now}; không biết có được đồng bộ hay không.", ""},
    {"clock_implausible", "The clock says {now}, which cannot be.",
     "Set the clock (timedatectl) before the daemon starts: everything is sent by it.",
     "Đồng hồ chỉ {now}, không thể đúng.",
     "Chỉnh đồng hồ (timedatectl) trước khi khởi động dịch vụ: mọi tin đều gửi theo đồng hồ này."},
    {"clock_went_back", "The clock says {now}, but the data were written at {written}.",
     "Set the clock (timedatectl); delays wait until it has caught up.",
     "Đồng hồ chỉ {now}, nhưng dữ liệu đã được ghi lúc {written}.",
     "Chỉnh đồng hồ (timedatectl); các bước chờ sẽ đợi đến khi đồng hồ đuổi kịp."},
    {"clock_jumps", "The clock jumped by {ms} ms while it was watched.",
     "Let one service slew the clock (chrony, systemd-timesyncd), and no other set it.",
     "Đồng hồ nhảy {ms} ms trong lúc theo dõi.",
     "Chỉ để một dịch vụ chỉnh đồng hồ (chrony, systemd-timesyncd)."},
    {"clock_not_synchronized", "The kernel says that the clock is not synchronized.",
     "Switch time synchronization on: timedatectl set-ntp true", "Đồng hồ chưa được đồng bộ.",
     "Bật đồng bộ thời gian: timedatectl set-ntp true"},
    {"clock_virtual",
     "The settings choose a virtual clock: nothing happens by the passing of time.",
     "For a shop that works, clock.mode is \"system\".",
     "Cấu hình dùng đồng hồ ảo: không có gì tự xảy ra theo thời gian.",
     "Cửa hàng đang chạy thật phải dùng clock.mode = \"system\"."},

    {"zones_fine", "Time zones are known (data {version}).", "", "Có dữ liệu múi giờ ({version}).",
     ""},
    {"zones_none", "There is no data about time zones.", "Install the package tzdata.",
     "Không có dữ liệu múi giờ.", "Cài gói tzdata."},
    {"zones_missing", "These zones are named in the settings and unknown here: {zones}.",
     "Correct their names, or update the package tzdata.",
     "Cấu hình nêu các múi giờ mà máy này không biết: {zones}.",
     "Sửa tên múi giờ, hoặc cập nhật gói tzdata."},
    {"zones_old", "The data about time zones are old ({version}).",
     "Update the package tzdata: rules of daylight saving may have changed.",
     "Dữ liệu múi giờ đã cũ ({version}).",
     "Cập nhật gói tzdata: quy định giờ mùa hè có thể đã đổi."},

    {"limits_fine", "{open_files} files may be open; {needed} are needed.", "",
     "Được mở {open_files} tệp; cần {needed}.", ""},
    {"limits_low",
     "{open_files} files may be open, and {connections} connections need {needed}: fewer "
     "connections are taken.",
     "Raise the limit (LimitNOFILE= of systemd), or lower http.max_connections.",
     "Chỉ được mở {open_files} tệp, trong khi {connections} kết nối cần {needed}: sẽ nhận ít kết "
     "nối "
     "hơn.",
     "Tăng giới hạn (LimitNOFILE= của systemd), hoặc giảm http.max_connections."},
    {"limits_too_low", "Only {open_files} files may be open: the daemon does not start.",
     "Raise the limit (LimitNOFILE= of systemd, ulimit -Hn).",
     "Chỉ được mở {open_files} tệp: dịch vụ không khởi động được.",
     "Tăng giới hạn (LimitNOFILE= của systemd, ulimit -Hn)."},

    {"reach_nobody", "No channel with a fixed host is configured.", "",
     "Chưa cấu hình kênh nào có máy chủ cố định.", ""},
    {"reach_fine", "{channel}: {host} answers in {ms} ms.", "",
     "{channel}: {host} trả lời sau {ms} ms.", ""},
    {"reach_slow", "{channel}: {host} needs {ms} ms to answer.",
     "Messages leave more slowly; look at the network, or at the provider.",
     "{channel}: {host} cần {ms} ms để trả lời.",
     "Tin gửi đi sẽ chậm; kiểm tra mạng hoặc nhà cung cấp."},
    {"reach_no_name", "{channel}: the name of {host} is not found: {why}",
     "Correct the name in the settings, or the machine's name service.",
     "{channel}: không tìm thấy tên {host}: {why}",
     "Sửa tên trong cấu hình, hoặc dịch vụ tên miền (DNS) của máy."},
    {"reach_no_connection", "{channel}: {host} takes no connection: {why}",
     "Look at the firewall and the port; ask the provider.",
     "{channel}: {host} không nhận kết nối: {why}",
     "Kiểm tra tường lửa và cổng; hỏi nhà cung cấp."},
    {"reach_no_tls", "{channel}: no secure connection to {host}: {why}",
     "Look at the certificate: its name, its end, and the authorities that this machine trusts.",
     "{channel}: không lập được kết nối bảo mật với {host}: {why}",
     "Kiểm tra chứng chỉ: tên, ngày hết hạn và đơn vị cấp mà máy này tin cậy."},
    {"reach_no_greeting", "{channel}: {host} connects but does not greet as it should: {why}",
     "Look whether this is the right port, and whether the server takes calls from this machine.",
     "{channel}: kết nối được {host} nhưng không nhận lời chào đúng: {why}",
     "Kiểm tra đúng cổng chưa, và máy chủ có chấp nhận máy này không."},

    {"certificate_none", "No certificate is used.", "", "Không dùng chứng chỉ nào.", ""},
    {"certificate_fine", "The certificate of {name} is good for {days} days.", "",
     "Chứng chỉ của {name} còn hạn {days} ngày.", ""},
    {"certificate_ends_soon", "The certificate of {name} ends in {days} days ({ends}).",
     "Renew it.", "Chứng chỉ của {name} hết hạn sau {days} ngày ({ends}).", "Gia hạn chứng chỉ."},
    {"certificate_ended", "The certificate of {name} ended at {ends}.", "Renew it now.",
     "Chứng chỉ của {name} đã hết hạn lúc {ends}.", "Gia hạn ngay."},
    {"certificate_unreadable", "The certificate of {name} cannot be read: {why}",
     "Look at the file and its owner.", "Không đọc được chứng chỉ của {name}: {why}",
     "Kiểm tra tệp và chủ của tệp."},

    {"backup_nothing_yet", "There are no data to back up yet.", "", "Chưa có dữ liệu để sao lưu.",
     ""},
    {"backup_fine", "The newest of {count} backups is of {at}.", "",
     "Bản mới nhất trong {count} bản sao lưu là lúc {at}.", ""},
    {"backup_by_hand", "The newest of {count} backups is of {at}; none is made by itself.",
     "Set backup.every, such as \"PT24H\".",
     "Bản mới nhất trong {count} bản sao lưu là lúc {at}; không có sao lưu tự động.",
     "Đặt backup.every, ví dụ \"PT24H\"."},
    {"backup_never", "There is no backup, and none is planned.",
     "Set backup.every, such as \"PT24H\", and copy the backups and secret.key to another machine.",
     "Không có bản sao lưu nào và chưa đặt lịch.",
     "Đặt backup.every, ví dụ \"PT24H\", rồi chép bản sao lưu và secret.key sang máy khác."},
    {"backup_missing", "Backups are planned, but there is none.",
     "Look at the log of the daemon, and at the disk of data.backup_directory.",
     "Đã đặt lịch sao lưu nhưng chưa có bản nào.",
     "Xem nhật ký của dịch vụ và ổ đĩa của data.backup_directory."},
    {"backup_overdue", "The newest backup is {days} days old ({at}): the plan is not kept.",
     "Look at the log of the daemon, and at the disk of data.backup_directory.",
     "Bản sao lưu mới nhất đã {days} ngày ({at}): lịch không được giữ.",
     "Xem nhật ký của dịch vụ và ổ đĩa của data.backup_directory."},
    {"backup_old", "The newest backup is {days} days old ({at}), and none is planned.",
     "Set backup.every, such as \"PT24H\".",
     "Bản sao lưu mới nhất đã {days} ngày ({at}) và chưa đặt lịch.",
     "Đặt backup.every, ví dụ \"PT24H\"."},
    {"backup_cut_short", "The newest backup ({at}) is shorter than it should be.",
     "Make another one (\"sojourn backup\") and remove this one.",
     "Bản sao lưu mới nhất ({at}) bị thiếu.", "Tạo bản khác (\"sojourn backup\") rồi xóa bản này."},

    {"data_none_yet", "There are no data yet; the first start makes them.", "",
     "Chưa có dữ liệu; lần khởi động đầu tiên sẽ tạo.", ""},
    {"data_unchecked", "The data can be opened (schema {version}); their pages were not looked at.",
     "\"sojourn doctor --pages\" looks at every page, \"sojourn verify\" at everything.",
     "Mở được dữ liệu (phiên bản {version}); chưa xem từng trang.",
     "\"sojourn doctor --pages\" xem mọi trang, \"sojourn verify\" kiểm tra toàn bộ."},
    {"data_checked", "Every page of the data is sound (schema {version}).", "",
     "Mọi trang dữ liệu đều nguyên vẹn (phiên bản {version}).", ""},
    {"data_older", "The data are of an earlier version ({version}; this program has {known}).",
     "The next start copies and migrates them.",
     "Dữ liệu thuộc phiên bản cũ hơn ({version}; chương trình này là {known}).",
     "Lần khởi động tới sẽ sao lưu rồi chuyển đổi."},
    {"data_newer", "The data are of a later version ({version}) than this program knows ({known}).",
     "Start the newer program.",
     "Dữ liệu thuộc phiên bản mới hơn ({version}) so với chương trình này ({known}).",
     "Chạy chương trình mới hơn."},
    {"data_key_missing", "The key that opens the secrets of the data is not there.",
     "Put secret.key back from where you keep a copy; without it the daemon does not start.",
     "Không có khóa mở các bí mật trong dữ liệu.",
     "Chép lại secret.key từ nơi bạn cất bản sao; thiếu nó dịch vụ không khởi động."},
    {"data_damaged", "The data are damaged: {what}",
     "Stop the daemon and restore a backup (docs/administration.md, Damaged data).",
     "Dữ liệu bị hỏng: {what}",
     "Dừng dịch vụ và phục hồi bản sao lưu (docs/administration.md, Damaged data)."},
    {"data_unreadable", "The data cannot be opened: {why}",
     "Run the doctor as the user that runs the daemon; else restore a backup.",
     "Không mở được dữ liệu: {why}",
     "Chạy lệnh bằng người dùng chạy dịch vụ; nếu không thì phục hồi bản sao lưu."},

    {"daemon_none", "No daemon uses this directory.", "", "Không có dịch vụ nào dùng thư mục này.",
     ""},
    {"daemon_fine", "The daemon answers at {url} and is ready.", "",
     "Dịch vụ trả lời tại {url} và sẵn sàng.", ""},
    {"daemon_silent", "A daemon has the directory open but does not answer at {url}: {why}",
     "Name its address with --url; if it is right, look at its log.",
     "Có dịch vụ đang mở thư mục nhưng không trả lời tại {url}: {why}",
     "Nêu địa chỉ bằng --url; nếu đúng rồi thì xem nhật ký."},
    {"daemon_not_ready", "The daemon at {url} is not ready: {why}", "Look at its log.",
     "Dịch vụ tại {url} chưa sẵn sàng: {why}", "Xem nhật ký của dịch vụ."},
    {"daemon_backup_failing", "The last backup of the daemon at {url} failed.",
     "Look at its log, and at the disk of data.backup_directory.",
     "Lần sao lưu gần nhất của dịch vụ tại {url} bị lỗi.",
     "Xem nhật ký và ổ đĩa của data.backup_directory."},
});

struct check_name {
  std::string_view check;
  std::string_view english;
  std::string_view vietnamese;
};

constexpr auto check_names = std::to_array<check_name>({
    {"settings", "settings", "cấu hình"},
    {"directory", "directory", "thư mục"},
    {"backup_directory", "backup directory", "thư mục sao lưu"},
    {"data", "data", "dữ liệu"},
    {"disk", "disk", "ổ đĩa"},
    {"space", "space", "dung lượng"},
    {"clock", "clock", "đồng hồ"},
    {"zones", "time zones", "múi giờ"},
    {"limits", "limits", "giới hạn"},
    {"channels", "channels", "kênh gửi"},
    {"certificates", "certificates", "chứng chỉ"},
    {"backups", "backups", "sao lưu"},
    {"daemon", "daemon", "dịch vụ"},
});

/// `text` with each "{name}" replaced by that fact.
std::string filled(std::string_view text, const json& facts) {
  std::string made;
  while (true) {
    const auto open = text.find('{');
    const auto close = text.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos)
      return made.append(text);
    made.append(text.substr(0, open));
    const auto fact = facts.find(std::string{text.substr(open + 1, close - open - 1)});
    if (fact != facts.end())
      made.append(fact->is_string() ? fact->get<std::string>() : fact->dump());
    text.remove_prefix(close + 1);
  }
}

} // namespace

said say(const finding& one, std::string_view language) {
  for (const auto& known : entries) {
    if (known.code != one.code)
      continue;
    const bool is_vietnamese = language == "vi";
    return {filled(is_vietnamese ? known.vietnamese : known.english, one.facts),
            filled(is_vietnamese ? known.vietnamese_advice : known.english_advice, one.facts)};
  }
  return {one.code + " " + one.facts.dump(), ""};
}

std::string name_of_check(std::string_view check, std::string_view language) {
  for (const auto& known : check_names) {
    if (known.check == check)
      return std::string{language == "vi" ? known.vietnamese : known.english};
  }
  return std::string{check};
}

std::vector<std::string_view> known_codes() {
  std::vector<std::string_view> all;
  for (const auto& one : entries)
    all.push_back(one.code);
  return all;
}

} // namespace sojourn::doctor
