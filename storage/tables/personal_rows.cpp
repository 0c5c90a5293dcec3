#include "storage/tables/personal_rows.hpp"

namespace sojourn::storage {

std::vector<instance_id> personal_rows::instances(const std::string& subject, std::size_t limit) {
  std::vector<instance_id> found;
  auto rows = instances_.query(subject, limit);
  while (rows.next())
    found.push_back(rows.instance(0));
  return found;
}

int personal_rows::blank_sends(const std::string& subject, const std::string& marker,
                               std::size_t limit) {
  struct row {
    std::int64_t number = 0;
    std::string channel;
    std::string address;
  };
  std::vector<row> found;
  {
    auto rows = sends_.query(subject, limit);
    while (rows.next())
      found.push_back({rows.integer(0), rows.text(1), rows.text(2)});
  }
  for (const auto& send : found) {
    suppression_.run(send.channel, send.address);
    receipts_.run(send.number);
    blank_send_.run(send.number, marker);
  }
  return static_cast<int>(found.size());
}

int personal_rows::rename_points(const std::string& customer, const std::string& marker) {
  reversals_.run(customer, marker);
  bookings_.run(customer, marker);
  balance_.run(customer, marker);
  return points_.run(customer, marker);
}

std::vector<std::int64_t> personal_rows::inbox_numbers(std::int64_t erasure) {
  std::vector<std::int64_t> found;
  auto rows = deliveries_.query(erasure);
  while (rows.next())
    found.push_back(rows.integer(0));
  return found;
}

int personal_rows::blank_audit(std::int64_t erasure, const std::string& marker) {
  return audit_.run(erasure) + audit_targets_.run(erasure, marker);
}

} // namespace sojourn::storage
