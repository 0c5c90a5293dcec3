// Reading sends and what persons want.
#include "storage/read/area_readers.hpp"
#include "storage/read/campaign_results.hpp"
#include "storage/sends.hpp"
#include "storage/sqlite/reader_pool.hpp"

namespace sojourn::storage {

namespace {

class pooled_send_reader final : public send_reader {
public:
  explicit pooled_send_reader(reader_pool& pool) : pool_{pool} {}

  page find(const send_query& what) override {
    return pool_.with_tables([&](table_set& tables) { return tables.sends.find(what); });
  }
  std::optional<json> send(std::int64_t number) override {
    return pool_.with_tables([&](table_set& tables) { return tables.sends.show(number); });
  }
  std::optional<std::string> handed_to(const effect_key& key) override {
    return pool_.with_tables([&](table_set& tables) {
      const auto send = tables.sends.by_tracking(tracking_of(key));
      return send ? std::optional{send->channel} : std::nullopt;
    });
  }
  std::optional<linked_send> linked(const std::string& tracking) override {
    return pool_.with_tables([&](table_set& tables) { return tables.sends.linked(tracking); });
  }
  json results(const std::string& campaign, milliseconds window,
               const std::stop_token& stop) override {
    return pool_.in_snapshot(
        [&](table_set& tables) { return campaign_results(tables, campaign, window, stop); });
  }
  std::vector<stored_consent> consents(const subject_ref& subject) override {
    return pool_.with_tables([&](table_set& tables) {
      return tables.consents.of(tables.aliases.customer_behind(subject).value_or(subject));
    });
  }
  std::vector<stored_suppression>
  suppressions(const std::string& channel, const std::string& address, std::size_t limit) override {
    return pool_.with_tables(
        [&](table_set& tables) { return tables.suppressions.after(channel, address, limit); });
  }
  stored_send_rules rules() override {
    return pool_.with_tables([](table_set& tables) { return tables.send_rules.newest(); });
  }

private:
  reader_pool& pool_;
};

} // namespace

std::unique_ptr<send_reader> make_send_reader(reader_pool& pool) {
  return std::make_unique<pooled_send_reader>(pool);
}

} // namespace sojourn::storage
