// The readers of single areas, on the connections of the one pool.
#pragma once

#include "storage/imports.hpp"

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

} // namespace sojourn::storage
