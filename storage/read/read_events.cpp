// Reading events.
#include "storage/events.hpp"
#include "storage/read/area_readers.hpp"
#include "storage/sqlite/reader_pool.hpp"

#include <algorithm>
#include <iterator>

namespace sojourn::storage {

namespace {

class pooled_event_reader final : public event_reader {
public:
  explicit pooled_event_reader(reader_pool& pool) : pool_{pool} {}

  page find(const event_query& what) override {
    return pool_.with_tables([&](table_set& tables) { return tables.events.list(what); });
  }
  events_found since(const subject_ref& subject, const std::set<std::string>& types,
                     std::int64_t after) override {
    return pool_.in_snapshot([&](table_set& tables) {
      auto& events = tables.events;
      events_found found{.events = {}, .newest = events.newest_written()};
      const auto about = to_text(subject);
      for (const auto& type : types)
        std::ranges::move(events.after(after, about, type), std::back_inserter(found.events));
      std::ranges::sort(found.events, {}, &stored_event::number);
      return found;
    });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<event_reader> make_event_reader(reader_pool& pool) {
  return std::make_unique<pooled_event_reader>(pool);
}

} // namespace sojourn::storage
