#include "cli/doctor.hpp"

#include "cli/display.hpp"
#include "cli/settings.hpp"
#include "config/warnings.hpp"
#include "doctor/judge.hpp"
#include "doctor/words.hpp"

#include <algorithm>

namespace sojourn::cli {

namespace {

constexpr std::string_view url_of_nobody = "http://127.0.0.1:7070"; // where --url points by itself

/// Where the daemon of these settings answers on this machine.
std::string url_of(const config::settings& settings) {
  const auto& http = settings.http;
  auto host = http.address;
  if (host == "0.0.0.0")
    host = "127.0.0.1";
  else if (host == "::")
    host = "[::1]";
  else if (host.find(':') != std::string::npos)
    host = "[" + host + "]";
  return (http.tls_certificate.empty() ? "http://" : "https://") + host + ":" +
         std::to_string(http.port);
}

doctor::daemon_state ask_daemon(session& context, const config::settings& settings) {
  if (context.url == url_of_nobody)
    context.url = url_of(settings);
  doctor::daemon_state state{.url = context.url};
  const auto ready = ask(context, {.method = "GET", .target = "/readyz"}, "asking the daemon");
  if (ready) {
    state.answers = true;
    state.is_ready = ready->value("ready", false);
    state.backup_failing = ready->value("backup_failing", false);
    return state;
  }
  state.failure = ready.error().problem.value("detail", "");
  // A refusal is an answer, too; a port where nobody listens is none.
  state.answers = ready.error().code == exit_code::refused;
  return state;
}

json as_json(const doctor::finding& one, const std::string& language) {
  const auto said = doctor::say(one, language);
  return {{"check", one.check}, {"grade", doctor::to_text(one.how)}, {"code", one.code},
          {"facts", one.facts}, {"sentence", said.sentence},         {"advice", said.advice}};
}

std::string mark_of(doctor::grade how, const std::string& language) {
  const bool is_vietnamese = language == "vi";
  switch (how) {
  case doctor::grade::ok:
    return is_vietnamese ? "ổn" : "ok";
  case doctor::grade::warning:
    return is_vietnamese ? "cảnh báo" : "warning";
  case doctor::grade::problem:
    return is_vietnamese ? "sự cố" : "problem";
  }
  return {};
}

void show_findings(session& context, const doctor::findings& all, const std::string& language) {
  constexpr std::size_t mark_width = 9;
  constexpr std::size_t name_width = 18;
  for (const auto& one : all) {
    const auto said = doctor::say(one, language);
    context.around.out << padded(mark_of(one.how, language), mark_width)
                       << padded(doctor::name_of_check(one.check, language), name_width)
                       << printable(said.sentence) << '\n';
    if (one.how != doctor::grade::ok && !said.advice.empty())
      context.around.out << std::string(mark_width + name_width, ' ') << printable(said.advice)
                         << '\n';
  }
}

void add(doctor::findings& all, doctor::findings more) {
  std::ranges::move(more, std::back_inserter(all));
}

} // namespace

exit_result examine(session& context, const doctor_options& options) {
  doctor::settings_state state;
  const auto settings = effective_settings(context, options.file, options.flags);
  if (!settings) {
    for (const auto& one : settings.error())
      state.mistakes.push_back(config::to_text(one));
  } else {
    if (context.around.check)
      for (const auto& why : context.around.check(*settings))
        state.mistakes.push_back(why.message);
    state.warnings = config::warnings_about(*settings);
  }
  auto all = doctor::judge(state);
  if (settings && context.around.examine) {
    auto told = context.around.examine(*settings, !options.offline, options.pages);
    add(all, std::move(told.found));
    auto daemon = ask_daemon(context, *settings);
    daemon.holds_directory = told.holds_directory;
    add(all, doctor::judge(daemon));
  }

  const auto worst = doctor::worst_of(all);
  if (context.as_json) {
    json findings = json::array();
    for (const auto& one : all)
      findings.push_back(as_json(one, options.language));
    context.around.out << dump({{"worst", doctor::to_text(worst)}, {"findings", findings}}) << '\n';
  } else {
    show_findings(context, all, options.language);
  }
  return static_cast<int>(worst);
}

} // namespace sojourn::cli
