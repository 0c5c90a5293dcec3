#include "base/ascii.hpp"
#include "base/json_schema.hpp"
#include "calendar/calendar.hpp"
#include "hooks/hook.hpp"
#include "hooks/read_mapping.hpp"
#include "hooks/rule_reader.hpp"

#include <algorithm>
#include <array>

namespace sojourn::hooks {

extern const std::string_view hook_schema_text; // hook.schema.json

namespace {

using namespace std::chrono_literals;

constexpr milliseconds longest_tolerance = 24h;
constexpr std::string_view body_mark = "{body}";
constexpr std::string_view timestamp_mark = "{timestamp}";
constexpr auto schemes = std::to_array<std::string_view>(
    {"standard_webhooks", "hmac_sha256", "hmac_sha1", "hmac_sha512"});

struct schemas {
  std::shared_ptr<const json> document =
      std::make_shared<const json>(json::parse(hook_schema_text));
  json_schema whole{document};
  json_schema standard_webhooks{document, "standard_webhooks"};
  json_schema keyed_digest{document, "keyed_digest"};
};

const schemas& language() {
  static const schemas all;
  return all;
}

/// Reads the parts of a document that its schema has passed.
class reader {
public:
  reader(const json& source, mistake_list& mistakes) : source_{source}, mistakes_{mistakes} {}

  definition read() {
    definition hook;
    hook.signature = read_signature();
    hook.when = rule_at("when");
    if (const auto* mapped = find_member(source_, "mapping"))
      hook.mapping = read_mapping(*mapped, language().document, mistakes_);
    hook.dedupe_key = rule_at("dedupe_key");
    hook.form_field = source_.value("form_field", std::string{});
    if (const auto* ping = find_member(source_, "ping"))
      hook.ping_field = ping->at("form_field").get<std::string>();
    if (const auto* limit = find_member(source_, "rate_limit")) {
      hook.limit.per_second = limit->at("per_second").get<double>();
      hook.limit.burst = limit->value("burst", std::max(1.0, 2 * hook.limit.per_second));
    }
    hook.source = source_;
    hook.source.erase("id");
    hook.source.erase("secrets");
    return hook;
  }

private:
  std::optional<rules::rule> rule_at(const char* name) {
    static const rule_roots roots{"body", "headers"};
    const auto* source = find_member(source_, name);
    return source == nullptr ? std::nullopt
                             : read_rule(*source, pointer_to("", name), roots, mistakes_);
  }

  signature read_signature() {
    const auto* place = find_member(source_, "signature");
    if (place == nullptr)
      return standard_webhooks{};
    const auto scheme = place->find("scheme");
    if (scheme == place->end()) {
      mistakes_.add("/signature/scheme", "\"scheme\" is missing: one of " + listed(schemes));
      return {};
    }
    if (std::ranges::none_of(schemes, [&](auto known) { return *scheme == known; })) {
      mistakes_.add("/signature/scheme",
                    "expected one of " + listed(schemes) + ", not " + shown(*scheme));
      return {};
    }
    const bool is_standard = *scheme == schemes[0];
    (is_standard ? language().standard_webhooks : language().keyed_digest)
        .check(*place, "/signature", mistakes_);
    if (mistakes_.any_below("/signature"))
      return {};
    const auto tolerance = read_tolerance(*place);
    if (is_standard)
      return standard_webhooks{tolerance};
    return read_digest(*place, tolerance);
  }

  std::optional<milliseconds> read_tolerance(const json& place) {
    const auto* text = find_member(place, "tolerance");
    if (text == nullptr)
      return std::nullopt;
    const auto length = calendar::parse_duration(text->get<std::string>());
    const bool is_exact = length && length->years == 0 && length->months == 0 && length->days == 0;
    if (!length)
      mistakes_.add("/signature/tolerance", length.error().message);
    else if (!is_exact || length->exact < 1s || length->exact > longest_tolerance)
      mistakes_.add("/signature/tolerance", "a tolerance is \"PT1S\" to \"PT24H\"");
    return is_exact ? std::optional{length->exact} : std::nullopt;
  }

  keyed_digest read_digest(const json& place, std::optional<milliseconds> tolerance) {
    keyed_digest read;
    read.hash = place.at("scheme") == "hmac_sha1"     ? signing::hash::sha1
                : place.at("scheme") == "hmac_sha512" ? signing::hash::sha512
                                                      : signing::hash::sha256;
    read.separator = place.value("separator", std::string{","}).front();
    if (place.value("timestamp_format", std::string{}) == "rfc3339")
      read.timestamp_format = time_format::rfc3339;
    read.header = lower_ascii(place.at("header").get<std::string>());
    read.encoding = place.at("encoding") == "hex" ? text_encoding::hex : text_encoding::base64;
    read.prefix = place.value("prefix", std::string{});
    read.timestamp_header = lower_ascii(place.value("timestamp_header", std::string{}));
    read.timestamp_prefix = place.value("timestamp_prefix", std::string{});
    read.tolerance = tolerance;
    const bool has_time = !read.timestamp_header.empty();
    read.signed_text = place.value("signed", has_time ? std::string{"{timestamp}.{body}"}
                                                      : std::string{body_mark});
    check_signed_text(read.signed_text, has_time);
    if (read.header == read.timestamp_header &&
        (read.prefix.empty() || read.timestamp_prefix.empty() ||
         read.prefix == read.timestamp_prefix))
      mistakes_.add("/signature/timestamp_header",
                    "time and signature stand in one header; tell them apart by \"prefix\" and "
                    "\"timestamp_prefix\"");
    return read;
  }

  void check_signed_text(const std::string& text, bool has_time) {
    const auto body = text.find(body_mark);
    if (body == std::string::npos || text.find(body_mark, body + 1) != std::string::npos)
      mistakes_.add("/signature/signed", "write {body} once, where the body stands");
    const bool signs_time = text.find(timestamp_mark) != std::string::npos;
    if (has_time && !signs_time)
      mistakes_.add("/signature/signed", "the timestamp is not signed, so anybody could change it; "
                                         "write {timestamp} where the sender has it, or leave out "
                                         "\"timestamp_header\"");
    if (!has_time && signs_time)
      mistakes_.add("/signature/signed",
                    "name the header of the timestamp in \"timestamp_header\"");
  }

  const json& source_;
  mistake_list& mistakes_;
};

bool nests_too_deep(const json& value, int depth = 1) {
  return value.is_structured() &&
         (depth > json_max_depth || std::ranges::any_of(value, [&](const json& part) {
            return nests_too_deep(part, depth + 1);
          }));
}

} // namespace

result<document> read_document(const json& source) {
  const auto refuse = [](std::vector<error_detail> details) {
    return fail(error_code::invalid_request, "the hook has errors", std::move(details));
  };
  if (nests_too_deep(source))
    return refuse({{"", "it nests deeper than " + std::to_string(json_max_depth) + " levels"}});
  mistake_list mistakes;
  language().whole.check(source, "", mistakes);
  if (!mistakes.empty())
    return refuse(mistakes.sorted());
  auto hook = std::make_shared<definition>(reader{source, mistakes}.read());
  document read{hook, source.value("secrets", std::vector<std::string>{})};
  if (mistakes.empty()) {
    for (std::size_t i = 0; i < read.secrets.size(); ++i) {
      if (const auto fits =
              check_secret(hook->signature, read.secrets[i], pointer_to("/secrets", i));
          !fits)
        mistakes.add(fits.error().details.front().pointer, fits.error().details.front().message);
    }
  }
  if (!mistakes.empty())
    return refuse(mistakes.sorted());
  return read;
}

} // namespace sojourn::hooks
