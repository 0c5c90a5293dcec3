#include "channels/email/mail_report.hpp"

#include "addresses/blanks.hpp"
#include "base/ascii.hpp"
#include "channels/email/mime_reader.hpp"
#include "channels/email/refusal.hpp"
#include "channels/utf8.hpp"

#include <algorithm>

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
    return fault_of(status, diagnostic) == mail_fault::address_dead ? receipt_kind::bounced
                                                                    : receipt_kind::failed;
  if (action == "delivered")
    return receipt_kind::delivered;
  return std::nullopt; // it is delayed, or went on to where nobody reports
}

/// The address in a field of a recipient: "rfc822; an@example.com", or "utf-8;
/// \\x{1EAF}n@example.com" where the report is in ASCII (RFC 6533, 3).
std::string address_in(std::string_view value) {
  const auto written = after_type(value);
  if (lower_ascii(value.substr(0, value.find(';'))) != "utf-8")
    return valid_utf8(std::string{written});
  std::string address;
  for (std::size_t at = 0; at < written.size();) {
    const auto end = written.find('}', at);
    if (written.substr(at, 3) != "\\x{" || end == std::string_view::npos || end - at > 9) {
      address += written[at++];
      continue;
    }
    char32_t code_point = 0;
    for (const char c : written.substr(at + 3, end - at - 3))
      code_point = code_point * 16 + static_cast<char32_t>(std::max(0, hex_digit(c)));
    addresses::append_code_point(address, code_point);
    at = end + 1;
  }
  return valid_utf8(std::move(address));
}

/// Whom a group of fields is about: the last address that the mail went to, and the one that we
/// gave, where the server kept it (RFC 3464, 2.3.1 and 2.3.2).
std::vector<std::string> recipients_in(const mime_part& group) {
  std::vector<std::string> found;
  for (const auto* name : {"final-recipient", "original-recipient"}) {
    if (auto one = address_in(group.header(name)); !one.empty())
      found.push_back(std::move(one));
  }
  return found;
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
    const auto status = enhanced_status_at(group.header("status"));
    const auto kind = kind_of(action, status, diagnostic);
    if (!kind)
      continue;
    messages::receipt heard;
    heard.kind = *kind;
    heard.channel = "email";
    heard.key = from.tracking();
    heard.recipients = recipients_in(group);
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
