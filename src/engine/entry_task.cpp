// The codec of the entry that a task was made.
#include "engine/entry_members.hpp"

namespace sojourn::engine {

std::string write_task(const task_made& e) {
  json_object_writer out;
  out.member("step", e.step).member("visit", e.visit).member("texts", json(e.texts));
  out.member("done_by", json(e.done_by));
  out.member_if("due_ms", e.due).member("until_ms", e.lasts_until);
  return out.finish();
}
void read_task(const json& from, task_made& e) {
  e.step = members::text(from, "step");
  e.visit = members::count_of(from, "visit");
  e.texts = from.at("texts").get<std::map<std::string, std::string>>();
  e.done_by = from.at("done_by").get<std::vector<std::string>>();
  if (from.contains("due_ms"))
    e.due = members::at(from, "due_ms");
  e.lasts_until = members::at(from, "until_ms");
}

} // namespace sojourn::engine
