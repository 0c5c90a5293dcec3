// The ROUTER brings durable deliveries to the instances they are for, or starts one.
#pragma once

#include "actors/interfaces/instance.hpp"
#include "storage/store.hpp"

namespace sojourn::actors {

using deliveries_ptr = std::shared_ptr<const std::vector<storage::delivery>>;

/// These deliveries were just committed.
struct route {
  deliveries_ptr deliveries;
};
/// A campaign goes on, or has ended: the starts that its pause has held in the file are wanted now.
struct begin_held {
  std::string campaign;
};
struct planned_start;
/// A start that no delivery asks for; it begins behind those of its re-entry key that came before.
struct begin_in_order {
  std::shared_ptr<planned_start> plan;
  envelope_ptr input;
};
/// INTERNAL: the start of a line that no delivery asked for has come to its end.
struct line_moves {
  std::string line;
};
/// INTERNAL: starts of paused campaigns are held in the file now, or need not be.
struct starts_held {
  std::shared_ptr<const std::vector<std::pair<storage::delivery, bool>>> starts;
};
/// INTERNAL: starts whose turns went to the writer together are committed, or failed together.
struct start_batch;
struct starts_settled {
  std::shared_ptr<start_batch> batch;
};
/// INTERNAL: a delivery was consumed, or must be tried again.
struct route_done {
  std::int64_t number = 0;
  bool again = false;
};

using router_actor = typed_actor<
    // Brings each delivery on its way; what is too much stays in the file until there is
    // room. Numbers must grow from call to call. Never fails.
    void(route),
    // Reads the file. Repeating it is harmless.
    void(catch_up),
    // Begins the starts that waited for the end of a pause. Repeating it is harmless.
    void(begin_held),
    // Hands the start to the registry when it is its turn. Answers through its envelope.
    void(begin_in_order),
    // INTERNAL.
    void(line_moves),
    // INTERNAL.
    void(starts_held),
    // INTERNAL.
    void(route_done),
    // INTERNAL.
    void(starts_settled),
    // Answers true when nothing is on its way.
    bool(drain),
    // Ends the router; deliveries stay in the file.
    void(stop_now)>;

} // namespace sojourn::actors

SOJOURN_LOCAL_MESSAGE(sojourn::actors::route)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::begin_held)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::begin_in_order)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::line_moves)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::starts_held)

SOJOURN_LOCAL_MESSAGE(sojourn::actors::route_done)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::starts_settled)
