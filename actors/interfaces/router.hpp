// The ROUTER brings durable deliveries to the instances they are for, or starts one.
#pragma once

#include "actors/interfaces/instance.hpp"
#include "storage/inbox.hpp"

namespace sojourn::actors {

/// INTERNAL: the start of a line that no delivery asked for has come to its end.
struct line_moves {
  std::string line;
};
/// INTERNAL: starts of paused campaigns are held in the file now, or need not be.
struct starts_held {
  std::shared_ptr<const std::vector<std::pair<storage::inbox_entry, bool>>> starts;
};
/// INTERNAL: starts whose turns went to the writer together are committed, or failed together.
struct start_batch;
struct starts_settled {
  std::shared_ptr<start_batch> batch;
};
/// INTERNAL: a delivery has come to its end for now.
struct route_done {
  enum class end {
    consumed, ///< it is not in the file any more
    again,    ///< it failed for the moment
    failed,   ///< by a defect: it may do so each time
    left      ///< it stays in the file as it is
  };
  std::int64_t number = 0;
  end how = end::consumed;
  std::string why{}; ///< of one that failed
};

using router_actor = typed_actor<
    // Brings each delivery on its way; what is too much stays in the file until there is
    // room. Numbers must grow from call to call. Never fails.
    void(route),
    // Reads the file. Repeating it is harmless.
    void(catch_up),
    // Begins the starts that waited for the end of a pause. Repeating it is harmless.
    void(begin_held),
    // Plans the start and hands it to the registry when it is its turn: behind those of its
    // re-entry key that came before. Answers through its envelope; errors of plan_start, too.
    void(request_start),
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
SOJOURN_LOCAL_MESSAGE(sojourn::actors::request_start)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::line_moves)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::starts_held)

SOJOURN_LOCAL_MESSAGE(sojourn::actors::route_done)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::starts_settled)
