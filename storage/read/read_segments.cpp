// Reading segments, and the customers for whom a condition holds.
#include "storage/read/area_readers.hpp"
#include "storage/read/select_customers.hpp"
#include "storage/segments.hpp"
#include "storage/sqlite/reader_pool.hpp"

#include <chrono>

namespace sojourn::storage {

namespace {

class pooled_segment_reader final : public segment_reader {
public:
  explicit pooled_segment_reader(reader_pool& pool) : pool_{pool} {}

  std::vector<stored_segment> list() override {
    return pool_.with_tables([](table_set& tables) { return tables.segments.all(); });
  }
  std::vector<stored_segment> versions(const std::string& id) override {
    return pool_.with_tables([&](table_set& tables) { return tables.segments.versions(id); });
  }
  selected select_customers(const selection& what, const decision& decide,
                            const member_visitor& visit) override;
  std::vector<selected> count_customers(const std::vector<segments::predicate_ptr>& asked,
                                        instant now, std::stop_token stop) override;
  std::optional<json> customer_view(const std::string& id,
                                    const std::set<std::string>& lists) override {
    return pool_.in_snapshot(
        [&](table_set& tables) { return storage::customer_view(tables, id, lists); });
  }

private:
  reader_pool& pool_;
};

selected pooled_segment_reader::select_customers(const selection& what, const decision& decide,
                                                 const member_visitor& visit) {
  selected all;
  auto next = what;
  portion_size size;
  while (true) {
    const auto begun = std::chrono::steady_clock::now();
    std::optional<std::string> last;
    auto made = pool_.with_connection([&](read_connection& from) {
      return from.in_snapshot([&] {
        last = from.tables.records.after_so_many("customer", next.after, size.customers());
        const portion part{.through = last.value_or(""), .until = begun + longest_portion};
        return storage::select_customers(from.db(), from.tables, next, part, decide, visit);
      });
    });
    all.members += made.found.members;
    all.asked += made.found.asked;
    all.errors += made.found.errors;
    all.failure = std::move(made.found.failure);
    if (made.cut_at)
      last = std::move(made.cut_at);
    if (all.failure || !made.wants_more || !last)
      return all;
    next.after = std::move(*last);
    size.took(std::chrono::steady_clock::now() - begun);
  }
}

std::vector<selected>
pooled_segment_reader::count_customers(const std::vector<segments::predicate_ptr>& asked,
                                       instant now, std::stop_token stop) {
  std::vector<selected> all(asked.size());
  std::string after;
  portion_size size;
  while (true) {
    const auto begun = std::chrono::steady_clock::now();
    std::optional<std::string> last;
    bool is_cut = false;
    // One portion of customers is asked about all conditions on one state of the file, so that
    // their counts fit together.
    const auto counted = pool_.with_connection([&](read_connection& from) {
      return from.in_snapshot([&] {
        last = from.tables.records.after_so_many("customer", after, size.customers());
        portion part{.through = last.value_or("")};
        if (size.customers() > 1)
          part.until = begun + longest_portion;
        std::vector<selected> found;
        for (std::size_t i = 0; i < asked.size() && !is_cut; ++i) {
          const selection what{
              .asked = asked[i], .now = now, .after = after, .in_order = false, .stop = stop};
          auto made = storage::select_customers(from.db(), from.tables, what, part, {}, {});
          is_cut = made.cut_at.has_value();
          found.push_back(std::move(made.found));
        }
        return found;
      });
    });
    size.took(std::chrono::steady_clock::now() - begun);
    if (is_cut) // again, with fewer customers
      continue;
    for (std::size_t i = 0; i < counted.size(); ++i) {
      all[i].members += counted[i].members;
      all[i].asked += counted[i].asked;
      all[i].errors += counted[i].errors;
      all[i].failure = counted[i].failure;
      if (all[i].failure)
        return all;
    }
    if (!last)
      return all;
    after = std::move(*last);
  }
}

} // namespace

std::unique_ptr<segment_reader> make_segment_reader(reader_pool& pool) {
  return std::make_unique<pooled_segment_reader>(pool);
}

} // namespace sojourn::storage
