#include "cli/command_line.hpp"

#include "api/openapi.hpp"
#include "calendar/calendar.hpp"
#include "cli/command_tree.hpp"
#include "cli/display.hpp"
#include "cli/doctor.hpp"
#include "cli/everything.hpp"
#include "cli/import.hpp"
#include "cli/json_lines.hpp"
#include "cli/remote_commands.hpp"
#include "cli/restore.hpp"
#include "cli/settings.hpp"
#include "cli/validate.hpp"
#include "cli/vapid_keys.hpp"
#include "cli/verify.hpp"
#include "config/describe.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <memory>

namespace sojourn::cli {

namespace {

constexpr std::string_view default_url = "http://127.0.0.1:7070";

/// Builds the grammar over a session; what the arguments chose is run afterwards.
class grammar {
public:
  explicit grammar(session& context) : with_{context} {
    app_.description("A campaign orchestrator: one daemon, one data directory.");
    app_.set_version_flag("--version", SOJOURN_VERSION, "Print the version and exit");
    app_.fallthrough();
    app_.failure_message(refusal_of);
    app_.require_subcommand(1);
    app_.add_option("--url", with_.url, "Where the daemon answers (SOJOURN_URL)")
        ->capture_default_str();
    app_.add_option("--token", with_.token, "The bearer token (SOJOURN_TOKEN)");
    app_.add_flag("--json", with_.as_json, "Print JSON, for programs");
    add_serve();
    add_config();
    add_doctor();
    add_validate();
    add_rule();
    add_render();
    for (const auto& command : remote_commands())
      add_remote(command);
    add_import();
    add_export();
    add_verify();
    add_restore();
    add_small();
  }
  // The parsed options refer to this object.
  grammar(const grammar&) = delete;
  grammar& operator=(const grammar&) = delete;

  int run(std::vector<std::string> arguments) {
    std::ranges::reverse(arguments); // as CLI11 wants them
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::ParseError& stop) {
      // Help and version are "errors" with the exit code 0.
      const bool is_asked_for = stop.get_exit_code() == 0;
      app_.exit(stop, with_.around.out, with_.around.err);
      return is_asked_for ? exit_code::ok : exit_code::usage;
    }
    const auto ended = chosen_();
    if (ended)
      return *ended;
    if (with_.as_json)
      with_.around.err << dump(ended.error().problem) << '\n';
    else
      with_.around.err << to_text(ended.error());
    return ended.error().code;
  }

private:
  /// As CLI11 says it, but for what it did not expect: that it names from the last to the first.
  static std::string refusal_of(const CLI::App* app, const CLI::Error& stop) {
    std::string unexpected;
    for (const auto& one : app->remaining(true))
      unexpected += " " + printable(one);
    if (unexpected.empty() || stop.get_exit_code() != static_cast<int>(CLI::ExitCodes::ExtrasError))
      return CLI::FailureMessage::simple(app, stop);
    return "not expected here:" + unexpected + "\nRun with --help for more information.\n";
  }

  template <class What>
  void choose(CLI::App* command, What what) {
    command->callback([this, what = std::move(what)] { chosen_ = what; });
  }

  void add_serve() {
    auto* command = app_.add_subcommand("serve", "Run the daemon until SIGTERM or SIGINT");
    auto file = std::make_shared<std::string>();
    auto flags = std::make_shared<std::map<std::string, std::string>>();
    command->add_option("--config", *file, "The settings file, TOML");
    add_settings_flags(command, flags);
    choose(command, [this, file, flags] { return serve(with_, *file, *flags); });
  }

  static void add_settings_flags(CLI::App* command,
                                 const std::shared_ptr<std::map<std::string, std::string>>& flags) {
    for (const auto& one : settings_flags)
      command->add_option_function<std::string>(
          std::string{one.flag},
          [flags, &one](const std::string& value) { (*flags)[std::string{one.flag}] = value; },
          std::string{one.about});
  }

  void add_config() {
    auto* group = app_.add_subcommand("config", "Look at the settings");
    group->require_subcommand(1);
    auto* check = group->add_subcommand("check", "Show all mistakes, or the settings in force");
    auto file = std::make_shared<std::string>();
    check->add_option("file", *file, "The settings file; left out: defaults and environment");
    choose(check, [this, file] { return check_settings(with_, *file); });
    auto* defaults = group->add_subcommand("defaults", "Print the commented sojourn.toml");
    choose(defaults, [this]() -> exit_result {
      with_.around.out << config::commented_defaults();
      return exit_code::ok;
    });
  }

  void add_doctor() {
    auto* command = app_.add_subcommand(
        "doctor", "Tell whether this machine and these settings are fit for a daemon");
    auto given = std::make_shared<doctor_options>();
    command->add_option("--config", given->file, "The settings file, TOML");
    add_settings_flags(command,
                       std::shared_ptr<std::map<std::string, std::string>>{given, &given->flags});
    command->add_option("--language", given->language, "Of the sentences: vi or en")
        ->capture_default_str()
        ->check(CLI::IsMember({"vi", "en"}));
    command->add_flag("--offline", given->offline, "Connect to no provider");
    command->add_flag("--pages", given->pages, "Read every page of the data, if no daemon runs");
    choose(command, [this, given] { return examine(with_, *given); });
  }

  void add_validate() {
    auto* command = app_.add_subcommand("validate", "Check a campaign definition, no daemon asked");
    auto file = std::make_shared<std::string>();
    command->add_option("file", *file, "The definition, JSON; - is standard input")->required();
    choose(command, [this, file] { return validate(with_, *file); });
  }

  /// An option whose value `read` must take.
  template <class Read>
  static void add_checked(CLI::App* command, const std::string& name, std::string& into,
                          const std::string& about, Read read) {
    command->add_option(name, into, about)
        ->capture_default_str()
        ->check([read](const std::string& text) -> std::string {
          const auto taken = read(text);
          return taken ? std::string{} : taken.error().message;
        });
  }

  static result<std::string> read_zone(const std::string& name) {
    if (calendar::is_zone(name))
      return name;
    return fail(error_code::unknown_zone, "no time zone is named \"" + name + "\"");
  }

  void add_rule() {
    struct options {
      std::string now;
      std::string zone = "UTC";
    };
    auto* command = app_.add_subcommand(
        "rule", R"(Try conditions: lines of {"rule","data"} in, {"result"} or {"error"} out)");
    auto given = std::make_shared<options>();
    add_checked(command, "--now", given->now, "The present instant, RFC 3339", parse_instant);
    add_checked(command, "--zone", given->zone, "The zone of dates without an offset", read_zone);
    choose(command, [this, given]() -> exit_result {
      answer_lines(with_.around.in, with_.around.out, [&](const json& line) {
        const auto now = given->now.empty() ? with_.around.now() : *parse_instant(given->now);
        return try_rule(line, now, given->zone);
      });
      return exit_code::ok;
    });
  }

  void add_render() {
    struct options {
      std::string escape = "html";
      std::string language = "en";
      std::string zone = "UTC";
    };
    auto* command = app_.add_subcommand(
        "render", R"(Try templates: lines of {"template","data"} in, {"result"} or {"error"} out)");
    auto given = std::make_shared<options>();
    add_checked(command, "--escape", given->escape, "none, html, json or url", parse_escaping);
    command->add_option("--language", given->language, "Of money and date: vi or en")
        ->capture_default_str();
    add_checked(command, "--zone", given->zone, "The zone in which dates are shown", read_zone);
    choose(command, [this, given]() -> exit_result {
      const text::render_options defaults{.escape = *parse_escaping(given->escape),
                                          .language = given->language,
                                          .zone = given->zone};
      answer_lines(with_.around.in, with_.around.out,
                   [&](const json& line) { return try_template(line, defaults); });
      return exit_code::ok;
    });
  }

  /// What is given to one command.
  struct given {
    std::shared_ptr<argument_values> values = std::make_shared<argument_values>();
    std::shared_ptr<extent> wanted = std::make_shared<extent>();
  };

  void add_remote(const remote_command& command) {
    const given what;
    auto* parent = group_of(command, what);
    auto* sub = parent->add_subcommand(std::string{command.name}, std::string{command.about});
    add_arguments(sub, command, what, true);
    choose(sub, [this, &command, what] {
      return run_remote(with_, command, *what.values, *what.wanted);
    });
  }

  static void add_arguments(CLI::App* sub, const remote_command& command, const given& what,
                            bool with_positional) {
    const auto& wanted = what.wanted;
    for (const auto& one : command.arguments) {
      if (one.positional && !with_positional)
        continue;
      const std::string name{one.name};
      auto option = (one.positional ? "" : "--") + name;
      std::ranges::replace(option, '_', '-');
      if (one.is_flag) {
        sub->add_flag_callback(
            option, [to = what.values, name] { (*to)[name] = "true"; }, std::string{one.about});
        continue;
      }
      sub->add_option_function<std::string>(
             option, [to = what.values, name](const std::string& value) { (*to)[name] = value; },
             std::string{one.about})
          ->required(one.required);
    }
    if (!command.columns.empty()) {
      sub->add_option("--limit", wanted->limit, "How many rows at most")
          ->capture_default_str()
          ->check(CLI::PositiveNumber);
      sub->add_flag("--all", wanted->all, "All rows, however many");
    }
  }

  /// What a group offers, for the help: "list, put, show".
  static std::string names_in(std::string_view group) {
    std::string names;
    for (const auto& one : remote_commands())
      if (one.group == group)
        names += (names.empty() ? "" : ", ") + std::string{one.name};
    return names;
  }

  /// The group of `command`, made when its first command comes; that one is what the group alone
  /// means, with the same options, if nothing must be said with it: `audit --who anna`.
  CLI::App* group_of(const remote_command& command, const given& what) {
    if (command.group.empty())
      return &app_;
    const std::string name{command.group};
    auto& group = groups_[name];
    if (group != nullptr)
      return group;
    const auto blank = name.rfind(' ');
    auto* parent = blank == std::string::npos ? &app_ : groups_.at(name.substr(0, blank));
    group = parent->add_subcommand(name.substr(blank + 1), names_in(name));
    const bool stands_alone =
        std::ranges::none_of(command.arguments, [](const argument& one) { return one.required; });
    group->require_subcommand(stands_alone ? 0 : 1, 1);
    if (!stands_alone)
      return group;
    add_arguments(group, command, what, false);
    group->callback([this, group = group, &command, what] {
      const auto named = group->get_subcommands();
      if (named.empty())
        chosen_ = [this, &command, what] {
          return run_remote(with_, command, *what.values, *what.wanted);
        };
      else if (named.front()->get_name() != command.name)
        refuse_options_of(*group, command);
    });
    return group;
  }

  /// Another command was named, which has no such option.
  static void refuse_options_of(const CLI::App& group, const remote_command& command) {
    for (const auto* option : group.get_options()) {
      if (option->count() > 0)
        throw CLI::ParseError{option->get_name() + " is of \"" + std::string{command.group} + " " +
                                  std::string{command.name} + "\" alone",
                              CLI::ExitCodes::ExtrasError};
    }
  }

  void add_import() {
    auto* command = app_.add_subcommand("import", "Import a file of records, CSV or NDJSON");
    auto given = std::make_shared<import_options>();
    command->add_option("file", given->file, "The file: .csv with a header, .ndjson or .jsonl")
        ->required();
    command->add_option("--type", given->type, "The record type")->capture_default_str();
    command->add_option("--mode", given->mode, "patch: change the fields of a row; put: replace")
        ->capture_default_str()
        ->check(CLI::IsMember({"patch", "put"}));
    command->add_option("--key", given->key, "The column or field with the record's id")
        ->capture_default_str();
    command->add_flag("--silent", given->silent, "Let no campaign react to what changes");
    command->add_flag("--detach", given->detach, "Do not wait until the file is in");
    command->add_option("--data", given->data,
                        "Bring a file of \"sojourn export\" into this empty data directory, while "
                        "no daemon runs");
    choose(command, [this, given] {
      return given->data.empty() ? import(with_, *given)
                                 : import_everything(with_, given->file, given->data);
    });
  }

  void add_export() {
    auto* command = app_.add_subcommand(
        "export", "Write everything that can be carried to another daemon, as lines of JSON");
    auto given = std::make_shared<export_options>();
    auto* data =
        command->add_option("--data", given->data,
                            "A data directory that no daemon has open; left out: ask the daemon");
    command->add_option("--to", given->to, "With --data: the directory for the file")->needs(data);
    choose(command, [this, given] { return export_everything(with_, *given); });
  }

  void add_verify() {
    auto* command = app_.add_subcommand("verify", "Check every invariant of the data");
    auto directory = std::make_shared<std::string>();
    command->add_option(
        "--data", *directory,
        "A data directory to check without a daemon, none of which may have it open");
    choose(command, [this, directory] { return verify(with_, *directory); });
  }

  void add_restore() {
    auto* command = app_.add_subcommand(
        "restore", "Put a backup into the place of the data, while no daemon runs");
    auto given = std::make_shared<restore_options>();
    command->add_option("file", given->file, "The backup")->required();
    command->add_option("--data", given->data_directory, "The data directory")
        ->capture_default_str();
    command
        ->add_option("--since", given->since,
                     "Ask only about what fell due since this instant, RFC 3339")
        ->check([](const std::string& text) -> std::string {
          const auto taken = parse_instant(text);
          return taken ? std::string{} : taken.error().message;
        });
    command->add_option("--answer", given->answers,
                        "CAMPAIGN=send, sent or drop; or one of these for all other campaigns");
    command->add_option("--why", given->why, "The reason, for the journal and the audit");
    choose(command, [this, given] { return restore(with_, *given); });
  }

  void add_small() {
    choose(app_.add_subcommand("openapi", "Print the OpenAPI document, no daemon asked"),
           [this]() -> exit_result {
             with_.around.out << api::openapi_document().dump(with_.as_json ? -1 : 2) << '\n';
             return exit_code::ok;
           });
    choose(app_.add_subcommand("vapid-keys", "Make the key pair that web pushes are signed with"),
           [this]() -> exit_result {
             print_vapid_keys(with_, signing::p256_key::make());
             return exit_code::ok;
           });
    add_completion();
    choose(app_.add_subcommand("manual", "Print the manual page, for man"),
           [this]() -> exit_result {
             with_.around.out << manual_page(described(app_), SOJOURN_VERSION);
             return exit_code::ok;
           });
    choose(app_.add_subcommand("version", "Print the version"), [this]() -> exit_result {
      if (with_.as_json)
        with_.around.out << dump({{"version", SOJOURN_VERSION}}) << '\n';
      else
        with_.around.out << "sojourn " << SOJOURN_VERSION << '\n';
      return exit_code::ok;
    });
  }

  void add_completion() {
    auto* group =
        app_.add_subcommand("completion", "Print a script that completes commands in a shell");
    group->require_subcommand(1);
    using script_of = std::string (*)(const command_node&);
    for (const auto& [shell, script] : std::initializer_list<std::pair<std::string, script_of>>{
             {"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}})
      choose(group->add_subcommand(shell, "Print the script for " + shell),
             [this, script = script]() -> exit_result {
               with_.around.out << script(described(app_));
               return exit_code::ok;
             });
  }

  static command_node described(const CLI::App& app) {
    command_node node{.name = app.get_name(), .about = app.get_description()};
    for (const auto* option : app.get_options()) {
      if (option->get_positional()) {
        node.arguments.push_back(option->get_single_name());
        continue;
      }
      command_option one{.about = option->get_description(),
                         .takes_value = option->get_expected_max() > 0};
      for (const auto& name : option->get_snames())
        one.names.push_back("-" + name);
      for (const auto& name : option->get_lnames())
        one.names.push_back("--" + name);
      node.options.push_back(std::move(one));
    }
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
      node.commands.push_back(described(*command));
    return node;
  }

  session& with_;
  CLI::App app_{"", "sojourn"};
  std::map<std::string, CLI::App*> groups_; ///< by name; CLI11 owns them
  std::function<exit_result()> chosen_;
};

std::string variable(const surroundings& around, const char* name, std::string_view otherwise) {
  const auto found = around.environment.find(name);
  return found == around.environment.end() || found->second.empty() ? std::string{otherwise}
                                                                    : found->second;
}

} // namespace

int run(const std::vector<std::string>& arguments, surroundings& around) {
  session context{.around = around,
                  .url = variable(around, "SOJOURN_URL", default_url),
                  .token = variable(around, "SOJOURN_TOKEN", "")};
  return grammar{context}.run(arguments);
}

} // namespace sojourn::cli
