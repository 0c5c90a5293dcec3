#include "channels/email/mail_report.hpp"

#include "base/ascii.hpp"
#include "channels/email/mime_reader.hpp"
#include "channels/utf8.hpp"

#include <algorithm>
#include <array>

namespace sojourn::channels {

namespace {

using messages::receipt_kind;

constexpr std::size_t tracking_digits = 32;
/// Bytes of a server's words that are kept.
constexpr std::size_t most_detail_bytes = 500;

bool is_tracking(std::string_view text) {
  return text.size() == tracking_digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "5.1.1" at the beginning of `text`; empty: there is none.
std::string_view status_at(std::string_view text) {
  std::size_t end = 0;
  int dots = 0;
  for (; end < text.size() && (is_digit(text[end]) || text[end] == '.'); ++end)
    dots += text[end] == '.' ? 1 : 0;
  return dots == 2 ? text.substr(0, end) : std::string_view{};
}

/// What stands after the type of a field: "rfc822; an@example.com", "smtp; 550 5.1.1 …".
std::string_view after_type(std::string_view value) {
  const auto mark = value.find(';');
  if (mark == std::string_view::npos)
    return value;
  value.remove_prefix(mark + 1);
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  return value;
}

/// The tracking in an address to which reports come: "bounces+TRACKING@shop.example".
std::optional<std::string> tracking_in_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at < tracking_digits + 1)
    return std::nullopt;
  const auto candidate = lower_ascii(text.substr(at - tracking_digits, tracking_digits));
  const auto before = text[at - tracking_digits - 1];
  const bool is_apart = std::string_view{"+-=._"}.find(before) != std::string_view::npos;
  return is_apart && is_tracking(candidate) ? std::optional{candidate} : std::nullopt;
}

struct report {
  mime_part whole;
  std::vector<mime_part> parts;
  std::string_view domain;

  [[nodiscard]] const mime_part* part_of_type(std::string_view type) const {
    const auto found = std::find_if(parts.begin(), parts.end(), [&](const mime_part& part) {
      return media_type(part.header("content-type")) == type;
    });
    return found == parts.end() ? nullptr : &*found;
  }

  /// The headers of our mail, which came back with the report.
  [[nodiscard]] std::string tracking() const {
    for (const auto* type :
         {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}) {
      const auto* part = part_of_type(type);
      if (part == nullptr)
        continue;
      const auto text = decoded_body(*part);
      if (auto found = tracking_named(read_mime_part(text).header("message-id"), domain))
        return std::move(*found);
    }
    for (const auto* name : {"delivered-to", "x-original-to", "envelope-to", "to"})
      if (auto found = tracking_in_address(whole.header(name)))
        return std::move(*found);
    return {};
  }
};

std::optional<receipt_kind> kind_of(std::string_view action, std::string_view status,
                                    std::string_view diagnostic) {
  if (action == "failed")
    return blames_address(status, diagnostic) ? receipt_kind::bounced : receipt_kind::failed;
  if (action == "delivered")
    return receipt_kind::delivered;
  return std::nullopt; // it is delayed, or went on to where nobody reports
}

/// Groups of fields with empty lines between them: the mail's first, then one a recipient.
std::vector<mime_part> groups_of(std::string_view text) {
  std::vector<mime_part> groups;
  while (!text.empty() && groups.size() < most_mime_parts) {
    auto group = read_mime_part(text);
    text = group.body;
    if (!group.headers.empty())
      groups.push_back(std::move(group));
  }
  return groups;
}

std::vector<messages::receipt> read_delivery_status(const report& from, std::string_view text,
                                                    instant at) {
  std::vector<messages::receipt> read;
  for (const auto& group : groups_of(text)) {
    const auto action = lower_ascii(group.header("action"));
    const auto diagnostic = after_type(group.header("diagnostic-code"));
    const auto status = status_at(group.header("status"));
    const auto kind = kind_of(action, status, diagnostic);
    if (!kind)
      continue;
    messages::receipt heard;
    heard.kind = *kind;
    heard.channel = "email";
    heard.key = from.tracking();
    heard.at = at;
    heard.code = status;
    heard.detail = valid_utf8(std::string{diagnostic.substr(0, most_detail_bytes)});
    read.push_back(std::move(heard));
  }
  return read;
}

std::vector<messages::receipt> read_feedback(const report& from, std::string_view text,
                                             instant at) {
  const auto type = lower_ascii(read_mime_part(text).header("feedback-type"));
  messages::receipt heard;
  if (type == "abuse" || type == "fraud")
    heard.kind = receipt_kind::complained;
  else if (type.starts_with("opt-out"))
    heard.kind = receipt_kind::unsubscribed;
  else
    return {}; // "not-spam", or a report on how mails are signed
  heard.channel = "email";
  heard.key = from.tracking();
  heard.at = at;
  heard.code = heard.kind == receipt_kind::complained ? type : "opt-out";
  return {std::move(heard)};
}

} // namespace

bool may_be_report(std::string_view content_type) {
  const auto type = media_type(content_type);
  return type == "message/rfc822" || type == "message/global" || type == "multipart/report";
}

std::optional<std::string> tracking_named(std::string_view text, std::string_view domain) {
  if (text.starts_with('<') && text.ends_with('>'))
    text = text.substr(1, text.size() - 2);
  const auto at = text.find('@');
  const auto name = text.substr(0, at);
  const bool is_ours =
      at == std::string_view::npos || lower_ascii(text.substr(at + 1)) == lower_ascii(domain);
  return is_ours && is_tracking(name) ? std::optional{std::string{name}} : std::nullopt;
}

bool blames_address(std::string_view status, std::string_view diagnostic) {
  // What the last server said is more precise than what the report makes of it.
  const auto code = diagnostic.substr(0, 3);
  const bool has_code = code.size() == 3 && std::all_of(code.begin(), code.end(), is_digit);
  if (has_code && diagnostic.size() > 4) {
    if (const auto own = status_at(diagnostic.substr(4)); !own.empty())
      status = own;
  }
  if (!status.starts_with("5."))
    return false;
  constexpr std::array<std::string_view, 9> about_address{
      "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1", "5.4.4"};
  if (std::find(about_address.begin(), about_address.end(), status) != about_address.end())
    return true;
  // A server that says no more than "failed": its reply code is all there is.
  return status == "5.0.0" &&
         (!has_code || code == "550" || code == "551" || code == "553" || code == "556");
}

result<std::vector<messages::receipt>> read_mail_report(std::string_view body,
                                                        std::string_view content_type,
                                                        std::string_view domain, instant at) {
  report read{.whole = {}, .parts = {}, .domain = domain};
  std::string type{content_type};
  auto parts = body;
  if (media_type(content_type) != "multipart/report") {
    read.whole = read_mime_part(body);
    type = read.whole.header("content-type");
    parts = read.whole.body;
  }
  if (media_type(type) == "multipart/report")
    read.parts = parts_of(parts, parameter_of(type, "boundary"));
  for (const auto* status : {"message/delivery-status", "message/global-delivery-status"})
    if (const auto* part = read.part_of_type(status))
      return read_delivery_status(read, decoded_body(*part), at);
  if (const auto* part = read.part_of_type("message/feedback-report"))
    return read_feedback(read, decoded_body(*part), at);
  return fail(error_code::invalid_request,
              "this is no report on a mail: neither message/delivery-status (RFC 3464) nor "
              "message/feedback-report (RFC 5965) is in it");
}

} // namespace sojourn::channels
