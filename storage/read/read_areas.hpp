// The readers of single areas, on the connections of the one pool.
#pragma once

#include "storage/budget.hpp"
#include "storage/content.hpp"
#include "storage/erasures.hpp"
#include "storage/sends.hpp"

namespace sojourn::storage {

class pooled_reader;

class pooled_import_reader final : public import_reader {
public:
  explicit pooled_import_reader(pooled_reader& pool) : pool_{pool} {}

  std::optional<stored_import> find(import_id id) override;
  std::vector<stored_import> list(import_id before, std::size_t limit) override;
  std::vector<stored_import> under_way() override;
  std::vector<import_error> errors(import_id id) override;

private:
  pooled_reader& pool_;
};

class pooled_identity_reader final : public identity_reader {
public:
  explicit pooled_identity_reader(pooled_reader& pool) : pool_{pool} {}

  std::optional<visitor_link> link_of(const std::string& visitor) override;
  std::vector<visitor_link> links(const std::string& customer, const std::string& after,
                                  std::size_t limit) override;
  std::vector<std::string> links_under_way() override;
  subject_ref known_as(const subject_ref& subject) override;
  result<std::vector<std::string>> find(const std::string& type, const std::string& field,
                                        const std::string& value, std::size_t limit) override;

private:
  pooled_reader& pool_;
};

class pooled_erasure_reader final : public erasure_reader {
public:
  explicit pooled_erasure_reader(pooled_reader& pool) : pool_{pool} {}

  std::optional<stored_erasure> find(erasure_id id) override;
  std::vector<stored_erasure> list(const std::string& subject, erasure_id before,
                                   std::size_t limit) override;
  std::vector<stored_erasure> under_way() override;

private:
  pooled_reader& pool_;
};

class pooled_content_reader final : public content_reader {
public:
  explicit pooled_content_reader(pooled_reader& pool) : pool_{pool} {}

  std::vector<stored_document> messages() override;
  std::optional<stored_document> message(const std::string& id) override;
  std::vector<stored_document> message_versions(const std::string& id) override;
  std::string last_viewed(const subject_ref& visitor) override;
  std::vector<stored_product> products_near(const std::string& category, double price, double from,
                                            double to) override;

private:
  pooled_reader& pool_;
};

class pooled_send_reader final : public send_reader {
public:
  explicit pooled_send_reader(pooled_reader& pool) : pool_{pool} {}

  page find(const send_query& what) override;
  std::optional<json> send(std::int64_t number) override;
  std::optional<std::string> handed_to(const effect_key& key) override;
  std::optional<linked_send> linked(const std::string& tracking) override;
  std::map<std::string, json> receipts(const engine::instance_state& state) override;
  json results(const std::string& campaign, milliseconds window,
               const std::stop_token& stop) override;
  std::vector<stored_consent> consents(const subject_ref& subject) override;
  std::vector<stored_suppression>
  suppressions(const std::string& channel, const std::string& address, std::size_t limit) override;
  stored_send_rules rules() override;

private:
  pooled_reader& pool_;
};

class pooled_budget_reader final : public budget_reader {
public:
  explicit pooled_budget_reader(pooled_reader& pool) : pool_{pool} {}

  stored_budget newest() override;
  json standing(instant now) override;
  std::vector<budget_pause> pauses() override;
  std::optional<budget_pause> pause_of(const std::string& campaign) override;
  std::optional<instant> next_look() override;
  json reserved_for(const effect_key& key, std::uint32_t attempt) override;
  json statement(const std::string& campaign, instant from, instant to) override;
  std::vector<json> periods(budget_period per, const std::string& before,
                            std::size_t limit) override;

private:
  pooled_reader& pool_;
};

} // namespace sojourn::storage
