#include "storage/verify/verify_messages.hpp"

#include "storage/erasures.hpp"
#include "storage/write/credit_orders.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <optional>
#include <unordered_map>

namespace sojourn::storage {

namespace {

constexpr std::size_t checked_at_once = 1'024;

class message_verifier {
public:
  message_verifier(table_set& tables, verification_report& report)
      : tables_{tables}, report_{report}, persons_move_{!tables.aliases.under_way().empty() ||
                                                        tables.erasures.any_at_work()} {}

  void run() {
    report_.run("messages in reports", [this] { check_sends(); });
    report_.run("messages in reports", [this] { check_chunks(); });
    report_.run("payments", [this] { check_payments(); });
  }

private:
  // ---- messages ---------------------------------------------------------------------------

  void check_sends() {
    std::int64_t after = 0;
    while (true) {
      const auto sends = tables_.sends.counted_after(after, checked_at_once);
      for (const auto& send : sends)
        check(send);
      if (sends.size() < checked_at_once)
        return;
      after = sends.back().number;
    }
  }

  void check(const send_table::counted_row& send) {
    const auto slot = slot_from(send.slot);
    const auto* place = place_of(slot.place);
    const auto wrong = [&](const char* what) {
      report_.add("message_counts_differ", "send " + std::to_string(send.number), what);
    };
    const auto bytes = tables_.message_chunks.bytes_of(slot);
    if (place == nullptr || bytes.empty())
      return wrong("it counts nowhere");
    auto& used = used_[message_chunk_table::key_of(slot)];
    if (used.test(index_in_chunk(slot.index)))
      return wrong("another send counts in its place");
    used.set(index_in_chunk(slot.index));
    if ((send.slot > 0) != send.entry.counts)
      return wrong("whether it counts as sent is not what its outcome says");
    if (place->campaign != send.campaign || place->step != send.step ||
        place->channel != send.channel || place->period != period_of(send.entry.sent_at))
      return wrong("it counts for another campaign, step, channel or time");
    auto expected = send.entry;
    expected.recipient = read_entry(bytes.data(), place->period).recipient;
    std::array<char, message_entry_bytes> written{};
    write_entry(expected, written.data());
    if (std::string_view{written.data(), written.size()} != bytes)
      return wrong("what was heard of it is not what counts");
    if (!is_for(expected.recipient, send.subject))
      return wrong("it counts for somebody else");
    for (const auto& at : {send.entry.read_at, send.entry.clicked_at}) {
      if (at && *at > place->heard_at)
        return wrong("its place does not know that it was read or clicked");
    }
  }

  bool is_for(std::uint32_t recipient, const std::string& subject) {
    const auto known = tables_.recipients.find(subject);
    return persons_move_ || (known && tables_.recipients.behind(recipient) == *known);
  }

  /// Mostly that of the send before.
  const message_place_table::row* place_of(std::int64_t key) {
    if (!place_ || place_->key != key)
      place_ = tables_.message_places.find(key);
    return place_ ? &*place_ : nullptr;
  }

  /// What counts and is no send's must be of one that was forgotten.
  void check_chunks() {
    std::int64_t after = 0;
    while (const auto chunk = tables_.message_chunks.next(after)) {
      after = chunk->key;
      const auto first = message_chunk_table::first_index(chunk->key);
      const auto place = message_chunk_table::place_of(chunk->key);
      if (place_of(place) == nullptr)
        report_.add("messages_without_place", "place " + std::to_string(place), "");
      const auto used = used_.find(chunk->key);
      message_chunk_table::each_entry(
          chunk->entries, first, 0, [&](std::int64_t index, const message_entry& entry) {
            const bool is_of_a_send =
                used != used_.end() && used->second.test(index_in_chunk(index));
            if (!is_of_a_send && !entry.is_forgotten)
              report_.add("message_without_send",
                          "place " + std::to_string(place) + ", message " + std::to_string(index),
                          "");
          });
    }
  }

  // ---- payments ---------------------------------------------------------------------------

  void check_payments() {
    std::string after;
    while (const auto owner = tables_.records.next_owner(after)) {
      after = *owner;
      check_payments_of(after);
    }
    after.clear();
    constexpr std::string_view erased = "erased:";
    while (const auto owner = tables_.payments.next_owner(after)) {
      after = *owner;
      if (!owner->starts_with(erased) && tables_.records.owned(*owner, "order").empty())
        report_.add("payments_differ", *owner, "there is no such order");
    }
  }

  void check_payments_of(const std::string& owner) {
    try {
      auto computed = compute_payments(tables_, owner);
      auto kept = tables_.payments.of(owner, instant::min());
      for (auto& one : kept) {
        one.number = 0;
        if (one.recipient)
          one.recipient = tables_.recipients.behind(*one.recipient);
      }
      std::ranges::sort(computed, {}, &payment_table::row::record);
      std::ranges::sort(kept, {}, &payment_table::row::record);
      if (computed != kept && !persons_move_)
        report_.add("payments_differ", owner,
                    std::to_string(kept.size()) +
                        " are kept, and they are not what orders and receipts give");
    } catch (const corrupt_row& failure) {
      report_.add("record_unreadable", owner, failure.what());
    }
  }

  [[nodiscard]] static std::size_t index_in_chunk(std::int64_t index) {
    return static_cast<std::size_t>(index % message_chunk_table::entries_per_chunk);
  }

  table_set& tables_;
  verification_report& report_;
  bool persons_move_; ///< a link or an erasure is under way
  std::optional<message_place_table::row> place_{};
  /// By chunk, which of its entries are of sends that are there.
  std::unordered_map<std::int64_t, std::bitset<message_chunk_table::entries_per_chunk>> used_{};
};

void check_starts(table_set& tables, start_tally counted, verification_report& report) {
  const auto compare = [&](const auto& where, std::int64_t written, std::int64_t found) {
    if (written != found)
      report.add("start_counts_differ",
                 "campaign " + std::to_string(where.first) + ", " +
                     to_text(begin_of_quarter(where.second)),
                 std::to_string(written) + " instead of " + std::to_string(found));
  };
  for (const auto& [where, written] : tables.start_counts.all()) {
    const auto found = counted.find(where);
    compare(where, written, found == counted.end() ? 0 : found->second);
    if (found != counted.end())
      counted.erase(found);
  }
  for (const auto& [where, count] : counted)
    compare(where, 0, count);
}

} // namespace

void verify_messages(table_set& tables, const start_tally& starts, verification_report& report) {
  message_verifier{tables, report}.run();
  report.run("starts", [&] { check_starts(tables, starts, report); });
}

} // namespace sojourn::storage
