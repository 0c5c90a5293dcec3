#include "fixture.hpp"

#include "storage/campaigns.hpp"
#include "storage/instances.hpp"
#include "storage/listeners.hpp"
#include "storage/operation.hpp"
#include "storage/turns.hpp"

#include <algorithm>

namespace sojourn::storage {

raw_file::raw_file(const std::string& path) {
  if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK)
    throw std::runtime_error{sqlite3_errmsg(handle_)};
}

raw_file::~raw_file() { sqlite3_close(handle_); }

void raw_file::run(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw std::runtime_error{sqlite3_errmsg(handle_)};
}

std::int64_t raw_file::integer(const std::string& sql) { return std::stoll(text(sql)); }

std::string raw_file::text(const std::string& sql) {
  sqlite3_stmt* query = nullptr;
  if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &query, nullptr) != SQLITE_OK)
    throw std::runtime_error{sqlite3_errmsg(handle_)};
  std::string found;
  if (sqlite3_step(query) == SQLITE_ROW && sqlite3_column_text(query, 0))
    found = reinterpret_cast<const char*>(sqlite3_column_text(query, 0));
  sqlite3_finalize(query);
  return found;
}

traveller::traveller(store& data, instance_id_source& ids, json source) : data_{data}, ids_{ids} {
  definition = campaign::read_definition(source).value();
  const auto written = storage::write(data, [&](transaction& tx) {
    return write_version(tx, definition->id, source, false, "test", monday);
  });
  version = written->version.key;
  number = written->version.version;
}

turn_write traveller::encode(const engine::turn& turn, instant now,
                             std::shared_ptr<const engine::instance_state> before) {
  turn_write written;
  written.version = version;
  written.campaign = definition->id;
  written.policy = definition->reentry.policy;
  written.at = now;
  for (const auto& entry : turn.entries) {
    written.entries.push_back(
        {static_cast<std::uint8_t>(entry.index()), engine::encode_entry(entry)});
    if (const auto* task = std::get_if<engine::task_made>(&entry))
      written.tasks.push_back(*task);
  }
  written.after = std::make_shared<engine::instance_state>(turn.after);
  written.encoded_state = engine::encode_state(turn.after);
  if (before)
    written.waits_before = engine::subscriptions(*definition, *before);
  written.waits_after = engine::subscriptions(*definition, turn.after);
  written.before = std::move(before);
  written.patches = turn.patches;
  written.starts = turn.starts;
  written.pauses_campaign = turn.pauses_campaign;
  written.graph = std::make_shared<const graph_changes>(
      graph_changes_of(version, version, definition->timezone, turn.passages));
  written.listeners = std::make_shared<const listener_set>(listeners);
  return written;
}

std::optional<std::string> code_in(const std::optional<engine::booking_outcome>& outcome) {
  const auto* code = outcome ? find_path(outcome->booked, "code") : nullptr;
  return code != nullptr ? std::optional{code->get<std::string>()} : std::nullopt;
}

turn_write traveller::begin(const std::string& subject, instant now, json trigger) {
  const auto about = parse_subject(subject).value();
  trigger.emplace("type", "manual");
  const engine::started how{.id = ids_.next(now),
                            .campaign = definition->id,
                            .version = number,
                            .subject = about,
                            .reentry_key =
                                engine::reentry_key(*definition, about, trigger, {}, {}).value(),
                            .trigger = trigger,
                            .who = "test"};
  return encode(engine::advance(*definition, {}, how, now, {}).value(), now, nullptr);
}

turn_write traveller::step(instance_id id, const engine::input& what, instant now) {
  const auto stored = data_.reader().instances().load(id).value();
  const auto before = std::make_shared<engine::instance_state>(stored.state);
  auto turn = encode(engine::advance(*definition, *before, what, now, {}).value(), now, before);
  turn.expected_head = stored.head;
  return turn;
}

result<turn_written> traveller::write(const turn_write& turn) {
  return storage::write(data_, [&](transaction& tx) { return write_turn(tx, turn); });
}

instance_id traveller::start(const std::string& subject, instant now) {
  const auto turn = begin(subject, now);
  const auto written = write(turn);
  EXPECT_TRUE(written) << written.error().message;
  return turn.after->id;
}

turn_written traveller::go(instance_id id, const engine::input& what, instant now) {
  const auto turn = step(id, what, now);
  EXPECT_FALSE(turn.entries.empty()) << "the input meant nothing";
  const auto written = write(turn);
  EXPECT_TRUE(written) << written.error().message;
  return written.value();
}

engine::effect_settled traveller::code_given(instance_id id, const std::string& code) {
  const auto effect = state(id).effect.value();
  engine::effect_settled settled;
  settled.step = effect.step;
  settled.visit = effect.visit;
  settled.attempt = effect.attempt;
  settled.how = outcome::accepted;
  settled.response = {{"code", code}};
  return settled;
}

turn_written traveller::take_code(instance_id id, const std::string& code, instant now) {
  return go(id, code_given(id, code), now);
}

engine::instance_state traveller::state(instance_id id) {
  return data_.reader().instances().load(id).value().state;
}

storage_test::storage_test() { options.directory = folder.path() + "/data"; }

void storage_test::open() {
  auto opened = store::open(options);
  ASSERT_TRUE(opened) << opened.error().message;
  data = std::move(*opened);
}

std::vector<std::string> storage_test::violations() {
  const auto found = data ? data->verify({}) : verify_offline(options, {});
  EXPECT_TRUE(found) << found.error().message;
  std::vector<std::string> names;
  if (!found)
    return names;
  for (const auto& violation : found->violations)
    names.push_back(violation.what);
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

json sleeper(const std::string& policy) {
  return json::parse(R"({
    "id": "sleeper", "name": "Sleeper", "trigger": {"type": "manual"},
    "reentry": {"policy": ")" +
                     policy + R"("}, "goal": {"event": "order.paid"},
    "start": "rest",
    "steps": {
      "rest": {"type": "delay", "for": "P25D", "next": "offer"},
      "offer": {"type": "voucher", "pool": "gold", "as": "offer", "next": "listen"},
      "listen": {"type": "wait", "events": [{"event": "clicked", "next": "end"}],
                 "timeout": "P3D", "on_timeout": "thank"},
      "thank": {"type": "update", "set": {"thanked": true}, "next": "end"}
    }})");
}

json gift(const std::string& policy) {
  return json::parse(R"({
    "id": "gift", "name": "Gift", "trigger": {"type": "manual"},
    "reentry": {"policy": ")" +
                     policy + R"("}, "goal": {"event": "voucher.redeemed"},
    "start": "offer",
    "steps": {
      "offer": {"type": "voucher", "pool": "gold", "as": "offer", "on_exhausted": "end",
                "next": "rest"},
      "rest": {"type": "delay", "for": "P10D", "next": "end"}
    }})");
}

} // namespace sojourn::storage
