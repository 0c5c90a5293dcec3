// How long the size of a segment takes, beside a bare count of the same customers.
#include "storage/segments.hpp"

#include "figures.hpp"
#include "medians.hpp"
#include "segments/segment_registry.hpp"
#include "storage/records.hpp"
#include "storage/store.hpp"
#include "storage/write/bulk.hpp"

#include <array>
#include <chrono>
#include <filesystem>
#include <stdexcept>

namespace sojourn::bench {

namespace {

/// Customers with 1.2 orders each: three of five have none, some have many.
class shop {
public:
  explicit shop(instant now) : now_{now} {}

  std::vector<std::pair<subject_ref, json>> customer(std::int64_t number) {
    static constexpr std::array tiers{"silver", "silver", "gold", "gold", "diamond"};
    static constexpr std::array orders{0, 0, 0, 0, 0, 0, 1, 2, 3, 6};
    const auto id = storage::seed_subject_id(number);
    std::vector<std::pair<subject_ref, json>> made;
    made.push_back({{"customer", id},
                    {{"name", "Customer " + std::to_string(number)},
                     {"email", id + "@example.com"},
                     {"phone", "+8490" + std::to_string(1'000'000 + number)},
                     {"tier", tiers[draw(tiers.size())]},
                     {"city", "Hà Nội"},
                     {"language", "vi"},
                     {"registered_at", at(draw(1'500))}}});
    for (auto left = orders[draw(orders.size())]; left > 0; --left) {
      const auto when = at(draw(730));
      const bool is_paid = draw(5) > 0;
      json order{{"customer_id", id},
                 {"status", is_paid ? "paid" : "placed"},
                 {"placed_at", when},
                 {"amount", 100'000 + draw(900) * 1'000},
                 {"lines", {{{"sku", "sku-" + std::to_string(draw(500))}, {"quantity", 1}}}}};
      if (is_paid)
        order["paid_at"] = when;
      made.push_back({{"order", "o" + std::to_string(++orders_)}, std::move(order)});
    }
    return made;
  }

private:
  /// The same numbers in each run.
  std::size_t draw(std::size_t below) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>((state_ >> 33) % below);
  }
  std::string at(std::size_t days_ago) const {
    return to_text(now_ - std::chrono::days{days_ago} - std::chrono::minutes{7});
  }

  instant now_;
  std::uint64_t state_ = 1;
  std::int64_t orders_ = 0;
};

} // namespace

void measure_segments(const plan& how, figures& out) {
  const auto now = parse_instant("2026-03-01T09:00:00Z").value();
  storage::store_options options;
  options.directory = how.directory + "/segments";
  std::filesystem::remove_all(options.directory);
  const auto customers = how.scaled(1'000'000);
  shop made{now};
  storage::record_seeding what{customers,
                               [&](std::int64_t number) { return made.customer(number); }};
  if (auto seeded = storage::seed_records(options, what, now); !seeded)
    throw std::runtime_error(seeded.error().message);

  auto opened = storage::store::open(options);
  if (!opened)
    throw std::runtime_error(opened.error().message);
  auto& reader = (*opened)->reader();
  const auto condition = json::parse(R"({"and": [
      {">=": [{"count": [{"var": "paid_orders"}, {"within": [{"var": "paid_at"}, "P180D"]}]}, 2]},
      {"!=": [{"var": "customer.tier"}, "diamond"]}]})");
  const segments::segment_registry registry{{}, {}};
  const auto asked = registry.resolve(condition, "Asia/Ho_Chi_Minh", "").value();

  const auto count_ms = median_ms([&] {
    if (reader.records().count("customer") != customers)
      throw std::runtime_error("not all customers are there");
  });
  storage::selected counted;
  const auto size_ms =
      median_ms([&] { counted = reader.segments().count_customers({asked}, now, {}).at(0); });
  out["segment_members"] = static_cast<double>(counted.members);
  out["segment_count_ms"] = count_ms;
  out["segment_1m_ms"] = size_ms;
  out["segment_1m_ms_vs_count"] = size_ms / count_ms;
  opened->reset();
  std::filesystem::remove_all(options.directory);
}

} // namespace sojourn::bench
