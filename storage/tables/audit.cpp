#include "storage/tables/audit.hpp"

#include "accounts/changes.hpp"
#include "base/ascii.hpp"
#include "base/json.hpp"
#include "signing/digest.hpp"
#include "signing/random.hpp"
#include "storage/audit.hpp"
#include "storage/sqlite/transaction.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace sojourn::storage {

namespace {

constexpr std::size_t salt_bytes = 16;
/// Lines that are dropped with one that is appended, at most: more than one, so that they end.

} // namespace

audit_line audit_table::read(const statement::rows& from) {
  audit_line line{.number = from.integer(0),
                  .at = from.at(1),
                  .who = from.text(2),
                  .address = from.text(3),
                  .action = from.text(4),
                  .target = from.text(5),
                  .why = from.text(6),
                  .changes = {}};
  if (!from.view(7).empty())
    line.changes = json::parse(from.view(7), nullptr, false);
  if (line.changes.is_discarded())
    throw corrupt_row{"the changes of line " + std::to_string(line.number) +
                      " of the audit are not JSON"};
  return line;
}

std::vector<audit_line> audit_table::find(const audit_query& what) {
  auto& asked = !what.target.empty() ? by_target_ : !what.who.empty() ? by_who_ : all_;
  // "campaign." begins all that is below "campaign/"; a whole name is alone in front of itself.
  auto behind = what.action;
  if (behind.ends_with('.'))
    behind.back() = '/';
  else
    behind += '\x01';
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const auto ms_of = [](const std::optional<instant>& at, std::int64_t otherwise) {
    return at ? to_unix_ms(*at) : otherwise;
  };
  std::vector<audit_line> found;
  auto rows =
      asked.query(what.target, what.who, what.action, behind,
                  ms_of(what.from, std::numeric_limits<std::int64_t>::min()), ms_of(what.to, most),
                  what.before == 0 ? most : what.before, what.limit, lower_ascii(what.text));
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::string audit_table::digest_of(const audit_line& line, const std::string& changes,
                                   const std::string& salt) {
  const json said{line.number, to_unix_ms(line.at), line.who, line.address,
                  line.action, line.target,         line.why, changes};
  return signing::sha256_hex(salt + dump(said));
}

std::string audit_table::chain_of(const std::string& before, const std::string& digest) {
  return signing::sha256_hex(before + digest);
}

audit_table::chain_ends audit_table::ends() {
  auto rows = ends_.query();
  if (!rows.next())
    return {};
  return {.dropped = rows.integer(0),
          .dropped_chain = rows.text(1),
          .last = rows.integer(2),
          .last_chain = rows.text(3)};
}

void audit_table::append(instant at, const audit_entry& entry, const std::string& address) {
  auto chained = ends();
  const audit_line line{.number = ++chained.last,
                        .at = at,
                        .who = entry.who,
                        .address = address,
                        .action = entry.action,
                        .target = entry.target,
                        .why = entry.why,
                        .changes = {}};
  const auto changes = entry.changes.empty() ? std::string{} : dump(entry.changes);
  const auto salt = signing::hex_encode(signing::random_bytes(salt_bytes));
  const auto digest = digest_of(line, changes, salt);
  chained.last_chain = chain_of(chained.last_chain, digest);
  insert_.run(line.number, at, line.who, line.address, line.action, line.target, line.why, changes,
              salt, digest, chained.last_chain);
  put_ends_.run(chained.dropped, chained.dropped_chain, chained.last, chained.last_chain);
}

int audit_table::drop(instant oldest, std::size_t most) {
  auto chained = ends();
  const auto before = chained.dropped;
  drop_older(chained, oldest, most);
  if (chained.dropped == before)
    return 0;
  put_ends_.run(chained.dropped, chained.dropped_chain, chained.last, chained.last_chain);
  return static_cast<int>(chained.dropped - before);
}

void audit_table::drop_older(chain_ends& ends, instant oldest, std::size_t most) {
  const auto before = ends.dropped;
  {
    auto rows = oldest_.query(most);
    while (rows.next() && rows.at(1) < oldest && rows.integer(0) < ends.last) {
      ends.dropped = rows.integer(0);
      ends.dropped_chain = rows.text(2);
    }
  }
  if (ends.dropped != before)
    drop_.run(ends.dropped);
}

std::vector<audit_table::chained_line> audit_table::after(std::int64_t number, std::size_t limit) {
  std::vector<chained_line> found;
  auto rows = after_.query(number, limit);
  while (rows.next())
    found.push_back({.line = read(rows),
                     .changes = rows.text(7),
                     .salt = rows.text(8),
                     .digest = rows.text(9),
                     .chain = rows.text(10)});
  return found;
}

namespace {

struct action_topic {
  std::string_view noun; ///< what the action begins with, up to its dot
  topic what;
};

/// Which pages show what the actions of operators change.
constexpr std::array action_topics{action_topic{"benchmarks", topic::suggestions},
                                   action_topic{"booster", topic::boosters},
                                   action_topic{"booster template", topic::boosters},
                                   action_topic{"budget", topic::budget},
                                   action_topic{"card", topic::boosters},
                                   action_topic{"channel", topic::channels},
                                   action_topic{"clock", topic::clock},
                                   action_topic{"consent", topic::records},
                                   action_topic{"eligibility", topic::boosters},
                                   action_topic{"form", topic::forms},
                                   action_topic{"hook", topic::hooks},
                                   action_topic{"identity", topic::records},
                                   action_topic{"import", topic::imports},
                                   action_topic{"job", topic::jobs},
                                   action_topic{"message", topic::messages},
                                   action_topic{"pool", topic::vouchers},
                                   action_topic{"record_type", topic::settings},
                                   action_topic{"restore", topic::settings},
                                   action_topic{"retention", topic::settings},
                                   action_topic{"role", topic::access},
                                   action_topic{"run", topic::campaigns},
                                   action_topic{"schedule", topic::campaigns},
                                   action_topic{"secret", topic::settings},
                                   action_topic{"segment", topic::segments},
                                   action_topic{"send_rules", topic::settings},
                                   action_topic{"session", topic::access},
                                   action_topic{"suggestion", topic::suggestions},
                                   action_topic{"suppression", topic::channels},
                                   action_topic{"token", topic::access},
                                   action_topic{"user", topic::access},
                                   action_topic{"voucher", topic::vouchers}};

void touch_by_action(transaction& tx, const audit_entry& entry) {
  const auto noun = std::string_view{entry.action}.substr(0, entry.action.find('.'));
  if (noun == "campaign") {
    tx.touch(topic::campaigns);
    tx.touch(topic::campaign, entry.target);
  } else if (const auto* const found = std::ranges::find(action_topics, noun, &action_topic::noun);
             found != action_topics.end()) {
    tx.touch(found->what);
  }
  tx.touch(topic::audit);
}

} // namespace

void write_audit(transaction& tx, instant at, const audit_entry& entry) {
  touch_by_action(tx, entry);
  tx.tables.audit.append(at, entry, tx.asked_from());
}

void write_audit_of_state(transaction& tx, instant at, audit_entry entry, std::string_view before,
                          std::string_view after) {
  entry.changes = accounts::changes_between(before.empty() ? json{} : json{{"state", before}},
                                            json{{"state", after}});
  write_audit(tx, at, entry);
}

void write_audit(transaction& tx, instant at, const std::string& who, const std::string& action,
                 const std::string& target, const std::string& why) {
  write_audit(tx, at, {.who = who, .action = action, .target = target, .why = why});
}

void set_asked_from(transaction& tx, std::string address) { tx.set_asked_from(std::move(address)); }

} // namespace sojourn::storage
