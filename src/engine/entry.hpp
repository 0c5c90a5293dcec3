// Journal entries: the closed set of what can be written about an instance.
#pragma once

#include "engine/input.hpp"

#include <span>

namespace sojourn::engine {

/// The version of the payload format below; stored with each entry.
inline constexpr int entry_format = 1;

/// The format of an entry whose payload was erased; it is the empty text.
inline constexpr int erased_format = 0;

/// The facts that this turn used: dotted path → value.
struct facts_read {
  json values = json::object();
  bool operator==(const facts_read&) const = default;
};

struct delayed {
  std::string step;
  std::uint32_t visit = 0;
  instant until{};
  bool operator==(const delayed&) const = default;
};

struct wait_began {
  std::string step;
  std::uint32_t visit = 0;
  std::optional<instant> until{};
  bool operator==(const wait_began&) const = default;
};

/// A wait ended or a branch or split chose: the way taken and where it leads.
struct transition_taken {
  std::string step;
  std::uint32_t visit = 0;
  std::string transition;
  std::string to;
  bool operator==(const transition_taken&) const = default;
};

struct effect_requested {
  std::string step;
  std::uint32_t visit = 0;
  std::uint32_t attempt = 0;
  effect_kind kind = effect_kind::send;
  bool operator==(const effect_requested&) const = default;
};

/// A committed effect was taken back before it was handed over, or its result is no
/// longer wanted.
struct effect_revoked {
  std::string step;
  std::uint32_t visit = 0;
  bool operator==(const effect_revoked&) const = default;
};

struct retry_scheduled {
  std::string step;
  std::uint32_t visit = 0;
  std::uint32_t attempt = 0; ///< the one that comes
  instant until{};
  bool operator==(const retry_scheduled&) const = default;
};

struct voucher_issued {
  std::string step;
  std::string pool;
  std::string code;
  std::optional<instant> valid_until{}; ///< the code's own end, beside that of its pool
  bool operator==(const voucher_issued&) const = default;
};

struct subject_updated {
  std::string step;
  json set = json::object();
  bool operator==(const subject_updated&) const = default;
};

struct held {
  std::string step;
  std::string reason;
  std::string code{}; ///< the reason in a word
  bool operator==(const held&) const = default;
};

struct parked {
  bool operator==(const parked&) const = default;
};

struct ended {
  instance_status status = instance_status::completed;
  std::string reason;
  bool operator==(const ended&) const = default;
};

/// Another campaign is started for the subject.
struct start_requested {
  std::string step;
  std::uint32_t visit = 0;
  std::string campaign;
  json data = json::object();
  bool operator==(const start_requested&) const = default;
};

/// The instance paused its own campaign.
struct campaign_paused {
  std::string step;
  std::string reason;
  bool operator==(const campaign_paused&) const = default;
};

/// A show step put something into a slot.
struct placed {
  std::string step;
  std::uint32_t visit = 0;
  placement what;
  bool operator==(const placed&) const = default;
};

/// An event came during a pause when no further one was kept.
struct event_dropped {
  std::string type;
  std::uint32_t kept = 0; ///< how many are
  bool operator==(const event_dropped&) const = default;
};

/// A code that nobody was told goes back to its pool, with the points that it cost.
struct voucher_returned {
  std::string pool;
  std::string code;
  std::string why; ///< in a word: what became of the last message that was to tell it
  bool operator==(const voucher_returned&) const = default;
};

/// Tags were added to a list of the subject's record, and taken out of it.
struct subject_tagged {
  std::string step;
  std::string field;
  std::vector<std::string> add{};
  std::vector<std::string> remove{};
  bool operator==(const subject_tagged&) const = default;
};

/// The staff are asked to do something for the subject.
struct task_made {
  std::string step;
  std::uint32_t visit = 0;
  std::map<std::string, std::string> texts{}; ///< by language; "" in every one
  std::vector<std::string> done_by{};         ///< marks that do it, beside task_done
  std::optional<instant> due{};
  instant lasts_until{};
  bool operator==(const task_made&) const = default;
};

/// The personal data of the instance is gone: of the entries before this one only that they were
/// is left, so they cannot be replayed. Nothing follows.
struct erased {
  std::string erasure; ///< "era_12"
  bool operator==(const erased&) const = default;
};

/// The order of alternatives is the stored number of the type; only ever append.
using entry = std::variant<started, timer_due, event_arrived, effect_settled, commanded, facts_read,
                           delayed, wait_began, transition_taken, effect_requested, effect_revoked,
                           retry_scheduled, voucher_issued, subject_updated, held, parked, ended,
                           start_requested, campaign_paused, placed, event_dropped, erased,
                           voucher_returned, subject_tagged, task_made>;

/// Entries of the first `input_types` alternatives begin a turn.
inline constexpr std::size_t input_types = std::variant_size_v<input>;

/// "started", "timer_due", … by number; empty for a number nobody knows.
[[nodiscard]] std::string_view entry_type_name(std::size_t type);

/// The payload as compact JSON. Equal entries give equal bytes.
[[nodiscard]] std::string encode_entry(const entry& value);

/// The reverse. Errors: data_corrupt.
[[nodiscard]] result<entry> decode_entry(std::size_t type, std::string_view payload);

} // namespace sojourn::engine
