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

std::vector<stored_document> pooled_content_reader::messages() {
  return pool_.with_connection(
      [](read_connection& from) { return from.tables.library_messages.all(); });
}

std::optional<stored_document> pooled_content_reader::message(const std::string& id) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.library_messages.find(id); });
}

std::vector<stored_document> pooled_content_reader::message_versions(const std::string& id) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.library_messages.versions(id); });
}

std::string pooled_content_reader::last_viewed(const subject_ref& visitor) {
  return pool_.with_connection(
      [&](read_connection& from) { return from.tables.products.last_viewed(visitor); });
}

std::vector<stored_product> pooled_content_reader::products_near(const std::string& category,
                                                                 double price, double from,
                                                                 double to) {
  return pool_.with_connection([&](read_connection& reading) {
    return reading.in_snapshot(
        [&] { return reading.tables.products.near(category, price, from, to); });
  });
}

} // namespace sojourn::storage
