#include "storage/tables/instances.hpp"

#include "storage/campaigns.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"
#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

namespace {

template <class... Arguments>
std::vector<instance_id> read_ids(statement& from, const Arguments&... arguments) {
  std::vector<instance_id> found;
  auto rows = from.query(arguments...);
  while (rows.next())
    found.push_back(rows.instance(0));
  return found;
}

} // namespace

bool instance_table::insert(const engine::instance_state& state, version_key version,
                            std::int64_t campaign, std::string_view subject,
                            std::string_view encoded, journal_position head, instant now) {
  std::optional<std::string_view> own_key;
  if (state.reentry_key != state.subject.id)
    own_key = state.reentry_key;
  return insert_.run(state.id, version.value, campaign, state.status, state.waiting, state.step,
                     subject, own_key, state.due, head, now, encoded) == 1;
}

bool instance_table::update(const engine::instance_state& state,
                            engine::instance_status status_before, std::string_view encoded,
                            journal_position expected_head, journal_position head, instant now) {
  const int changed = state.status == status_before
                          ? update_.run(state.waiting, state.step, state.due, head, now, encoded,
                                        state.id, expected_head)
                          : update_status_.run(state.status, state.waiting, state.step, state.due,
                                               head, now, encoded, state.id, expected_head);
  return changed == 1;
}

std::optional<stored_instance> instance_table::find(instance_id id) {
  auto rows = find_.query(id);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

journal_position instance_table::head_of(instance_id id) {
  auto rows = head_of_.query(id);
  return rows.next() ? rows.integer(0) : 0;
}

instance_id instance_table::last_id() {
  auto rows = last_id_.query();
  return rows.next() ? rows.instance(0) : instance_id{};
}

std::vector<instance_id> instance_table::ids_after(instance_id after, std::size_t limit) {
  return read_ids(ids_after_, after, limit);
}

std::vector<instance_id> instance_table::newest(instance_id before, std::size_t limit) {
  return read_ids(newest_, before, limit);
}

std::vector<instance_id> instance_table::newest_of(std::int64_t campaign,
                                                   engine::instance_status status,
                                                   const narrowing& to, instance_id before,
                                                   std::size_t limit) {
  if (to.is_none())
    return read_ids(newest_of_, campaign, status, before, limit);
  return to.code.empty() ? read_ids(newest_at_, campaign, status, before, limit, to.step,
                                    to.version.value, to.waiting)
                         : read_ids(newest_coded_, campaign, status, before, limit, to.step,
                                    to.version.value, to.waiting, to.code);
}

std::vector<instance_id> instance_table::newest_about(const std::string& subject,
                                                      std::optional<std::int64_t> campaign,
                                                      std::optional<engine::instance_status> status,
                                                      const narrowing& to, instance_id before,
                                                      std::size_t limit) {
  return read_ids(newest_about_, subject, before, campaign, status, to.step, limit,
                  to.version.value, to.waiting, to.code);
}

std::vector<instance_group> instance_table::groups(const group_query& what) {
  std::vector<instance_group> found;
  auto rows = groups_.query(what.campaign, what.unknown_before, what.limit);
  while (rows.next())
    found.push_back(
        {.campaign = rows.text(0),
         .is_held = rows.integer(1) == static_cast<std::int64_t>(engine::instance_status::held),
         .step = rows.text(2),
         .code = rows.is_null(3) ? std::string{} : rows.text(3),
         .count = rows.integer(4),
         .oldest = rows.at(5),
         .newest = rows.at(6),
         .example = rows.instance(7)});
  return found;
}

stored_instance instance_table::read(const statement::rows& from) {
  const auto id = from.instance(0);
  const auto refuse = [&](const std::string& why) {
    return corrupt_row{"the row of " + to_text(id) + " " + why};
  };
  const version_key version{from.integer(1)};
  const auto* info = campaigns_.info(version);
  if (!info)
    throw refuse("names version " + std::to_string(version.value) + ", which is not there");
  const auto status = from.integer(2);
  const auto waiting = from.integer(3);
  if (status < 0 || status > static_cast<int>(engine::instance_status::failed))
    throw refuse("has the status " + std::to_string(status));
  if (waiting < 0 || waiting >= static_cast<int>(engine::waiting_fors))
    throw refuse("waits for " + std::to_string(waiting));

  stored_instance found{
      .state = {}, .version = version, .head = from.integer(8), .updated_at = from.at(9)};
  auto& state = found.state;
  state.id = id;
  state.campaign = info->campaign;
  state.version = info->version;
  state.subject = subject_column(from, 5);
  state.reentry_key = from.is_null(6) ? state.subject.id : from.text(6);
  state.status = static_cast<engine::instance_status>(status);
  state.waiting = static_cast<engine::waiting_for>(waiting);
  state.step = from.text(4);
  state.due = from.optional_instant(7);
  if (auto decoded = engine::decode_state(from.view(10), state); !decoded)
    throw refuse("has a state that cannot be read: " + decoded.error().message);
  return found;
}

} // namespace sojourn::storage
