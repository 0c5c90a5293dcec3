#include "storage/read/monitor_scan.hpp"

#include "messages/attribution.hpp"

namespace sojourn::storage {

namespace {

constexpr std::size_t rows_between_looks = 1'024; // at the token

} // namespace

std::uint32_t person_numbers::number_of(std::string_view subject) {
  if (const auto found = numbers_.find(subject); found != numbers_.end())
    return found->second;
  const auto number = static_cast<std::uint32_t>(subjects_.size());
  numbers_.emplace(subjects_.emplace_back(subject), number);
  return number;
}

bool scan_sends(table_set& tables, const std::vector<monitored_campaign>& campaigns,
                person_numbers& persons, const std::stop_token& stop,
                const std::function<void(const scanned_send&)>& each) {
  std::size_t looked_at = 0;
  for (const auto& campaign : campaigns) {
    auto rows = tables.monitor.sends(campaign.id);
    while (rows.next()) {
      if (looked_at++ % rows_between_looks == 0 && stop.stop_requested())
        return false;
      each({.number = rows.integer(0),
            .person = persons.number_of(rows.view(1)),
            .campaign = &campaign,
            .step = rows.view(2),
            .channel = rows.view(3),
            .at = rows.at(4),
            .left = rows.integer(5) != 0,
            .delivered_at = rows.optional_instant(6),
            .read_at = rows.optional_instant(7),
            .clicked_at = rows.optional_instant(8)});
    }
  }
  return true;
}

bool scan_orders(table_set& tables, const person_numbers& persons, const std::vector<bool>& touched,
                 milliseconds window, const std::stop_token& stop,
                 const std::function<void(std::uint32_t person, std::int64_t send,
                                          const records::payment&)>& each) {
  for (std::uint32_t person = 0; person < touched.size(); ++person) {
    if (!touched[person])
      continue;
    if (stop.stop_requested())
      return false;
    const auto& subject = persons.subject(person);
    std::vector<records::payment> paid;
    for (const auto& [id, data] : tables.records.owned(subject, "order")) {
      if (auto payment = records::payment_of(data))
        paid.push_back(std::move(*payment));
    }
    if (paid.empty())
      continue;
    const auto touches = tables.sends.touches(subject);
    for (const auto& payment : paid) {
      if (const auto* owed_to = messages::credited(touches, payment.at, window))
        each(person, owed_to->send, payment);
    }
  }
  return true;
}

} // namespace sojourn::storage
