#include "actors/cache/hook_registry.hpp"

#include "storage/reader.hpp"

namespace sojourn::actors {

namespace {

/// Lines of the log that refused calls of one hook may write: whoever has no secret must not keep
/// the writer busy.
constexpr hooks::rate refusals_logged{.per_second = 1, .burst = 20};

known_hook_ptr make_known(storage::stored_hook hook, hooks::definition_ptr definition) {
  auto known = std::make_shared<known_hook>();
  for (const auto& secret : hook.secrets)
    known->secrets.push_back(secret.text);
  known->stored = std::move(hook);
  known->definition = std::move(definition);
  return known;
}

} // namespace

result<void> hook_registry::load(storage::reader& reader) {
  for (auto& hook : reader.hooks().list()) {
    auto read = hooks::read_document(hook.definition);
    if (!read)
      return fail(error_code::data_corrupt, "the hook \"" + hook.id + "\" cannot be read",
                  read.error().details);
    put(std::move(hook), std::move(read->hook));
  }
  return {};
}

void hook_registry::put(storage::stored_hook hook, hooks::definition_ptr definition) {
  put(make_known(std::move(hook), std::move(definition)));
}

void hook_registry::put_secrets(storage::stored_hook hook) {
  if (const auto before = find(hook.id))
    put(make_known(std::move(hook), before->definition));
}

void hook_registry::put(known_hook_ptr hook) {
  const auto limit = hook->definition->limit;
  const std::lock_guard lock{mutex_};
  const auto found = hooks_.find(hook->stored.id);
  if (found == hooks_.end()) {
    const auto id = hook->stored.id;
    hooks_.emplace(id, entry{std::move(hook), hooks::token_bucket{limit},
                             hooks::token_bucket{refusals_logged}});
    return;
  }
  if (found->second.calls.limit() != limit)
    found->second.calls = hooks::token_bucket{limit};
  found->second.hook = std::move(hook);
}

void hook_registry::remove(const std::string& id) {
  const std::lock_guard lock{mutex_};
  hooks_.erase(id);
}

known_hook_ptr hook_registry::find(const std::string& id) const {
  const std::lock_guard lock{mutex_};
  const auto found = hooks_.find(id);
  return found == hooks_.end() ? nullptr : found->second.hook;
}

std::vector<known_hook_ptr> hook_registry::after(const std::string& after,
                                                 std::size_t limit) const {
  const std::lock_guard lock{mutex_};
  std::vector<known_hook_ptr> found;
  for (auto at = hooks_.upper_bound(after); at != hooks_.end() && found.size() < limit; ++at)
    found.push_back(at->second.hook);
  return found;
}

std::optional<milliseconds> hook_registry::acquire_call(const std::string& id, instant now) {
  const std::lock_guard lock{mutex_};
  const auto found = hooks_.find(id);
  return found == hooks_.end() ? std::nullopt : found->second.calls.take(now);
}

std::optional<std::int64_t> hook_registry::acquire_log_line(const std::string& id, instant now) {
  const std::lock_guard lock{mutex_};
  const auto found = hooks_.find(id);
  if (found == hooks_.end())
    return std::nullopt;
  if (found->second.log_lines.take(now)) {
    ++found->second.unlogged;
    return std::nullopt;
  }
  return std::exchange(found->second.unlogged, 0);
}

} // namespace sojourn::actors
