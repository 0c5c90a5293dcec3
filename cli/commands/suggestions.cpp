// The commands for suggested actions, benchmarks, the operating score and best hours.
#include "cli/commands/commands.hpp"

namespace sojourn::cli {

namespace {

const argument suggestion_id = id("id", "the suggestion's id");

} // namespace

// Kept whole: a table.
std::vector<remote_command> commands_of_suggestions() {
  return {
      {.group = "suggestions",
       .name = "list",
       .about = "List the suggested actions, the best first",
       .method = "GET",
       .path = "/v1/suggestions",
       .arguments = {filter("show", "all: those that stay away, too")},
       .waiting = "counting groups"},
      {.group = "suggestions",
       .name = "draft",
       .about = "Make the draft of a suggestion",
       .method = "POST",
       .path = "/v1/suggestions/{id}/draft",
       .arguments = {suggestion_id,
                     {.name = "campaign",
                      .where = in_field,
                      .about = "the id of the campaign; that of the suggestion if left out"},
                     {.name = "name",
                      .where = in_field,
                      .about = "its name; the suggestion's title if left out"},
                     {.name = "parameters",
                      .where = in_json_field,
                      .about = "of the scenario, over those that are filled in, as JSON"},
                     why,
                     key}},
      {.group = "suggestions",
       .name = "dismiss",
       .about = "Let a suggestion stay away for a time",
       .method = "POST",
       .path = "/v1/suggestions/{id}/dismiss",
       .arguments = {suggestion_id, why}},
      {.group = "suggestions",
       .name = "restore",
       .about = "Let a suggestion come back before its time",
       .method = "POST",
       .path = "/v1/suggestions/{id}/restore",
       .arguments = {suggestion_id, why}},
      {.group = "benchmarks",
       .name = "show",
       .about = "Show what the shop is measured by, and what is suggested to it",
       .method = "GET",
       .path = "/v1/benchmarks"},
      {.group = "benchmarks",
       .name = "put",
       .about = "Replace the benchmarks",
       .method = "PUT",
       .path = "/v1/benchmarks",
       .arguments = {json_file("the benchmarks, JSON; - is standard input")}},
      {.group = "benchmarks",
       .name = "delete",
       .about = "Go back to the benchmarks of the template",
       .method = "DELETE",
       .path = "/v1/benchmarks"},
      {.group = "score",
       .name = "show",
       .about = "Show how often messages are read, against what is suggested",
       .method = "GET",
       .path = "/v1/score",
       .waiting = "counting messages"},
      {.group = "score",
       .name = "history",
       .about = "List the scores of earlier days, the newest first",
       .method = "GET",
       .path = "/v1/score/history",
       .columns = {{"DAY", "day"},
                   {"OWN", "own.ratio"},
                   {"SUGGESTED", "suggested"},
                   {"GAP", "gap"},
                   {"LEVEL", "level.id"}}},
      {.group = "score",
       .name = "hours",
       .about = "Show at which hours customers read and click",
       .method = "GET",
       .path = "/v1/best-hours",
       .arguments = {filter("segment", "only members of this segment"),
                     filter("timezone", "of those whose record names none")},
       .waiting = "going through messages"},
  };
}

} // namespace sojourn::cli
