// The router's reading of the inbox: deliveries are sent on their way in the order of their
// numbers, and read again when they must come again.
#include "actors/routing/router_state.hpp"
#include "storage/reader.hpp"

#include <limits>
#include <spdlog/spdlog.h>

namespace sojourn::actors {

void router_state::queue_all(const std::vector<storage::inbox_entry>& deliveries) {
  bool goes_on = false; // a campaign that holds starts has gone on already
  for (const auto& delivery : deliveries) {
    if (delivery.held) {
      held_.note(delivery.campaign);
      goes_on |= !services_->catalogue.is_paused(delivery.campaign);
    }
  }
  if (goes_on)
    read_on();
  for (const auto& delivery : deliveries) {
    if (delivery.held || inbox_.contains(delivery.number))
      continue;
    if (delivery.number <= inbox_.sent_up_to()) {
      // It is done, or the message of a later commit came first: the file knows.
      inbox_.go_back_to(delivery.number);
      read_on();
      return;
    }
    // The file keeps the order: what does not fit now is read from there later.
    if (inbox_.is_behind() || !inbox_.has_room()) {
      inbox_.set_behind(true);
      return;
    }
    if (!send(delivery))
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
    const auto deliveries = services_->store.reader().inbox().list(inbox_.sent_up_to(), wanted);
    for (const auto& delivery : deliveries) {
      if (!send(delivery))
        return;
    }
    inbox_.set_behind(deliveries.size() == wanted || !send_rest_of_held());
  }
}

void router_state::go_on() {
  if (inbox_.is_behind() && inbox_.is_half_empty())
    read_on();
}

bool router_state::send(const storage::inbox_entry& delivery) {
  if (is_set_aside(delivery)) {
    inbox_.sent(delivery.number);
    return true;
  }
  const bool starts = delivery.instance.value == 0;
  if (starts && !stopping_) {
    auto* held = held_.find(delivery.campaign);
    if (held != nullptr && !services_->catalogue.is_paused(delivery.campaign) &&
        !(send_held(delivery.campaign, *held, delivery.number) && inbox_.has_room())) {
      inbox_.set_behind(true);
      return false;
    }
  }
  inbox_.sent(delivery.number);
  if (stopping_ || !inbox_.add(delivery.number))
    return true;
  if (starts) {
    send_start(delivery);
    return true;
  }
  count().deliveries.fetch_add(1, std::memory_order_relaxed);
  guard(delivery.number, [&] { send_event(delivery); });
  return inbox_.contains(delivery.number) || failures_.is_set_aside(delivery.number);
}

void router_state::send_start(const storage::inbox_entry& delivery) {
  count().deliveries.fetch_add(1, std::memory_order_relaxed);
  starts_.push_back({.delivery = delivery});
}

void router_state::send_event(const storage::inbox_entry& delivery) {
  engine::event_arrived event{delivery.payload.value("type", std::string{}),
                              delivery.payload.value("id", std::string{}),
                              delivery.payload.value("data", json::object())};
  auto input = letter(delivery.number, "event for " + to_text(delivery.instance));
  input->what = std::move(event);
  services_->directory.tell_registry(deliver{delivery.instance, std::move(input)});
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

bool router_state::is_set_aside(const storage::inbox_entry& delivery) {
  if (failures_.is_set_aside(delivery.number))
    return true;
  if (delivery.damage.empty())
    return false;
  spdlog::error("delivery {} cannot be read and is left in the data file: {}; everything else "
                "goes on; run \"sojourn verify\", and restore a backup or report it",
                delivery.number, delivery.damage);
  failures_.set_aside(delivery.number);
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
    spdlog::error("delivery {} has failed {} times and is set aside: {}; everything else goes on; "
                  "it stays in the data file and is tried again when the daemon starts; please "
                  "report it with the log",
                  number, most_tries_of_delivery, why);
  end_flight(number, !is_left);
}

void router_state::look_again_later() {
  inbox_.set_behind(true);
  if (!std::exchange(tries_again_, true))
    self_->delayed_send(self_, route_retry_pause, actors::catch_up{});
}

envelope_ptr router_state::letter(std::int64_t number, std::string what) {
  auto input = std::make_shared<envelope>();
  input->delivery = number;
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
      spdlog::error("delivery {} is left ({}): {}", number, what, why.message);
      return caf::anon_send(me, route_done{number, end::left});
    }
    spdlog::info("delivery {} dropped ({}): {}", number, what, why.message);
    using deliveries = std::vector<storage::inbox_entry>;
    writer.submit<deliveries>(
        [number, at](storage::transaction& tx) -> result<deliveries> {
          return storage::drop_inbox_entry(tx, number, at);
        },
        [me, number](result<deliveries> inbox_entries) {
          const bool is_dropped = inbox_entries.has_value();
          if (is_dropped && !caused->empty())
            caf::anon_send(me, route{std::make_shared<const deliveries>(std::move(*inbox_entries))});
          caf::anon_send(me, route_done{number, is_dropped ? end::consumed : end::again});
        });
  };
}

} // namespace sojourn::actors
