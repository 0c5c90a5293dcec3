#include "actors/importer.hpp"

#include "actors/import_file.hpp"
#include "actors/wait_for_commit.hpp"

#include <filesystem>
#include <set>
#include <spdlog/spdlog.h>

namespace sojourn::actors {

namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;
using storage::import_state;

/// Chunks that are handed to the writer and not committed: one that it applies, one that waits.
constexpr std::size_t chunks_ahead = 2;
constexpr milliseconds look_again{5};

bool has_ended(import_state state) { return state >= import_state::finished; }

/// What the writer has been given of one import, in order.
class chunks_under_way {
public:
  chunks_under_way(services& with) : with_{with} {}
  chunks_under_way(const chunks_under_way&) = delete;
  chunks_under_way& operator=(const chunks_under_way&) = delete;

  [[nodiscard]] std::size_t count() const { return answers_.size(); }

  void hand_over(storage::import_chunk chunk) {
    auto kept = std::make_shared<const storage::import_chunk>(std::move(chunk));
    // The unit may outlive this list, which an unreadable file ends early.
    answers_.push_back(begin_commit<storage::chunk_written>(
        with_.store, [&with = with_, kept](storage::transaction& tx) {
          return storage::write_import_chunk(tx, *kept, with.catalogue.listeners(),
                                             with.clock.now());
        }));
  }

  /// Waits for the oldest; what it caused goes on its way.
  result<import_state> settle_one() {
    auto written = answers_.front().get();
    answers_.pop_front();
    if (!written)
      return fail(std::move(written.error()));
    with_.directory.bring(std::move(written->caused));
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
  services& with_;
  std::deque<std::future<result<storage::chunk_written>>> answers_;
};

} // namespace

importer::importer(services& with) : with_{with} {
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
  for (const auto& one : with_.store.reader().imports().under_way()) {
    needed.insert(one.plan.file);
    work_on(one.id);
  }
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator{with_.store.import_directory(), failure}) {
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
    try {
      bring_in(next, stop);
    } catch (const std::exception& failure) {
      spdlog::error("{} stops for now: {}", to_text(next), failure.what());
    }
  }
}

void importer::bring_in(storage::import_id id, const std::stop_token& stop) {
  const auto found = with_.store.reader().imports().find(id);
  if (!found)
    return;
  const auto& plan = found->plan;
  if (has_ended(found->state))
    return remove_file(plan.file);
  auto file = import_file::open(with_.store.import_directory() + "/" + plan.file, *found,
                                with_.store.reader().described_type(plan.type));
  if (!file)
    return give_up(id, file.error().message);

  auto since = steady_clock::now();
  result<import_state> state = found->state;
  chunks_under_way under_way{with_};
  bool read_all = false;
  while (state && !has_ended(*state) && !stop.stop_requested()) {
    if (plan.fires && rested_for_router(with_.store))
      continue;
    if (!read_all) {
      auto chunk = file->next();
      if (!chunk) {
        (void)under_way.settle();
        return give_up(id, chunk.error().message);
      }
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
  if (state && has_ended(*state))
    return remove_file(plan.file);
  if (state) // the next daemon goes on
    return;
  if (state.error().code == error_code::overloaded) {
    std::this_thread::sleep_for(look_again);
    return work_on(id);
  }
  spdlog::error("{} stops for now: {}", to_text(id), state.error().message);
}

void importer::give_up(storage::import_id id, const std::string& why) {
  spdlog::warn("{} failed: {}", to_text(id), why);
  with_.store.writer().submit<storage::stored_import>(
      [this, id, why](storage::transaction& tx) -> result<storage::stored_import> {
        return storage::fail_import(tx, id, why, with_.clock.now());
      },
      [this](const result<storage::stored_import>& failed) {
        if (failed)
          remove_file(failed->plan.file);
      });
}

void importer::remove_file(const std::string& name) const {
  std::error_code gone;
  fs::remove(with_.store.import_directory() + "/" + name, gone);
}

} // namespace sojourn::actors
