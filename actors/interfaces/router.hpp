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
/// A campaign goes on: the starts that its pause has held in the file are wanted now.
struct begin_held {};
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
    // Reads the file anew, for starts that waited for the end of a pause. Repeating it is harmless.
    void(begin_held),
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

SOJOURN_LOCAL_MESSAGE(sojourn::actors::route_done)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::starts_settled)
