#include "storage/tables/mailbox.hpp"

#include "storage/mailbox.hpp"
#include "storage/sqlite/transaction.hpp"

namespace sojourn::storage {

void put_mail(transaction& tx, const mail& message) { tx.tables.mailbox.insert(message); }

void mail_table::insert(const mail& message) {
  const auto number = numbers_.last(numbered::mail) + 1;
  if (insert_.run(number, message.key.instance, message.key.step, message.key.visit,
                  to_text(message.subject), message.campaign, message.message, message.subject_line,
                  message.text, message.html, message.at) == 1)
    numbers_.raise(numbered::mail, number);
}

std::vector<json> mail_table::show(const std::string& subject, std::int64_t before,
                                   std::size_t limit) {
  std::vector<json> found;
  auto rows = subject.empty() ? all_.query(before, limit) : about_.query(before, subject, limit);
  while (rows.next())
    found.push_back(show(rows));
  return found;
}

effect_key mail_table::key_in(const statement::rows& from) {
  return {.instance = from.instance(1),
          .step = from.text(2),
          .visit = static_cast<std::uint32_t>(from.integer(3))};
}

std::vector<std::pair<std::int64_t, effect_key>> mail_table::keys_after(std::int64_t after,
                                                                        std::size_t limit) {
  std::vector<std::pair<std::int64_t, effect_key>> found;
  auto rows = keys_.query(after, limit);
  while (rows.next())
    found.emplace_back(rows.integer(0), key_in(rows));
  return found;
}

json mail_table::show(const statement::rows& from) {
  const auto key = key_in(from);
  return {
      {"number", from.integer(0)}, {"key", to_text(key)},     {"instance", to_text(key.instance)},
      {"step", key.step},          {"visit", key.visit},      {"subject", from.text(4)},
      {"campaign", from.text(5)},  {"message", from.text(6)}, {"subject_line", from.text(7)},
      {"text", from.text(8)},      {"html", from.text(9)},    {"at", to_text(from.at(10))}};
}

} // namespace sojourn::storage
