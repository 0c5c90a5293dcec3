// The GATEWAY stands between the HTTP front end and the instances.
#pragma once

#include "actors/interfaces/instance.hpp"

#include <functional>

namespace sojourn::actors {

/// A manual start; `input` carries who wants to hear of it.
struct start_call {
  std::string campaign;
  subject_ref subject;
  json data;
  std::string who;
  envelope_ptr input;
};
struct request_start {
  std::shared_ptr<start_call> call;
};
/// An input for an instance, from outside.
struct request_input {
  instance_id id;
  envelope_ptr input;
};

using gateway_actor = typed_actor<
    // Plans the start and hands it to the router, which keeps the order. Errors of plan_start come
    // back through the envelope.
    void(request_start),
    // Hands the input to the registry.
    void(request_input),
    // Ends the gateway.
    void(stop_now)>;

/// Something to read, run on a worker and not on the caller's thread.
struct query {
  std::shared_ptr<std::function<void()>> run;
};
/// A QUERY WORKER runs reads against the file, one at a time.
using query_actor = typed_actor<
    // Runs it. It answers its own completion.
    void(query),
    // Ends the worker.
    void(stop_now)>;

} // namespace sojourn::actors

SOJOURN_LOCAL_MESSAGE(sojourn::actors::request_start)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::request_input)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::query)
