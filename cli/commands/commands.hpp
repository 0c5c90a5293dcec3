// What the tables of commands have in common.
#pragma once

#include "cli/remote_commands.hpp"

namespace sojourn::cli {

using enum goes;

inline argument id(std::string_view name, std::string_view about) {
  return {.name = name, .where = in_path, .about = about, .positional = true, .required = true};
}

inline argument filter(std::string_view name, std::string_view about) {
  return {.name = name, .where = in_query, .about = about};
}

inline const argument why{.name = "why", .where = in_field, .about = "the reason, for the journal"};

/// A command that tells one thing what to do: it takes the thing's id and a reason.
inline remote_command action_on(std::string_view group, const argument& what, std::string_view name,
                                std::string_view about, std::string_view path) {
  return {.group = group,
          .name = name,
          .about = about,
          .method = "POST",
          .path = path,
          .arguments = {what, why}};
}

inline const argument instance_id = id("id", "the instance's id, ins_…");

inline const argument record_id = id("id", "the record's id");

inline const argument key{.name = "idempotency-key",
                          .where = in_key,
                          .about = "the same key again gives the first answer again"};

inline argument json_file(std::string_view about) {
  return {
      .name = "file", .where = as_json_file, .about = about, .positional = true, .required = true};
}

inline const argument of_customer{
    .name = "customer", .where = in_field, .about = "whose data the texts see"};

inline const argument sample_data{
    .name = "data", .where = in_json_field, .about = "merged over that, as JSON"};

inline const argument in_language{.name = "language",
                                  .where = in_field,
                                  .about = "the customer's, else the fallback, if left out"};

inline const argument over_channels{.name = "channels",
                                    .where = in_json_field,
                                    .about = "over which, as JSON: [\"email\", \"sms\"]"};

inline const argument per_second{
    .name = "per_second", .where = in_json_field, .about = "instances a second; 200 if left out"};

inline const argument dry_run{
    .name = "dry_run", .where = in_json_field, .about = "count, and do nothing", .is_flag = true};

inline const argument wait_for_job{.name = "wait",
                                   .where = nowhere,
                                   .about = "show the progress until the job rests",
                                   .is_flag = true};

inline const argument step_map{
    .name = "map", .where = in_json_field, .about = R"(new names of steps, as {"old": "new"})"};

// The tables, by subject. Commands of a group stand together.
[[nodiscard]] std::vector<remote_command> commands_of_campaigns();
[[nodiscard]] std::vector<remote_command> commands_of_library();
[[nodiscard]] std::vector<remote_command> commands_of_boosters();
[[nodiscard]] std::vector<remote_command> commands_of_monitor();
[[nodiscard]] std::vector<remote_command> commands_of_suggestions();
[[nodiscard]] std::vector<remote_command> commands_of_instances();
[[nodiscard]] std::vector<remote_command> commands_of_customers();
[[nodiscard]] std::vector<remote_command> commands_of_desk();
[[nodiscard]] std::vector<remote_command> commands_of_messages();
[[nodiscard]] std::vector<remote_command> commands_of_forms();
[[nodiscard]] std::vector<remote_command> commands_of_operation();
[[nodiscard]] std::vector<remote_command> commands_of_access();

} // namespace sojourn::cli
