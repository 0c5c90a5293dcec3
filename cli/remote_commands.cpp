#include "cli/remote_commands.hpp"

#include "cli/commands/commands.hpp"

namespace sojourn::cli {

namespace {

std::vector<remote_command> all_commands() {
  std::vector<remote_command> all;
  for (const auto table :
       {commands_of_campaigns, commands_of_library, commands_of_boosters, commands_of_monitor,
        commands_of_suggestions, commands_of_instances, commands_of_customers, commands_of_desk,
        commands_of_messages, commands_of_forms, commands_of_operation, commands_of_access}) {
    for (auto& command : table())
      all.push_back(std::move(command));
  }
  return all;
}

} // namespace

std::span<const remote_command> remote_commands() {
  static const auto commands = all_commands();
  return commands;
}

} // namespace sojourn::cli
