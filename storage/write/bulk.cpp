#include "storage/write/bulk.hpp"

#include "storage/journal.hpp"
#include "storage/options.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/data_file.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/turns.hpp"
#include "storage/write/count_messages.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

constexpr std::int64_t instances_per_commit = 100'000;
constexpr std::size_t subject_digits = 9;

std::vector<std::size_t> places_of(std::string_view name, const std::string& text) {
  std::vector<std::size_t> places;
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + name.size()))
    places.push_back(at);
  return places;
}

/// A text of a template, with the places of what differs between instances.
class stencil {
public:
  stencil(std::string text, std::string_view id, std::string_view subject)
      : text_{std::move(text)}, ids_{places_of(id, text_)}, subjects_{places_of(subject, text_)} {}

  const std::string& cut(std::string_view id, std::string_view subject) {
    for (const auto at : ids_)
      text_.replace(at, id.size(), id);
    for (const auto at : subjects_)
      text_.replace(at, subject.size(), subject);
    return text_;
  }

private:
  std::string text_;
  std::vector<std::size_t> ids_;
  std::vector<std::size_t> subjects_;
};

/// Writes the instances of one template after the other.
class seeder {
public:
  seeder(transaction& tx, const turn_write& turn, const version_info& version)
      : tx_{tx}, turn_{turn}, version_{version}, state_{*turn.after}, own_key_{state_.reentry_key !=
                                                                               state_.subject.id},
        encoded_{turn.encoded_state, to_text(state_.id), state_.subject.id} {
    const auto id = to_text(state_.id);
    for (const auto& entry : turn.entries)
      payloads_.emplace_back(entry.payload, id, state_.subject.id);
  }

  void write(std::int64_t number, std::uint64_t offset) {
    state_.id = {turn_.after->id.value + offset};
    state_.subject.id = seed_subject_id(number);
    if (!own_key_)
      state_.reentry_key = state_.subject.id;
    const auto id = to_text(state_.id);
    const auto subject = to_text(state_.subject);

    journal_position head = 0;
    for (std::size_t i = 0; i < payloads_.size(); ++i) {
      const auto position = tx_.next_position();
      tx_.tables.journal.append(position, state_.id, head, turn_.at, turn_.entries[i].type,
                                payloads_[i].cut(id, state_.subject.id));
      head = position;
    }
    (void)tx_.tables.instances.insert(state_, turn_.version, version_.campaign_key, subject,
                                      encoded_.cut(id, state_.subject.id), head, turn_.at);
    if (state_.due)
      tx_.tables.timers.insert(*state_.due, state_.id);
    for (const auto& event : turn_.waits_after)
      tx_.tables.waits.insert(event, subject, state_.id);
    if (turn_.policy != campaign::reentry_policy::parallel)
      tx_.tables.reentry.put(version_.campaign_key, state_.reentry_key, state_.id, true);
  }

  void count(std::int64_t instances) {
    tx_.count(turn_.version, state_.status, state_.step, instances);
    tx_.count_starts(version_.campaign_key, state_.started_at, instances);
    tx_.count(counter::timers, state_.due ? instances : 0);
    if (turn_.graph != nullptr) {
      auto changes = *turn_.graph;
      for (auto& one : changes)
        one.change *= instances;
      tx_.count(std::make_shared<const graph_changes>(std::move(changes)));
    }
    tx_.count(counter::waits, instances * static_cast<std::int64_t>(turn_.waits_after.size()));
  }

private:
  transaction& tx_;
  const turn_write& turn_;
  const version_info& version_;
  engine::instance_state state_;
  bool own_key_;
  std::vector<stencil> payloads_;
  stencil encoded_;
};

result<void> check(const turn_write& turn, std::int64_t number, const version_info* version,
                   instance_id last) {
  const auto refuse = [&](const std::string& why) {
    return fail(error_code::invalid_request,
                "the template of instance " + std::to_string(number) + " " + why);
  };
  if (!turn.after || turn.entries.empty() || turn.expected_head != 0)
    return refuse("does not begin an instance");
  if (!version)
    return refuse("names a version that is not there");
  if (turn.after->subject.id != seed_subject_id(number))
    return refuse("is not about " + seed_subject_id(number));
  if (turn.after->status != engine::instance_status::waiting || turn.after->effect)
    return refuse("does not sleep");
  if (turn.after->id <= last)
    return refuse("has an id that is not above those before it");
  return {};
}

/// Until the journal mode is WAL again: fast, and lost with a crash.
void write_without_care(connection& db) {
  db.execute("PRAGMA synchronous = OFF");
  (void)db.text("PRAGMA journal_mode = OFF");
  db.execute("PRAGMA cache_size = -262144");
}

} // namespace

result<void> seed_records(const store_options& options, const record_seeding& what, instant now) {
  auto data = open_data(options);
  if (!data)
    return fail(std::move(data.error()));
  try {
    auto& db = (*data)->db;
    write_without_care(db);
    transaction tx{db, {}};
    tx.begin();
    tx.begin_unit();
    for (std::int64_t number = 0; number < what.count; ++number) {
      for (const auto& [record, value] : what.make(number)) {
        auto written = write_record(tx, record_write_kind::put, record, value, {}, {}, now);
        if (!written)
          return fail(std::move(written.error()));
      }
    }
    tx.release_unit();
    tx.write_counts();
    tx.commit();
    (void)db.text("PRAGMA journal_mode = WAL");
    return {};
  } catch (const sqlite_error& failure) {
    return fail(to_error(failure));
  }
}

namespace {

/// A send, and its receipts as write_receipt stores them, without what these cause.
void write_seeded(transaction& tx, const seeded_message& what, std::int64_t number) {
  send_request request;
  request.key = {{static_cast<std::uint64_t>(number) + 1}, what.step, 1};
  request.message = {.subject = what.subject,
                     .campaign = what.campaign,
                     .channel = what.channel,
                     .zone = "UTC",
                     .at = what.at};
  request.version = 1;
  request.name = what.step;
  const auto tracking = tracking_of(request.key);
  const auto slot = count_message(tx, request);
  (void)tx.tables.sends.put(tracking, request, slot, false);
  tx.tables.sends.settle(
      {.tracking = tracking, .outcome = outcome::accepted, .code = {}, .provider_id = {}});
  const auto hear_of = [&](messages::receipt_kind kind, const std::optional<instant>& at) {
    if (!at)
      return;
    const auto send = tx.tables.sends.by_tracking(tracking);
    messages::receipt heard;
    heard.kind = kind;
    heard.channel = what.channel;
    heard.at = *at;
    (void)tx.tables.sends.add_receipt(send->number, heard, *at);
    tx.tables.sends.note(send->number, heard);
    count_heard(tx, *send, heard);
  };
  hear_of(messages::receipt_kind::read, what.read_at);
  hear_of(messages::receipt_kind::clicked, what.clicked_at);
}

} // namespace

result<void> seed_messages(const store_options& options, const message_seeding& what) {
  auto data = open_data(options);
  if (!data)
    return fail(std::move(data.error()));
  try {
    constexpr std::int64_t at_once = 10'000;
    auto& db = (*data)->db;
    write_without_care(db);
    transaction tx{db, {}};
    for (std::int64_t number = 0; number < what.count;) {
      tx.begin();
      tx.begin_unit();
      for (const auto end = std::min(what.count, number + at_once); number < end; ++number)
        write_seeded(tx, what.make(number), number);
      tx.release_unit();
      tx.write_counts();
      tx.commit();
    }
    (void)db.text("PRAGMA journal_mode = WAL");
    return {};
  } catch (const sqlite_error& failure) {
    return fail(to_error(failure));
  }
}

std::string seed_subject_id(std::int64_t number) {
  auto digits = std::to_string(number);
  digits.insert(0, subject_digits - std::min(subject_digits, digits.size()), '0');
  return "seed-" + digits;
}

result<void> seed_sleepers(const store_options& options, const seeding& what) {
  auto data = open_data(options);
  if (!data)
    return fail(std::move(data.error()));
  try {
    auto& db = (*data)->db;
    write_without_care(db);
    transaction tx{db, {}};
    auto last = tx.tables.instances.last_id();
    tx.begin();
    tx.begin_unit();
    for (std::int64_t number = 0; number < what.count; number += what.per_template) {
      const auto turn = what.make_template(number);
      const auto* version = tx.tables.campaigns.info(turn.version);
      if (auto checked = check(turn, number, version, last); !checked)
        return checked;
      const auto count = std::min(what.per_template, what.count - number);
      seeder from{tx, turn, *version};
      for (std::int64_t i = 0; i < count; ++i)
        from.write(number + i, static_cast<std::uint64_t>(i));
      from.count(count);
      last = {turn.after->id.value + static_cast<std::uint64_t>(count) - 1};
      if ((number + count) / instances_per_commit != number / instances_per_commit) {
        tx.release_unit();
        tx.write_counts();
        tx.commit();
        tx.begin();
        tx.begin_unit();
      }
    }
    tx.release_unit();
    tx.write_counts();
    tx.commit();
    (void)db.text("PRAGMA journal_mode = WAL");
    return {};
  } catch (const sqlite_error& failure) {
    return fail(to_error(failure));
  }
}

} // namespace sojourn::storage
