// Hooks: put, with their secrets.
#include "storage/hooks.hpp"
#include "storage/records.hpp"
#include "storage/sqlite/transaction.hpp"

#include <algorithm>
#include <charconv>

namespace sojourn::storage {

namespace {

constexpr std::string_view secret_prefix = "sec_";

tl::unexpected<error> no_hook(const std::string& id) {
  return fail(error_code::not_found, "there is no hook \"" + id + "\"");
}

bool has_secret(const stored_hook& hook, const std::string& text) {
  return std::ranges::find(hook.secrets, text, &hook_secret::text) != hook.secrets.end();
}

/// Whether the hook has exactly these.
bool has_secrets(const stored_hook& hook, const std::vector<std::string>& texts) {
  return hook.secrets.size() == texts.size() &&
         std::ranges::all_of(texts, [&](const auto& text) { return has_secret(hook, text); });
}

stored_hook existing(transaction& tx, const std::string& id) {
  return std::move(tx.tables.hooks.find(id)->hook);
}

/// The hook after a change of it, which is a new version.
stored_hook keep(transaction& tx, hook_table::row& changed, instant now) {
  ++changed.hook.version;
  changed.hook.updated_at = now;
  tx.tables.hooks.update(changed.key, changed.hook);
  return existing(tx, changed.hook.id);
}

void set_secrets(transaction& tx, const hook_table::row& of, const std::vector<std::string>& texts,
                 instant now) {
  for (const auto& secret : of.hook.secrets) {
    if (std::ranges::find(texts, secret.text) == texts.end())
      tx.tables.hooks.remove_secret(secret.number);
  }
  for (const auto& text : texts) {
    if (!has_secret(of.hook, text))
      tx.tables.hooks.add_secret(of.key, text, now);
  }
}

} // namespace

std::string secret_id_text(std::int64_t number) {
  return std::string{secret_prefix} + std::to_string(number);
}

result<std::int64_t> parse_secret_id(std::string_view text) {
  std::int64_t number = 0;
  const auto digits = text.substr(std::min(text.size(), secret_prefix.size()));
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (!text.starts_with(secret_prefix) || read.ec != std::errc{} ||
      read.ptr != digits.data() + digits.size() || number <= 0)
    return fail(error_code::invalid_id, "this is not the id of a secret; it looks like \"sec_12\"");
  return number;
}

result<hook_put> put_hook(transaction& tx, const hook_to_put& what, instant now) {
  auto& hooks = tx.tables.hooks;
  auto before = hooks.find(what.id);
  if (before && what.must_be_new)
    return fail(error_code::already_exists, "the hook \"" + what.id + "\" exists already");
  if (auto holds = require(what.only_if, "the hook \"" + what.id + "\"",
                           before ? std::optional{before->hook.version} : std::nullopt);
      !holds)
    return fail(std::move(holds.error()));
  if (before) {
    const bool same_secrets = what.secrets.empty() || has_secrets(before->hook, what.secrets);
    const bool changed = before->hook.definition != what.definition || !same_secrets;
    if (!changed)
      return hook_put{.hook = std::move(before->hook)};
    if (!same_secrets)
      set_secrets(tx, *before, what.secrets, now);
    auto definition_before = std::exchange(before->hook.definition, what.definition);
    return hook_put{.hook = keep(tx, *before, now),
                    .created = false,
                    .changed = true,
                    .before = std::move(definition_before)};
  }
  if (hooks.count() >= most_hooks)
    return fail(error_code::wrong_state,
                "there are " + std::to_string(most_hooks) + " hooks already, which is the most");
  hook_table::row made;
  made.hook = {.id = what.id,
               .version = 1 + tx.tables.deleted_documents.last_version("hook", what.id),
               .definition = what.definition,
               .secrets = {},
               .created_at = now,
               .updated_at = now};
  made.key = hooks.insert(made.hook);
  set_secrets(tx, made,
              what.secrets.empty() ? std::vector<std::string>{what.first_secret} : what.secrets,
              now);
  return hook_put{.hook = existing(tx, what.id), .created = true, .changed = true};
}

result<void> remove_hook(transaction& tx, const std::string& id, const preconditions& only_if) {
  const auto found = tx.tables.hooks.find(id);
  if (!found)
    return no_hook(id);
  if (auto holds = require(only_if, "the hook \"" + id + "\"", found->hook.version); !holds)
    return holds;
  tx.tables.hooks.remove(found->key);
  tx.tables.deleted_documents.put("hook", id, found->hook.version);
  return {};
}

result<stored_hook> add_hook_secret(transaction& tx, const std::string& id,
                                    const std::string& secret, instant now) {
  auto found = tx.tables.hooks.find(id);
  if (!found)
    return no_hook(id);
  if (has_secret(found->hook, secret))
    return fail(error_code::already_exists, "the hook \"" + id + "\" has this secret already");
  if (found->hook.secrets.size() >= most_hook_secrets)
    return fail(error_code::wrong_state, "the hook \"" + id + "\" has two secrets; retire " +
                                             secret_id_text(found->hook.secrets.front().number) +
                                             ", the older one, first");
  tx.tables.hooks.add_secret(found->key, secret, now);
  return keep(tx, *found, now);
}

result<stored_hook> retire_hook_secret(transaction& tx, const std::string& id, std::int64_t secret,
                                       instant now) {
  auto found = tx.tables.hooks.find(id);
  if (!found)
    return no_hook(id);
  if (std::ranges::find(found->hook.secrets, secret, &hook_secret::number) ==
      found->hook.secrets.end())
    return fail(error_code::not_found,
                "the hook \"" + id + "\" has no secret " + secret_id_text(secret));
  if (found->hook.secrets.size() == 1)
    return fail(error_code::wrong_state, "this is the only secret of the hook \"" + id +
                                             "\"; add its successor first, or delete the hook");
  tx.tables.hooks.remove_secret(secret);
  return keep(tx, *found, now);
}

bool has_hook(transaction& tx, const std::string& id) { return tx.tables.hooks.key_of(id) != 0; }

result<void> check_hook_types(transaction& tx, const hooks::mapping& mapping) {
  std::vector<error_detail> mistakes;
  const auto type = tx.tables.record_types.find(mapping.subject_type);
  for (std::size_t i = 0; i < mapping.find_by.size(); ++i) {
    const auto& field = mapping.find_by[i].field;
    if (!type || !type->identities.contains(field))
      mistakes.push_back({pointer_to("/mapping/find_by", i) + "/field",
                          "\"" + field + "\" is no identity of the type \"" + mapping.subject_type +
                              "\"; name one of its \"x-identities\""});
  }
  for (std::size_t i = 0; i < mapping.records.size(); ++i) {
    if (!knows_record_type(tx, mapping.records[i].type))
      mistakes.push_back({pointer_to("/mapping/records", i) + "/type",
                          "there is no record type \"" + mapping.records[i].type +
                              "\"; put it with PUT /v1/record-types/" + mapping.records[i].type});
  }
  if (mistakes.empty())
    return {};
  return fail(error_code::invalid_request, "the hook has errors", std::move(mistakes));
}

} // namespace sojourn::storage
