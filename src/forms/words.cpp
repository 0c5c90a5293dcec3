#include "forms/words.hpp"

#include "base/ascii.hpp"
#include "text/format.hpp"
#include "text/language.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>

namespace sojourn::forms {

namespace {

struct said {
  std::string_view name;
  std::string_view vietnamese;
  std::string_view english;
};

constexpr auto phrases = std::to_array<said>({
    {"required", "bắt buộc", "required"},
    {"next", "Tiếp tục", "Continue"},
    {"back", "Quay lại", "Back"},
    {"send", "Gửi", "Send"},
    {"save", "Lưu để điền sau", "Save for later"},
    {"problem", "Có thông tin chưa đúng", "There is a problem"},
    {"problem_title", "Lỗi: ", "Error: "},
    {"more", "Xin trả lời thêm các câu dưới đây.", "Please answer these questions as well."},
    {"saved", "Đã lưu. Bạn có thể đóng trang này và mở lại bằng chính đường dẫn này.",
     "Saved. You can close this page and come back by the same link."},
    {"keep_address", "Đã lưu. Hãy giữ địa chỉ của trang này: mở lại địa chỉ đó để điền tiếp.",
     "Saved. Keep the address of this page: it leads back to what you wrote."},
    {"found_draft", "Bạn đã điền dở biểu mẫu này; xin điền tiếp.",
     "You had begun to fill this in; please go on."},
    {"stale",
     "Trang đã mở quá lâu hoặc trình duyệt không giữ cookie. Thông tin bạn nhập vẫn còn; xin gửi "
     "lại.",
     "The page was open too long, or the browser keeps no cookies. What you wrote is still here; "
     "please send it again."},
    {"thanks", "Cảm ơn bạn. Chúng tôi đã nhận được câu trả lời.",
     "Thank you. We have received your answer."},
    {"answered", "Bạn đã trả lời biểu mẫu này. Cảm ơn bạn.",
     "You have answered this already. Thank you."},
    {"not_yet", "Biểu mẫu chưa mở.", "This form is not open yet."},
    {"closed", "Biểu mẫu đã đóng.", "This form is closed."},
    {"needs_link", "Xin mở biểu mẫu bằng đường dẫn riêng mà chúng tôi đã gửi cho bạn.",
     "Please open this form by the personal link that we sent you."},
    {"gone", "Đường dẫn này không còn dùng được.", "This link is no longer valid."},
    {"no_page", "Không có trang này.", "There is no such page."},
    {"later", "Có quá nhiều yêu cầu; xin thử lại sau ít phút.",
     "There are too many requests; please try again in a few minutes."},
    {"trouble", "Chưa gửi được; xin thử lại sau ít phút.",
     "It could not be sent; please try again in a few minutes."},
    {"code", "Mã truy cập", "Access code"},
    {"code_wrong", "Mã chưa đúng.", "This code is not right."},
    {"code_missing", "Xin nhập mã.", "Please enter the code."},
    {"open", "Mở biểu mẫu", "Open the form"},
    {"choose", "Chọn", "Choose"},
    {"street", "Số nhà, đường", "House number and street"},
    {"ward", "Phường, xã", "Ward or commune"},
    {"province", "Tỉnh, thành phố", "Province or city"},
    {"stars_of_five", "trên 5 sao", "of 5 stars"},
    {"language", "Ngôn ngữ", "Language"},
    {"confirm_title", "Xác nhận đồng ý", "Confirm your consent"},
    {"confirm_text", "Bạn đồng ý nhận tin của chúng tôi qua kênh {channel}?",
     "Do you agree to get messages from us over {channel}?"},
    {"confirm_button", "Tôi đồng ý", "Yes, I agree"},
    {"confirmed", "Cảm ơn bạn đã xác nhận.", "Thank you for confirming."},
});

/// By the code of the mistake.
constexpr auto sentences = std::to_array<said>({
    {"required", "Xin điền phần này.", "Please fill this in."},
    {"too_long", "Xin viết không quá {limit} ký tự.",
     "Please write no more than {limit} characters."},
    {"not_one_line", "Có ký tự không dùng được; xin viết lại.",
     "There are characters that cannot be used; please write it again."},
    {"link", "Xin chỉ viết tên, không có đường dẫn.", "Please write a name, without a link."},
    {"not_a_number", "Xin viết một số.", "Please write a number."},
    {"too_many_decimals", "Xin viết không quá {limit} chữ số thập phân.",
     "Please write no more than {limit} decimals."},
    {"too_small", "Số nhỏ nhất là {limit}.", "The least is {limit}."},
    {"too_large", "Số lớn nhất là {limit}.", "The most is {limit}."},
    {"not_a_phone", "Xin viết một số điện thoại, ví dụ 0901 234 567.",
     "Please write a phone number, such as 0901 234 567."},
    {"not_an_email", "Xin viết một địa chỉ e-mail, ví dụ ten@example.com.",
     "Please write an e-mail address, such as name@example.com."},
    {"not_a_date", "Xin viết ngày, ví dụ 31/12/2026.", "Please write a day, such as 31/12/2026."},
    {"too_early", "Ngày sớm nhất là {limit}.", "The earliest day is {limit}."},
    {"too_late", "Ngày muộn nhất là {limit}.", "The latest day is {limit}."},
    {"not_a_choice", "Xin chọn một trong các lựa chọn.", "Please choose one of these."},
    {"too_few", "Xin chọn ít nhất {limit}.", "Please choose at least {limit}."},
    {"too_many", "Xin chọn nhiều nhất {limit}.", "Please choose at most {limit}."},
    {"not_a_tax_code", "Mã số thuế chưa đúng: 10 chữ số, hoặc 10 chữ số, gạch ngang và 3 chữ số.",
     "This is no tax code: it has 10 digits, or 10 digits, a dash and 3 digits."},
    {"too_much", "Nội dung quá dài; xin viết ngắn hơn.",
     "This is too much in all; please write less."},
});

std::string_view said_in(std::span<const said> table, std::string_view name,
                         std::string_view language) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const said& one) { return one.name == name; });
  if (found == table.end())
    throw std::logic_error{"no page says \"" + std::string{name} + "\""};
  return text::is_of_language(language, "vi") ? found->vietnamese : found->english;
}

} // namespace

std::string_view phrase(std::string_view name, std::string_view language) {
  return said_in(phrases, name, language);
}

std::string filled_in(std::string_view text, std::string_view name, std::string_view value) {
  const auto place = "{" + std::string{name} + "}";
  std::string made{text};
  if (const auto at = made.find(place); at != std::string::npos)
    made.replace(at, place.size(), value);
  return made;
}

std::string sentence(const field_error& wrong, std::string_view language) {
  const bool is_day = wrong.code == "too_early" || wrong.code == "too_late";
  return filled_in(said_in(sentences, wrong.code, language), "limit",
                   is_day ? text::format_date(wrong.limit, language, "UTC") : wrong.limit);
}

std::string language_for(const std::vector<std::string>& offered, std::string_view wanted,
                         std::string_view accepted) {
  const auto find = [&offered](std::string_view range) -> const std::string* {
    for (; !range.empty(); range = text::shortened(range)) {
      const auto found = std::find_if(offered.begin(), offered.end(), [&](const auto& one) {
        return text::is_same_tag(one, range);
      });
      if (found != offered.end())
        return &*found;
    }
    return nullptr;
  };
  if (const auto* found = find(wanted))
    return *found;
  // In the order in which browsers list them, which is that of their weights.
  while (!accepted.empty()) {
    const auto one = accepted.substr(0, accepted.find(','));
    accepted.remove_prefix(std::min(one.size() + 1, accepted.size()));
    if (const auto* found = find(trimmed(one.substr(0, one.find(';')))))
      return *found;
  }
  return offered.front();
}

} // namespace sojourn::forms
