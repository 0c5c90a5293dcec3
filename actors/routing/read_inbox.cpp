// The router's reading of the inbox: deliveries are sent on their way in the order of their
// numbers, and read again when they must come again.
#include "actors/routing/router_state.hpp"
#include "storage/reader.hpp"

#include <limits>
#include <spdlog/spdlog.h>

namespace sojourn::actors {

void router_state::queue_all(const std::vector<storage::inbox_entry>& entries) {
  bool goes_on = false; // a campaign that holds starts has gone on already
  for (const auto& entry : entries) {
    if (entry.held) {
      held_.note(entry.campaign);
      goes_on |= !services_->catalogue.is_paused(entry.campaign);
    }
  }
  if (goes_on)
    read_on();
  for (const auto& entry : entries) {
    if (entry.held || inbox_.contains(entry.number))
      continue;
    if (entry.number <= inbox_.sent_up_to()) {
      // It is done, or the message of a later commit came first: the file knows.
      inbox_.go_back_to(entry.number);
      read_on();
      return;
    }
    // The file keeps the order: what does not fit now is read from there later.
    if (inbox_.is_behind() || !inbox_.has_room()) {
      inbox_.set_behind(true);
      return;
    }
    if (!send(entry))
      return;
  }
}

void router_state::read_on() {
  inbox_.set_behind(true);
  if (tries_again_)
    return;
  try {
    read_pages();
  } catch (const std::exception& thrown) {
    (void)contained(count(), part, "the inbox", thrown);
    look_again_later();
  }
  begin_later();
}

void router_state::read_pages() {
  while (inbox_.is_behind() && inbox_.has_room() && !stopping_) {
    const auto wanted = inbox_.room();
    const auto entries = services_->store.reader().inbox().list(inbox_.sent_up_to(), wanted);
    for (const auto& entry : entries) {
      if (!send(entry))
        return;
    }
    inbox_.set_behind(entries.size() == wanted || !send_rest_of_held());
  }
}

void router_state::go_on() {
  if (inbox_.is_behind() && inbox_.is_half_empty())
    read_on();
}

bool router_state::send(const storage::inbox_entry& entry) {
  if (is_set_aside(entry)) {
    inbox_.sent(entry.number);
    return true;
  }
  const bool starts = entry.instance.value == 0;
  if (starts && !stopping_) {
    auto* held = held_.find(entry.campaign);
    if (held != nullptr && !services_->catalogue.is_paused(entry.campaign) &&
        !(send_held(entry.campaign, *held, entry.number) && inbox_.has_room())) {
      inbox_.set_behind(true);
      return false;
    }
  }
  inbox_.sent(entry.number);
  if (stopping_ || !inbox_.add(entry.number))
    return true;
  if (starts) {
    send_start(entry);
    return true;
  }
  count().entries.fetch_add(1, std::memory_order_relaxed);
  guard(entry.number, [&] { send_event(entry); });
  return inbox_.contains(entry.number) || failures_.is_set_aside(entry.number);
}

void router_state::send_start(const storage::inbox_entry& entry) {
  count().entries.fetch_add(1, std::memory_order_relaxed);
  starts_.push_back({.entry = entry});
}

void router_state::send_event(const storage::inbox_entry& entry) {
  engine::event_arrived event{entry.payload.value("type", std::string{}),
                              entry.payload.value("id", std::string{}),
                              entry.payload.value("data", json::object())};
  auto input = letter(entry.number, "event for " + to_text(entry.instance));
  input->what = std::move(event);
  services_->directory.tell_registry(deliver{entry.instance, std::move(input)});
}

bool router_state::send_held(const std::string& campaign, held_campaigns::position& from,
                             std::int64_t before) {
  while (true) {
    // One that is being written comes before those that are read behind it.
    if (from.being_written > 0 || !inbox_.has_room())
      return false;
    const auto wanted = inbox_.room();
    const auto starts = services_->store.reader().inbox().held(campaign, from.read_up_to, wanted);
    for (const auto& start : starts) {
      if (start.number >= before)
        return true;
      from.read_up_to = start.number;
      if (!is_set_aside(start) && inbox_.add(start.number, {.held = campaign}))
        send_start(start);
    }
    if (starts.size() < wanted)
      return true;
  }
}

bool router_state::send_rest_of_held() {
  constexpr auto all = std::numeric_limits<std::int64_t>::max();
  for (auto at = held_.begin(); at != held_.end();) {
    auto& [campaign, from] = *at;
    if (services_->catalogue.is_paused(campaign) || from.being_written > 0) {
      ++at; // its end comes here again
      continue;
    }
    if (!send_held(campaign, from, all))
      return false;
    at = held_.erase(at);
  }
  return true;
}

bool router_state::is_set_aside(const storage::inbox_entry& entry) {
  if (failures_.is_set_aside(entry.number))
    return true;
  if (entry.damage.empty())
    return false;
  spdlog::error("inbox entry {} cannot be read and is left in the data file: {}; everything else "
                "goes on; run \"sojourn verify\", and restore a backup or report it",
                entry.number, entry.damage);
  failures_.set_aside(entry.number);
  return true;
}

void router_state::end_flight(std::int64_t number, bool again) {
  const auto ends = inbox_.remove(number);
  if (!ends)
    return;
  if (!again) {
    if (!ends->line.empty())
      move_line(ends->line);
    return;
  }
  end_line(ends->line);
  if (!ends->held.empty())
    held_.note(ends->held);
  if (stopping_)
    return;
  inbox_.go_back_to(number);
  look_again_later();
}

void router_state::end_failed(std::int64_t number, const std::string& why) {
  const bool is_left = failures_.failed(number);
  if (is_left)
    spdlog::error(
        "inbox entry {} has failed {} times and is set aside: {}; everything else goes on; "
        "it stays in the data file and is tried again when the daemon starts; please "
        "report it with the log",
        number, most_tries_of_delivery, why);
  const auto* flight = inbox_.find(number);
  const auto line = flight != nullptr ? flight->line : std::string{};
  end_flight(number, !is_left);
  if (is_left)
    remember_left(number, line);
}

void router_state::remember_left(std::int64_t number, std::string line) {
  if (line.empty()) {
    const auto row = services_->store.reader().inbox().list(number - 1, 1);
    if (row.empty() || row.front().number != number || row.front().instance.value != 0)
      return;
    if (const auto campaign = services_->catalogue.find(row.front().campaign))
      line = line_of_unplanned(*campaign->newest->definition, row.front().subject);
  }
  if (!line.empty())
    left_[line].push_back(number);
}

void router_state::look_again_later() {
  inbox_.set_behind(true);
  if (!std::exchange(tries_again_, true))
    self_->delayed_send(self_, route_retry_pause, actors::catch_up{});
}

envelope_ptr router_state::letter(std::int64_t number, std::string what) {
  auto input = std::make_shared<envelope>();
  input->entry = number;
  input->done = completion<turn_report>{answer(number, std::move(what))};
  return input;
}

completion<turn_report>::callback router_state::answer(std::int64_t number, std::string what) {
  const auto me = caf::actor_cast<router_actor>(self_);
  auto& writer = services_->store.writer();
  const auto at = services_->clock.now();
  return [me, number, what = std::move(what), at, &writer](const result<turn_report>& report) {
    using end = route_done::end;
    if (report)
      return caf::anon_send(me, route_done{number, end::consumed});
    const auto& why = report.error();
    if (why.code == error_code::internal)
      return caf::anon_send(me, route_done{number, end::failed, what + ": " + why.message});
    if (may_pass(why.code))
      return caf::anon_send(me, route_done{number, end::again});
    if (why.code == error_code::data_corrupt) {
      // It stays in the file: the next start of the daemon finds it once that is mended.
      spdlog::error("inbox entry {} is left ({}): {}", number, what, why.message);
      return caf::anon_send(me, route_done{number, end::left});
    }
    spdlog::info("inbox entry {} dropped ({}): {}", number, what, why.message);
    using entries = std::vector<storage::inbox_entry>;
    writer.submit<entries>(
        [number, at](storage::transaction& tx) -> result<entries> {
          return storage::drop_inbox_entry(tx, number, at);
        },
        [me, number](result<entries> inbox_entries) {
          const bool is_dropped = inbox_entries.has_value();
          if (is_dropped && !inbox_entries->empty())
            caf::anon_send(me, route{std::make_shared<const entries>(std::move(*inbox_entries))});
          caf::anon_send(me, route_done{number, is_dropped ? end::consumed : end::again});
        });
  };
}

} // namespace sojourn::actors
