#include "cli/settings.hpp"

#include "cli/display.hpp"
#include "config/describe.hpp"
#include "config/warnings.hpp"

namespace sojourn::cli {

namespace {

/// What begins with SOJOURN_ and is read by the commands, not by the daemon.
const std::set<std::string, std::less<>> variables_of_commands{"SOJOURN_URL", "SOJOURN_TOKEN"};

/// Shows all mistakes; they are what was asked for, or stand in the way of it.
void show_mistakes(session& context, std::ostream& to,
                   const std::vector<config::mistake>& mistakes) {
  if (context.as_json) {
    auto all = json::array();
    for (const auto& one : mistakes)
      all.push_back({{"source", one.source},
                     {"line", one.line > 0 ? json(one.line) : json{}},
                     {"key", one.key},
                     {"message", one.message}});
    to << dump({{"valid", false}, {"mistakes", all}}) << '\n';
    return;
  }
  for (const auto& one : mistakes)
    to << printable(config::to_text(one)) << '\n';
}

/// Every setting as "http.port = 7070", in the values' JSON, which is TOML's too.
void show_settings(std::ostream& out, const json& values, const std::string& prefix = "") {
  for (const auto& [name, value] : values.items()) {
    if (value.is_object())
      show_settings(out, value, prefix + name + ".");
    else
      out << printable(prefix + name) << " = " << printable(dump(value)) << '\n';
  }
}

} // namespace

config::result_or_mistakes effective_settings(session& context, const std::string& file,
                                              const std::map<std::string, std::string>& flags) {
  std::string toml;
  if (!file.empty()) {
    auto text = read_text(context, file);
    if (!text)
      return tl::unexpected{std::vector{config::mistake{file, 0, "", text.error().message}}};
    toml = std::move(*text);
  }
  auto environment = context.around.environment;
  for (const auto& one : settings_flags)
    if (const auto given = flags.find(std::string{one.flag}); given != flags.end())
      environment[std::string{one.variable}] = given->second;
  // Whoever asks for the system clock takes back the start that a file names.
  if (const auto mode = flags.find("--clock");
      mode != flags.end() && mode->second == "system" && !flags.contains("--clock-start"))
    environment["SOJOURN_CLOCK_START"] = "";

  const auto read_file = [&context](const std::string& path) -> std::optional<std::string> {
    auto text = read_text(context, path);
    return text ? std::optional{std::move(*text)} : std::nullopt;
  };
  auto read = config::read_settings(toml, file, environment, variables_of_commands, read_file);
  for (const auto& one : settings_flags) {
    if (!flags.contains(std::string{one.flag}))
      continue;
    if (read) {
      for (auto& [key, source] : read->sources)
        if (source.name == one.variable)
          source.name = one.flag;
    } else {
      for (auto& mistake : read.error())
        if (mistake.source == one.variable)
          mistake.source = one.flag;
    }
  }
  return read;
}

exit_result check_settings(session& context, const std::string& file) {
  const auto settings = effective_settings(context, file, {});
  if (!settings) {
    show_mistakes(context, context.around.out, settings.error());
    return exit_code::refused;
  }
  if (context.around.check) {
    std::vector<config::mistake> refused;
    for (const auto& why : context.around.check(*settings))
      refused.push_back({shown_name(file), 0, "", why.message});
    if (!refused.empty()) {
      show_mistakes(context, context.around.out, refused);
      return exit_code::refused;
    }
  }
  const auto values = config::describe(*settings);
  if (context.as_json)
    context.around.out << dump(values) << '\n';
  else
    show_settings(context.around.out, values);
  for (const auto& warning : config::warnings_about(*settings))
    context.around.err << "warning: " << printable(warning) << '\n';
  return exit_code::ok;
}

exit_result serve(session& context, const std::string& file,
                  const std::map<std::string, std::string>& flags) {
  const auto settings = effective_settings(context, file, flags);
  if (!settings) {
    show_mistakes(context, context.around.err, settings.error());
    return exit_code::refused;
  }
  return context.around.serve(
      *settings, [&context, file, flags] { return effective_settings(context, file, flags); });
}

} // namespace sojourn::cli
