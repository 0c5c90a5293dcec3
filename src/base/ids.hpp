// Strong ids: what names an instance, a subject, an effect.
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace sojourn {

/// Names one instance. Time-ordered: later instances have larger values, so that
/// new rows land on the last page of a table. Never 0 for a real instance.
struct instance_id {
  std::uint64_t value = 0;
  auto operator<=>(const instance_id&) const = default;
};

/// "ins_" and thirteen characters of Crockford's base 32; sorts as the value does.
[[nodiscard]] std::string to_text(instance_id id);

/// The reverse of to_text. Errors: invalid_id.
[[nodiscard]] result<instance_id> parse_instance_id(std::string_view text);

/// Hands out growing instance ids: milliseconds of `now` in the upper bits, a
/// counter below, never at or below one handed out before, even if a clock goes back.
class instance_id_source {
public:
  /// Continues after `last`, the largest id in use.
  explicit instance_id_source(instance_id last = {}) : last_{last} {}
  [[nodiscard]] instance_id next(instant now);

private:
  instance_id last_;
};

/// Whom an instance, a record or an event is about: a record type and an id in it.
struct subject_ref {
  std::string type;
  std::string id;
  auto operator<=>(const subject_ref&) const = default;
};

/// "customer:42".
[[nodiscard]] std::string to_text(const subject_ref& subject);

/// Reads "customer:42"; text without a colon is the id of a customer.
/// Errors: invalid_id.
[[nodiscard]] result<subject_ref> parse_subject(std::string_view text);

/// Whether `text` is UTF-8 of characters that can be seen: no control and no format characters
/// (U+0085, U+200B, U+202E, U+FEFF), no separators of lines and paragraphs, no noncharacters. Two
/// such texts that differ look different in a log, a list or a terminal, or nearly.
[[nodiscard]] bool is_visible_utf8(std::string_view text);

/// Whether `text` can be the id of a record: 1 to 128 bytes of is_visible_utf8.
[[nodiscard]] bool is_record_id(std::string_view text);

/// Whether `text` can be the type of an event: 1 to 255 bytes of is_visible_utf8 without blanks,
/// such as "order.paid" and "Microsoft.Storage.BlobCreated" (CloudEvents 1.0, "type").
[[nodiscard]] bool is_event_type(std::string_view text);

/// Whether `text` can name a campaign, pool, hook or record type:
/// 1 to 64 of a-z, 0-9, '-', '_' and '.', beginning with a letter or digit.
[[nodiscard]] bool is_name(std::string_view text);

/// Whether `text` can name a hosted form: 1 to 64 of a-z, 0-9, '-' and '_', beginning and ending
/// with a letter or digit, so that in a sentence its link ends where the name does.
[[nodiscard]] bool is_form_id(std::string_view text);

/// Whether `text` is UTF-8 (RFC 3629: no surrogates, no overlong forms).
[[nodiscard]] bool is_utf8(std::string_view text);

/// Names one effect for ever, over every retry: the channels pass it on as
/// Idempotency-Key, Message-ID and the like.
struct effect_key {
  instance_id instance;
  std::string step;
  std::uint32_t visit = 0;
  auto operator<=>(const effect_key&) const = default;
};

/// "ins_….STEP.VISIT".
[[nodiscard]] std::string to_text(const effect_key& key);

} // namespace sojourn

template <>
struct std::hash<sojourn::instance_id> {
  std::size_t operator()(sojourn::instance_id id) const noexcept {
    return std::hash<std::uint64_t>{}(id.value * 0x9E3779B97F4A7C15ull);
  }
};
