// What may be asked of the actors from outside. No CAF.
#pragma once

#include "actors/cache/catalogue.hpp"
#include "actors/instance/envelope.hpp"
#include "base/completion.hpp"
#include "channels/zalo/token.hpp"
#include "storage/inbox.hpp"

#include <memory>

namespace sojourn::actors {

/// An input for the instance `id`, in memory or not.
struct deliver {
  instance_id id;
  envelope_ptr input;
};
/// A new instance; `input` holds engine::started.
struct begin {
  running_version_ptr version;
  envelope_ptr input;
};

/// A start that somebody asks for by hand; `input` carries who wants to hear of it.
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

using deliveries_ptr = std::shared_ptr<const std::vector<storage::inbox_entry>>;

/// These deliveries were just committed.
struct route {
  deliveries_ptr entries;
};
/// A campaign goes on, or has ended: the starts that its pause has held in the file are wanted now.
struct begin_held {
  std::string campaign;
};

/// Look at the clock and wake what is due: a virtual clock moved, or the service is new.
struct look_at_clock {};

/// Tells a service to look into the file for work that is not on its way.
struct catch_up {};

/// Asks how the channels stand.
struct report_channels {
  std::shared_ptr<completion<json>> done;
};
/// A person has consented; `done` hears of it once the tokens are stored.
struct keeper_consent {
  channels::zalo::token_consented what;
  std::shared_ptr<completion<json>> done;
};
/// Read the templates; `done` hears once they are stored. May be empty.
struct keeper_read {
  std::shared_ptr<completion<json>> done;
};

} // namespace sojourn::actors
