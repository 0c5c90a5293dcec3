#include "config/reader.hpp"

#include "base/ids.hpp"
#include "config/keys.hpp"
#include "config/value_checks.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace sojourn::config {
namespace {

/// Where a value was given.
struct origin {
  std::string source;
  int line = 0;
};

/// What a variable of the environment would set.
struct variable_target {
  std::string path;
  std::function<void(const std::string& text, const origin& from)> assign;
};

/// `name` as it stands in a file: quoted, unless it is a bare key.
std::string as_written(const std::string& name) {
  const bool is_bare = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
  });
  return is_bare ? name : dump(name);
}

std::string without_spaces_around(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

/// The text of a variable as the kind of value its key wants; text where it is not one.
node value_of(const std::string& text, node_kind wanted) {
  const auto first = text.data();
  const auto last = first + text.size();
  const auto parsed = [&](auto number) -> std::optional<decltype(number)> {
    const auto [end, failure] = std::from_chars(first, last, number);
    return failure == std::errc{} && end == last ? std::optional{number} : std::nullopt;
  };
  if (wanted == node_kind::boolean && (text == "true" || text == "false"))
    return {.kind = wanted, .scalar = text == "true"};
  if (const auto whole = parsed(std::int64_t{}); whole && wanted == node_kind::integer)
    return {.kind = wanted, .scalar = *whole};
  if (const auto real = parsed(double{}); real && wanted == node_kind::number)
    return {.kind = wanted, .scalar = *real};
  if (wanted == node_kind::list) {
    node list{.kind = wanted};
    for (std::size_t begin = 0, comma = 0; comma != text.npos; begin = comma + 1) {
      comma = text.find(',', begin);
      list.items.push_back({.kind = node_kind::text,
                            .scalar = without_spaces_around(text.substr(begin, comma - begin))});
    }
    return list;
  }
  return {.kind = node_kind::text, .scalar = text};
}

/// What begins like this is meant for the daemon.
constexpr std::string_view variable_prefix = "SOJOURN_";
constexpr std::size_t longest_variable = 1'000'000; // beyond any name

/// The channels that a provider must not be named like.
constexpr std::array<std::string_view, 8> own_channels{"email",   "http",     "mailbox", "onsite",
                                                       "webhook", "web_push", "zalo_oa", "zns"};

class settings_reader {
public:
  settings_reader(std::string file_name, const std::map<std::string, std::string>& environment,
                  const text_of_file& read_file)
      : file_{std::move(file_name)}, environment_{environment}, read_file_{read_file} {}

  void read_file(const node& root) {
    read_table(settings_keys(), values_, root, "", "",
               {{"auth.tokens", [this](const node& list) { read_tokens(list); }},
                {"channels.webhooks",
                 [this](const node& table) {
                   read_named("channels.webhooks", table, webhook_endpoint_keys(),
                              values_.channels.webhooks);
                 }},
                {"channels.providers", [this](const node& table) {
                   read_named("channels.providers", table, provider_keys(),
                              values_.channels.providers);
                 }}});
  }

  void read_environment(const std::map<std::string, std::string>& environment,
                        const std::set<std::string, std::less<>>& other_variables) {
    const auto targets = all_variables();
    for (const auto& [variable, text] : environment) {
      if (!variable.starts_with(variable_prefix) || other_variables.contains(variable))
        continue;
      const auto [first, last] = targets.equal_range(variable);
      if (first == last)
        report({variable}, "", "names no key" + nearest_of(targets, variable));
      else if (std::next(first) != last)
        report({variable}, "",
               "could be " + first->second.path + " or " + std::next(first)->second.path +
                   ": set them in the file");
      else
        first->second.assign(text, {variable});
    }
  }

  /// What no key can check alone. A key that is wrong in itself is not judged again.
  void check_together() {
    check_tokens();
    check_webhooks();
    check_web_push();
    check_providers();
    const auto& backup = values_.backup;
    if (!backup.at.empty() && (backup.every == milliseconds{0} ||
                               backup.every % std::chrono::hours{24} != milliseconds{0}))
      blame("backup.at", {"backup.at", "backup.every"},
            "needs backup.every to be whole days, such as \"PT24H\"");
    if (values_.onsite.enabled && values_.onsite.origins.empty())
      blame("onsite.origins", {"onsite.enabled", "onsite.origins"},
            "is needed by onsite.enabled = true");
    const auto& http = values_.http;
    check_pair("http.tls_certificate", http.tls_certificate, "http.tls_key", http.tls_key);

    const auto& clock = values_.clock;
    if (clock.start && *clock.start < instant{})
      blame("clock.start", {"clock.start"}, "must not be before 1970-01-01T00:00:00Z");
    if (clock.mode == clock_mode::system && clock.start)
      blame("clock.start", {"clock.start", "clock.mode"}, "needs clock.mode = \"virtual\"");

    const auto& email = values_.channels.email;
    const auto needed_by_email = "is needed by channels.email.enabled = true";
    if (email.enabled && email.host.empty())
      blame("channels.email.host", {"channels.email.enabled", "channels.email.host"},
            needed_by_email);
    if (email.enabled && email.from.empty())
      blame("channels.email.from", {"channels.email.enabled", "channels.email.from"},
            needed_by_email);
    check_pair("channels.email.username", email.username, "channels.email.password",
               email.password);

    const auto& zalo = values_.channels.zalo;
    const auto needed_by_zalo = "is needed by channels.zalo.enabled = true";
    if (zalo.enabled && zalo.app_id.empty())
      blame("channels.zalo.app_id", {"channels.zalo.enabled", "channels.zalo.app_id"},
            needed_by_zalo);
    if (zalo.enabled && zalo.app_secret.empty())
      blame("channels.zalo.app_secret", {"channels.zalo.enabled", "channels.zalo.app_secret"},
            needed_by_zalo);

    if (values_.retry.max < values_.retry.initial)
      blame("retry.max", {"retry.max", "retry.initial"}, "must not be below retry.initial");
  }

  result_or_mistakes take() && {
    if (mistakes_.empty()) {
      for (auto& [path, from] : given_)
        values_.sources[path] = {std::move(from.source), from.line};
      return std::move(values_);
    }
    std::ranges::stable_sort(mistakes_, {}, [](const mistake& one) {
      return std::pair{one.line == 0, one.line}; // the environment has no lines, and goes last
    });
    return tl::unexpected{std::move(mistakes_)};
  }

private:
  using list_readers = std::map<std::string, std::function<void(const node&)>>;

  void report(const origin& from, const std::string& path, std::string message) {
    mistakes_.push_back({from.source, from.line, path, std::move(message)});
  }

  /// Reports a mistake about `path` where the first of `involved` that was given stands,
  /// unless one of them is wrong in itself.
  void blame(const std::string& path, const std::vector<std::string>& involved,
             std::string message) {
    if (std::ranges::any_of(involved, [&](const auto& one) { return faulty_.contains(one); }))
      return;
    const auto place =
        std::ranges::find_if(involved, [&](const auto& one) { return given_.contains(one); });
    report(place == involved.end() ? origin{file_} : given_.at(*place), path, std::move(message));
  }

  void check_pair(const std::string& a, const std::string& value_a, const std::string& b,
                  const std::string& value_b) {
    if (value_a.empty() == value_b.empty())
      return;
    const auto& [missing, present] = value_a.empty() ? std::tie(a, b) : std::tie(b, a);
    blame(missing, {present, missing}, "is needed by " + present);
  }

  /// The key that was probably meant by a variable: one that ends or begins with what it says, or
  /// else the nearest by its letters.
  static std::string nearest_of(const std::multimap<std::string, variable_target>& targets,
                                const std::string& variable) {
    if (variable.starts_with("SOJOURN_SERVICE_") || variable.starts_with("SOJOURN_PORT_"))
      return "; where Kubernetes sets it for a service called \"sojourn\", write "
             "\"enableServiceLinks: false\" in the pod";
    const auto said = std::string_view{variable}.substr(variable_prefix.size());
    const std::pair<const std::string, variable_target>* nearest = nullptr;
    auto least = std::numeric_limits<std::size_t>::max();
    for (const auto& target : targets) {
      const auto name = std::string_view{target.first}.substr(variable_prefix.size());
      const bool is_part = name.ends_with("_" + std::string{said}) || name.starts_with(said);
      // Of the keys of which it is a part the shortest, and these before all others.
      const auto distance =
          is_part ? name.size() - said.size() : longest_variable + edit_distance(said, name);
      if (distance < least) {
        least = distance;
        nearest = &target;
      }
    }
    return nearest == nullptr ? ""
                              : "; the nearest is " + nearest->second.path + ", " + nearest->first;
  }

  static std::string suggestion(std::string_view name, const std::vector<std::string>& known) {
    const auto nearest = nearest_name(name, known);
    return nearest.empty() ? "" : "; did you mean " + std::string{nearest} + "?";
  }

  template <class Owner>
  void assign(const key<Owner>& known, Owner& owner, const std::string& path, const node& value,
              const origin& from) {
    given_[path] = from;
    auto held = value;
    auto problem = known.secret ? fetch_secret(held) : std::nullopt;
    if (!problem)
      problem = known.set(owner, held);
    if (problem) {
      faulty_.insert(path);
      report(from, path, std::move(*problem));
    }
  }

  /// Puts the secret in the place of a text that says where it is: "env:NAME", "file:/PATH".
  std::optional<std::string> fetch_secret(node& value) const {
    constexpr std::string_view in_environment = "env:";
    constexpr std::string_view in_file = "file:";
    if (value.kind != node_kind::text)
      return std::nullopt;
    const auto& text = value.scalar.get_ref<const std::string&>();
    if (text.starts_with(in_environment)) {
      const auto name = text.substr(in_environment.size());
      const auto found = environment_.find(name);
      if (found == environment_.end() || found->second.empty())
        return "is to be found in the environment variable " + name + ", which is not set";
      value.scalar = found->second;
    } else if (text.starts_with(in_file)) {
      const auto path = text.substr(in_file.size());
      auto found = read_file_ ? read_file_(path) : std::nullopt;
      if (!found)
        return "is to be found in the file " + path + ", which cannot be read";
      found->erase(found->find_last_not_of(" \t\r\n") + 1);
      if (found->empty())
        return "is to be found in the file " + path + ", which is empty";
      value.scalar = std::move(*found);
    }
    return std::nullopt;
  }

  /// Reads the table at `path`. `within` is its name in `keys`, which for an entry of a list
  /// begins anew: both end in a dot, or are empty.
  template <class Owner>
  void read_table(const key_table<Owner>& keys, Owner& owner, const node& table,
                  const std::string& path, const std::string& within,
                  const list_readers& lists = {}) {
    const auto siblings = names_below(keys, lists, within);
    for (const auto& [name, value] : table.members) {
      const auto full_name = within + as_written(name);
      const auto full_path = path + as_written(name);
      const auto found = std::ranges::find(keys, full_name, &key<Owner>::name);
      if (found != keys.end())
        assign(*found, owner, full_path, value, {file_, value.line});
      else if (const auto list = lists.find(full_name); list != lists.end())
        list->second(value);
      else if (names_below(keys, lists, full_name + ".").empty())
        report({file_, value.line}, full_path, "is no key" + hint(keys, name, siblings));
      else if (value.kind == node_kind::table)
        read_table(keys, owner, value, full_path + ".", full_name + ".", lists);
      else
        report({file_, value.line}, full_path, "is a table; write [" + full_path + "]");
    }
  }

  /// The names that may stand directly in the table `within`.
  template <class Owner>
  static std::vector<std::string>
  names_below(const key_table<Owner>& keys, const list_readers& lists, const std::string& within) {
    std::set<std::string> names;
    const auto collect = [&](const std::string& full_name) {
      if (full_name.starts_with(within))
        names.insert(
            full_name.substr(within.size(), full_name.find('.', within.size()) - within.size()));
    };
    for (const auto& one : keys)
      collect(one.name);
    for (const auto& [name, unused] : lists)
      collect(name);
    return {names.begin(), names.end()};
  }

  /// The nearest sibling; else the key of this very name in another table.
  template <class Owner>
  static std::string hint(const key_table<Owner>& keys, const std::string& name,
                          const std::vector<std::string>& siblings) {
    const auto elsewhere =
        std::ranges::find_if(keys, [&](const auto& one) { return one.name.ends_with("." + name); });
    const auto near = suggestion(name, siblings);
    if (near.empty() && elsewhere != keys.end())
      return "; did you mean " + elsewhere->name + "?";
    return near;
  }

  void read_tokens(const node& list) {
    if (list.kind != node_kind::list) {
      faulty_.insert("auth.tokens");
      report({file_, list.line}, "auth.tokens", "is a list of tables; write [[auth.tokens]]");
      return;
    }
    given_["auth.tokens"] = {file_, list.line};
    for (const auto& item : list.items) {
      const auto path = token_path(values_.auth.tokens.size());
      auto& token = values_.auth.tokens.emplace_back();
      read_entry(access_token_keys(), token, item, path, "[[auth.tokens]]");
    }
  }

  /// A table of tables with names that the operator chooses.
  template <class Entry>
  void read_named(const std::string& area, const node& table, const key_table<Entry>& keys,
                  std::map<std::string, Entry, std::less<>>& into) {
    if (table.kind != node_kind::table) {
      report({file_, table.line}, area, "is a table of tables; write [" + area + ".NAME]");
      return;
    }
    for (const auto& [name, entry] : table.members) {
      const auto path = area + "." + as_written(name);
      if (const auto problem = check_token_name(name))
        report({file_, entry.line}, path, "cannot have this name; it " + *problem);
      else
        read_entry(keys, into[name], entry, path, "[" + path + "]");
    }
  }

  template <class Owner>
  void read_entry(const key_table<Owner>& keys, Owner& owner, const node& entry,
                  const std::string& path, const std::string& heading) {
    given_[path] = {file_, entry.line};
    if (entry.kind == node_kind::table) {
      read_table(keys, owner, entry, path + ".", "");
      return;
    }
    faulty_.insert(path);
    report({file_, entry.line}, path, "is a table; write " + heading);
  }

  static std::string token_path(std::size_t index) {
    return "auth.tokens[" + std::to_string(index) + "]";
  }

  static std::string webhook_path(const std::string& name) {
    return "channels.webhooks." + as_written(name);
  }

  static std::string provider_path(const std::string& name) {
    return "channels.providers." + as_written(name);
  }

  /// Every variable that has a meaning with this file; two names may share one ("a-b", "a.b").
  std::multimap<std::string, variable_target> all_variables() {
    std::multimap<std::string, variable_target> targets;
    const auto add = [&](const auto& keys, auto& owner, const std::string& named,
                         const std::string& path) {
      for (const auto& one : keys)
        targets.emplace(
            variable_of(named + one.name),
            variable_target{path + one.name, [&, full_path = path + one.name](
                                                 const std::string& text, const origin& from) {
                              assign(one, owner, full_path, value_of(text, one.kind), from);
                            }});
    };
    add(settings_keys(), values_, "", "");
    for (std::size_t i = 0; i < values_.auth.tokens.size(); ++i)
      if (auto& token = values_.auth.tokens[i]; !token.name.empty())
        add(access_token_keys(), token, "auth.tokens." + token.name + ".", token_path(i) + ".");
    for (auto& [name, endpoint] : values_.channels.webhooks)
      add(webhook_endpoint_keys(), endpoint, "channels.webhooks." + name + ".",
          webhook_path(name) + ".");
    for (auto& [name, provider] : values_.channels.providers)
      add(provider_keys(), provider, "channels.providers." + name + ".", provider_path(name) + ".");
    return targets;
  }

  void check_tokens() {
    const auto& tokens = values_.auth.tokens;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto& token = tokens[i];
      const auto path = token_path(i);
      const auto of = [&](const char* name) { return path + "." + name; };
      if (token.name.empty())
        blame(of("name"), {path, of("name")}, "is missing");
      if (token.scopes.empty())
        blame(of("scopes"), {path, of("scopes")}, "is missing");
      if (token.sha256.empty() == token.token.empty())
        blame(path, {path, of("sha256"), of("token")}, "needs one of sha256 and token, not both");
      const auto earlier = [&](auto same) {
        return std::any_of(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(i), same);
      };
      if (!token.name.empty() &&
          earlier([&](const auto& other) { return other.name == token.name; }))
        blame(of("name"), {of("name")}, "is the name of an earlier token");
      const auto check_differs = [&](const char* name, std::string access_token::*value) {
        if (!(token.*value).empty() &&
            earlier([&](const auto& other) { return other.*value == token.*value; }))
          blame(of(name), {of(name)}, "is that of an earlier token");
      };
      check_differs("sha256", &access_token::sha256);
      check_differs("token", &access_token::token);
    }
  }

  void check_webhooks() {
    for (const auto& [name, endpoint] : values_.channels.webhooks) {
      const auto path = webhook_path(name);
      if (endpoint.url.empty())
        blame(path + ".url", {path, path + ".url"}, "is missing");
    }
  }

  void check_web_push() {
    const auto& push = values_.channels.web_push;
    const auto path = [](const char* name) { return std::string{"channels.web_push."} + name; };
    if (!push.private_key.empty() && !push.private_key_file.empty())
      blame(path("private_key_file"), {path("private_key"), path("private_key_file")},
            "and channels.web_push.private_key are the same key: set one of them");
    if (!push.enabled)
      return;
    if (push.private_key.empty() && push.private_key_file.empty())
      blame(path("private_key"), {path("enabled"), path("private_key"), path("private_key_file")},
            "is needed by channels.web_push.enabled = true; \"sojourn vapid-keys\" makes one");
    if (push.contact.empty())
      blame(path("contact"), {path("enabled"), path("contact")},
            "is needed by channels.web_push.enabled = true");
  }

  void check_providers() {
    for (const auto& [name, provider] : values_.channels.providers) {
      const auto path = provider_path(name);
      if (provider.file.empty())
        blame(path + ".file", {path, path + ".file"}, "is missing");
      if (std::ranges::find(own_channels, name) != own_channels.end())
        blame(path, {path}, "cannot have this name; it is that of a channel of Sojourn's own");
    }
  }

  std::string file_;
  const std::map<std::string, std::string>& environment_;
  const text_of_file& read_file_;
  settings values_;
  std::vector<mistake> mistakes_;
  std::map<std::string, origin> given_; ///< by path: where the value that counts was given
  std::set<std::string> faulty_;        ///< paths whose values were refused
};

} // namespace

std::string to_text(const mistake& one) {
  auto text = one.source;
  if (one.line > 0)
    text += ":" + std::to_string(one.line);
  return text + ": " + one.key + (one.key.empty() ? "" : " ") + one.message;
}

result_or_mistakes read_settings(std::string_view toml_text, std::string_view file_name,
                                 const std::map<std::string, std::string>& environment,
                                 const std::set<std::string, std::less<>>& other_variables,
                                 const text_of_file& read_file) {
  const auto root = parse_toml(toml_text);
  if (!root)
    return tl::unexpected{std::vector{mistake{std::string{file_name}, root.error().line, "",
                                              "not TOML: " + root.error().message}}};
  settings_reader reader{std::string{file_name}, environment, read_file};
  reader.read_file(*root);
  reader.read_environment(environment, other_variables);
  reader.check_together();
  return std::move(reader).take();
}

} // namespace sojourn::config
