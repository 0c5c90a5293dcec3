#include "storage/read_areas.hpp"

#include "storage/pooled_reader.hpp"

namespace sojourn::storage {

std::optional<stored_import> pooled_import_reader::find(import_id id) {
  return pool_.with_connection([&](read_connection& from) { return from.tables.imports.find(id); });
}

std::vector<stored_import> pooled_import_reader::list(import_id before, std::size_t limit) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.imports.list(before, limit); });
}

std::vector<stored_import> pooled_import_reader::under_way() {
  return pool_.with_connection(
      [](read_connection& from) { return from.tables.imports.under_way(); });
}

std::vector<import_error> pooled_import_reader::errors(import_id id) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.imports.errors(id); });
}

} // namespace sojourn::storage
