// Events: things that happened, each stored once.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

class transaction;

/// The source of the events that the daemon makes itself, such as voucher.redeemed; nobody
/// else may use it, or a forged id would make the real one a duplicate.
inline constexpr std::string_view own_event_source = "sojourn";

struct stored_event {
  std::int64_t number = 0;
  std::string source;
  std::string id;
  std::string type;
  subject_ref subject;
  instant at{};
  json data;
};
struct event_written {
  bool duplicate = false; ///< (source, id) was seen; nothing was written
  std::int64_t number = 0;
  instant kept_until{}; ///< so long it is known, and found by waits that look back
  std::vector<inbox_entry>
      inbox_entries; ///< one for each instance that waits, each campaign it starts
  /// Campaigns with a start for the subject that was stored before and hears this when it begins.
  std::vector<std::string> heard_at_start{};
};
/// Stores an event, one inbox entry for each instance that waits for its type and subject, and
/// one start for each listener to its type (payload {"type": "event", "event", "id", "source",
/// "data"}). One of somebody else's that tells what a record has told is a duplicate of that.
[[nodiscard]] result<event_written> write_event(transaction& tx, const stored_event& event,
                                                const listener_set& listeners, instant now);

/// Which events are listed; an empty text: any.
struct event_query {
  std::string subject{}; ///< "customer:42"
  std::string type{};
  std::string source{};
  std::string text{}; ///< that the data hold, as they are written
  std::optional<instant> from{};
  std::optional<instant> to{}; ///< the first instant after
  std::int64_t before = 0;     ///< number; 0: from the newest on
  std::size_t limit = 100;
};

/// Reads events; see reader for what holds of all of them.
class event_reader {
public:
  virtual ~event_reader() = default;

  struct events_found {
    std::vector<stored_event> events;
    std::int64_t newest = 0;
  };
  struct page {
    std::vector<json> items;
    std::int64_t next = 0; ///< the number to go on before; 0: there are no more
  };
  /// From new to old, in the order in which they were stored. A page may hold fewer than asked for,
  /// or none, and still have a next one: only so many are looked at.
  [[nodiscard]] virtual page find(const event_query& what) = 0;
  /// The events of these types about a subject that have a greater number than `after`, in their
  /// order, and the number of the newest event of all, as of one moment.
  [[nodiscard]] virtual events_found
  since(const subject_ref& subject, const std::set<std::string>& types, std::int64_t after) = 0;
};

} // namespace sojourn::storage
