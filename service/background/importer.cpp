#include "service/background/importer.hpp"

#include "service/background/import_file.hpp"
#include "service/background/wait_for_commit.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"

#include <filesystem>
#include <set>
#include <spdlog/spdlog.h>

namespace sojourn::service {

namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;
using storage::import_state;

/// Chunks that are handed to the writer and not committed: one that it applies, one that waits.
constexpr std::size_t chunks_ahead = 2;
constexpr milliseconds pause_between_tries{50};
/// An import that fails for what should pass, yet gets no further, is tried this often.
constexpr int most_chunk_tries = 20;

bool has_ended(import_state state) { return state >= import_state::finished; }

/// What the writer has been given of one import, in order.
class chunks_under_way {
public:
  chunks_under_way(actors::services& services) : services_{services} {}
  chunks_under_way(const chunks_under_way&) = delete;
  chunks_under_way& operator=(const chunks_under_way&) = delete;

  [[nodiscard]] std::size_t count() const { return answers_.size(); }

  void hand_over(storage::import_chunk chunk) {
    auto handed_over = std::make_shared<const storage::import_chunk>(std::move(chunk));
    answers_.push_back(begin_commit<storage::chunk_written>(
        services_.store, [&services = services_, handed_over](storage::transaction& tx) {
          return storage::write_import_chunk(tx, *handed_over, services.catalogue.listeners(),
                                             services.clock.now());
        }));
  }

  /// Waits for the oldest; what it caused goes on its way.
  result<import_state> settle_one() {
    auto written = answers_.front().get();
    answers_.pop_front();
    if (!written)
      return fail(std::move(written.error()));
    services_.directory.bring(std::move(written->inbox_entries));
    return written->state;
  }

  /// Waits for all; the first error counts.
  result<import_state> settle() {
    result<import_state> last = import_state::running;
    while (!answers_.empty()) {
      auto one = settle_one();
      if (last)
        last = std::move(one);
    }
    return last;
  }

private:
  actors::services& services_;
  std::deque<std::future<result<storage::chunk_written>>> answers_;
};

} // namespace

importer::importer(actors::services& services) : services_{services} {
  for (auto& thread : threads_)
    thread = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

importer::~importer() {
  for (auto& thread : threads_)
    thread.request_stop();
  ready_.notify_all();
  for (auto& thread : threads_)
    thread.join();
}

void importer::work_on(storage::import_id id) {
  {
    const std::lock_guard lock{mutex_};
    waiting_.push_back(id);
  }
  ready_.notify_one();
}

void importer::resume_all() {
  std::set<std::string> needed;
  for (const auto& one : services_.store.reader().imports().under_way()) {
    needed.insert(one.plan.file);
    work_on(one.id);
  }
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator{services_.store.import_directory(), failure}) {
    if (!needed.contains(entry.path().filename().string()))
      fs::remove(entry.path(), failure);
  }
}

void importer::run(const std::stop_token& stop) {
  while (true) {
    storage::import_id next;
    {
      std::unique_lock lock{mutex_};
      if (!ready_.wait(lock, stop, [this] { return !waiting_.empty(); }) || stop.stop_requested())
        return;
      next = waiting_.front();
      waiting_.pop_front();
    }
    bring_in_at_last(next, stop);
  }
}

void importer::bring_in_at_last(storage::import_id id, const std::stop_token& stop) {
  int tries = 0;
  while (!stop.stop_requested()) {
    result<void> done;
    try {
      done = storage::as_result([&] { return bring_in(id, stop); });
    } catch (const std::exception& failure) {
      done = fail(error_code::internal, failure.what());
    }
    if (done || stop.stop_requested())
      return;
    const auto& why = done.error();
    const bool busy = why.code == error_code::overloaded;
    // Chunks of the try before may have been applied after this one was read.
    const bool passes = actors::may_pass(why.code) || why.code == error_code::wrong_state;
    if (!busy && (!passes || ++tries == most_chunk_tries))
      return give_up(id, why.message, stop);
    std::this_thread::sleep_for(pause_between_tries);
  }
}

result<void> importer::bring_in(storage::import_id id, const std::stop_token& stop) {
  const auto found = services_.store.reader().imports().find(id);
  if (!found)
    return {};
  const auto& plan = found->plan;
  if (has_ended(found->state)) {
    remove_file(plan.file);
    return {};
  }
  auto file = import_file::open(services_.store.import_directory() + "/" + plan.file, *found,
                                services_.store.reader().records().described_type(plan.type));
  if (!file)
    return fail(std::move(file.error()));

  auto since = steady_clock::now();
  result<import_state> state = found->state;
  chunks_under_way under_way{services_};
  bool read_all = false;
  while (state && !has_ended(*state) && !stop.stop_requested()) {
    if (plan.fires && rested_for_router(services_.store))
      continue;
    if (!read_all) {
      auto chunk = file->next();
      if (!chunk)
        return fail(std::move(chunk.error()));
      const auto now = steady_clock::now();
      chunk->worked = std::chrono::duration_cast<milliseconds>(now - since);
      since += chunk->worked;
      read_all = chunk->last;
      under_way.hand_over(std::move(*chunk));
    }
    if (read_all || under_way.count() >= chunks_ahead)
      state = under_way.settle_one();
  }
  const auto rest = under_way.settle();
  if (state && !rest)
    state = rest;
  if (!state)
    return fail(std::move(state.error()));
  if (has_ended(*state))
    remove_file(plan.file);
  return {}; // or the next daemon goes on
}

void importer::give_up(storage::import_id id, const std::string& why, const std::stop_token& stop) {
  spdlog::warn("{} failed: {}", to_text(id), why);
  const auto failed =
      commit_at_last<storage::stored_import>(services_.store, stop, [&](storage::transaction& tx) {
        return result<storage::stored_import>{
            storage::fail_import(tx, id, why, services_.clock.now())};
      });
  if (failed)
    remove_file(failed->plan.file);
  else
    spdlog::error("{} stays as it is: {}", to_text(id), failed.error().message);
}

void importer::remove_file(const std::string& name) const {
  std::error_code gone;
  fs::remove(services_.store.import_directory() + "/" + name, gone);
}

} // namespace sojourn::service
