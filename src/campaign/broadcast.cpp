#include "campaign/broadcast.hpp"

namespace sojourn::campaign {

bool is_broadcast(const node& root) { return root["trigger"]["type"].text() == "broadcast"; }

void check_broadcast(const node& root) {
  for (const auto* key : {"audience", "reentry", "goal", "exit", "retry"}) {
    if (const auto place = root[key])
      place.complain("a broadcast is for everybody that its trigger names, and nobody goes "
                     "through its steps; leave " +
                     in_quotes(key) + " out, or use another trigger");
  }
  for (const auto& [id, step] : root["steps"].members()) {
    const auto type = step["type"];
    if (type.is_text() && type.text() != "show" && type.text() != "end")
      type.complain("a broadcast has only \"show\" and \"end\" steps, not " +
                    in_quotes(type.text()));
    if (const auto length = step["for"]; length && type.text() == "show")
      length.complain("a broadcast shows the same to who comes later, so it has no time to count "
                      "\"for\" from; write \"until\"");
  }
}

} // namespace sojourn::campaign
