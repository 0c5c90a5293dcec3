#include "cli/command_tree.hpp"

namespace sojourn::cli {

namespace {

/// The words that may follow the commands of `path`, as one case of a shell's `case`.
void add_words(std::string& out, const command_node& node, const std::string& path) {
  std::string words;
  for (const auto& command : node.commands)
    words += " " + command.name;
  for (const auto& option : node.options)
    for (const auto& name : option.names)
      words += " " + name;
  out += "    \"" + path + "\") words=\"" + (words.empty() ? words : words.substr(1)) + "\" ;;\n";
  for (const auto& command : node.commands)
    add_words(out, command, path + " " + command.name);
}

/// The options that a value follows, as a pattern of a shell's `case`.
void add_options_with_value(std::string& out, const command_node& node) {
  for (const auto& option : node.options) {
    if (!option.takes_value)
      continue;
    for (const auto& name : option.names)
      if (("|" + out + "|").find("|" + name + "|") == std::string::npos)
        out += (out.empty() ? "" : "|") + name;
  }
  for (const auto& command : node.commands)
    add_options_with_value(out, command);
}

/// A text between single quotes, of fish and zsh.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char one : text) {
    if (one == '\'' || one == '\\')
      out += '\\';
    out += one;
  }
  return out + "'";
}

void add_fish(std::string& out, const command_node& node, const std::string& condition) {
  for (const auto& command : node.commands)
    out += "complete -c sojourn -n " + quoted(condition) + " -f -a " + quoted(command.name) +
           " -d " + quoted(command.about) + "\n";
  for (const auto& option : node.options) {
    out += "complete -c sojourn -n " + quoted(condition);
    for (const auto& name : option.names)
      out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    out += (option.takes_value ? " -r -d " : " -f -d ") + quoted(option.about) + "\n";
  }
}

/// What both shells that read bash's completion share: the path of commands so far, and its words.
std::string bash_function(const command_node& root) {
  std::string values;
  add_options_with_value(values, root);
  std::string out =
      "_sojourn() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  local path=sojourn words= next= skip= i\n"
      "  case $previous in " +
      values +
      ")\n"
      "    COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n"
      "  esac\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    next=${COMP_WORDS[i]}\n"
      "    if [[ -n $skip ]]; then skip=; continue; fi\n"
      "    case $next in\n"
      "      " +
      values +
      ") skip=yes ;;\n"
      "      -*) ;;\n"
      "      *) _sojourn_words \"$path $next\" && path=\"$path $next\" ;;\n"
      "    esac\n"
      "  done\n"
      "  _sojourn_words \"$path\"\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "  ((${#COMPREPLY[@]} > 0)) || COMPREPLY=($(compgen -f -- \"$current\"))\n"
      "}\n"
      "# Sets words to what may follow the commands of $1; false: there are none such.\n"
      "_sojourn_words() {\n"
      "  case $1 in\n";
  add_words(out, root, root.name);
  return out + "    *) return 1 ;;\n"
               "  esac\n"
               "}\n";
}

} // namespace

std::string bash_completion(const command_node& root) {
  return "# Completion of sojourn for bash; made by \"sojourn completion bash\".\n" +
         bash_function(root) + "complete -o filenames -F _sojourn sojourn\n";
}

std::string zsh_completion(const command_node& root) {
  return "#compdef sojourn\n"
         "# Completion of sojourn for zsh; made by \"sojourn completion zsh\".\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash_function(root) + "complete -o filenames -F _sojourn sojourn\n";
}

std::string fish_completion(const command_node& root) {
  std::string out = "# Completion of sojourn for fish; made by \"sojourn completion fish\".\n";
  add_fish(out, root, "__fish_use_subcommand");
  for (const auto& command : root.commands) {
    std::string below;
    for (const auto& one : command.commands)
      below += " " + one.name;
    const auto here = "__fish_seen_subcommand_from " + command.name;
    add_fish(out, command,
             below.empty() ? here : here + "; and not __fish_seen_subcommand_from" + below);
    for (const auto& one : command.commands)
      add_fish(out, one, here + "; and __fish_seen_subcommand_from " + one.name);
  }
  return out;
}

} // namespace sojourn::cli
