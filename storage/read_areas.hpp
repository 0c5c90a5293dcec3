// The readers of single areas, on the connections of the one pool.
#pragma once

#include "storage/imports.hpp"
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

class pooled_send_reader final : public send_reader {
public:
  explicit pooled_send_reader(pooled_reader& pool) : pool_{pool} {}

  page find(const send_query& what) override;
  std::optional<json> send(std::int64_t number) override;
  std::optional<std::string> handed_to(const effect_key& key) override;
  std::optional<linked_send> linked(const std::string& tracking) override;
  std::map<std::string, json> receipts(const engine::instance_state& state) override;
  std::vector<stored_consent> consents(const subject_ref& subject) override;
  std::vector<stored_suppression>
  suppressions(const std::string& channel, const std::string& address, std::size_t limit) override;
  stored_send_rules rules() override;

private:
  pooled_reader& pool_;
};

} // namespace sojourn::storage
