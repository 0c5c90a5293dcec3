#include "cli/command_tree.hpp"

namespace sojourn::cli {

namespace {

/// Text as a line of roff, in which a backslash, a dash and a leading dot or quote mean something.
std::string roff(const std::string& text) {
  std::string out;
  for (const char one : text) {
    if (one == '\\')
      out += "\\e";
    else if (one == '-')
      out += "\\-";
    else
      out += one == '\n' ? ' ' : one;
  }
  return out.starts_with(".") || out.starts_with("'") ? "\\&" + out : out;
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }

void add_options(std::string& out, const std::vector<command_option>& options) {
  for (const auto& option : options) {
    std::string names;
    for (const auto& name : option.names)
      names += (names.empty() ? "" : ", ") + bold(name);
    out += ".TP\n" + names + (option.takes_value ? " \\fIVALUE\\fR" : "") + "\n" +
           roff(option.about) + "\n";
  }
}

void add_commands(std::string& out, const command_node& node, const std::string& path) {
  for (const auto& command : node.commands) {
    const auto here = path + " " + command.name;
    if (!command.commands.empty()) {
      add_commands(out, command, here);
      continue;
    }
    std::string title = bold(here);
    for (const auto& argument : command.arguments)
      title += " \\fI" + roff(argument) + "\\fR";
    out += ".SS \"" + title + "\"\n" + roff(command.about) + "\n";
    std::vector<command_option> own;
    for (const auto& option : command.options)
      if (option.names.back() != "--help")
        own.push_back(option);
    add_options(out, own);
  }
}

} // namespace

std::string manual_page(const command_node& root, const std::string& version) {
  std::string out =
      ".TH SOJOURN 1 \"\" \"sojourn " + version +
      "\" \"Sojourn\"\n"
      ".SH NAME\nsojourn \\- run customer campaigns on a shop's own machine\n"
      ".SH SYNOPSIS\n.B sojourn\n[\\fIOPTION\\fR]... \\fICOMMAND\\fR [\\fIARGUMENT\\fR]...\n"
      ".SH DESCRIPTION\n" +
      roff(root.about) + "\n" +
      roff("\"sojourn serve\" is the daemon. The other commands ask it over HTTP, or work on "
           "files. The settings of the packaged daemon are in /etc/sojourn/sojourn.toml, its data "
           "in /var/lib/sojourn.") +
      "\n.SH OPTIONS\n";
  add_options(out, root.options);
  out += ".SH COMMANDS\n";
  add_commands(out, root, root.name);
  out +=
      ".SH ENVIRONMENT\n"
      ".TP\n\\fBSOJOURN_URL\\fR, \\fBSOJOURN_TOKEN\\fR\n"
      "Where the daemon answers, and the bearer token; the options beat them.\n"
      ".TP\n\\fBSOJOURN_\\fIKEY\\fR\n"
      "Every setting has a variable, as http.port has SOJOURN_HTTP_PORT, which beats the file.\n"
      ".SH EXIT STATUS\n"
      "0 on success, 1 when the request was refused, 2 for a wrong command line, 3 when the daemon "
      "cannot be reached, 4 when a running daemon cannot go on.\n"
      ".SH FILES\n.TP\n/etc/sojourn/sojourn.toml\nThe settings, with a comment on each.\n"
      ".TP\n/var/lib/sojourn\nThe data. Only the user sojourn can read them.\n";
  return out;
}

} // namespace sojourn::cli
