// The figures of the monitor for spreadsheets.
#include "base/decimal.hpp"
#include "reports/csv.hpp"
#include "reports/monitor.hpp"

#include <set>

namespace sojourn::reports {

namespace {

std::string ratio_text(const rate& shown) {
  const auto value = ratio(shown.count, shown.of);
  return value.is_null() ? std::string{} : value.dump();
}

std::string money_text(const money& sums, const std::string& currency) {
  const auto found = sums.find(currency);
  return text_of_thousandths(found == sums.end() ? 0 : found->second);
}

std::vector<std::string> cells_of(const monitor_figures& figures,
                                  const std::set<std::string>& currencies) {
  std::vector<std::string> cells;
  for (const auto count :
       {figures.messages, figures.sent, figures.delivered, figures.read, figures.clicked,
        figures.buyers, figures.bought.orders, figures.bought.refunded_orders})
    cells.push_back(std::to_string(count));
  for (const auto& one : {figures.read_rate(), figures.click_rate(), figures.click_rate_of_read(),
                          figures.conversion()})
    cells.push_back(ratio_text(one));
  for (const auto& currency : currencies) {
    cells.push_back(money_text(figures.bought.amount, currency));
    cells.push_back(money_text(figures.bought.refunded, currency));
  }
  return cells;
}

} // namespace

std::string to_csv(const monitor_table& table) {
  std::set<std::string> currencies;
  for (const auto& [currency, sum] : table.totals.bought.amount)
    currencies.insert(currency);
  std::vector<std::string> titles{"row"};
  for (const auto by : table.by)
    titles.emplace_back(to_text(by));
  for (const auto* name :
       {"messages", "sent", "delivered", "read", "clicked", "buyers", "orders", "refunded_orders",
        "read_rate", "click_rate", "click_rate_of_read", "conversion"})
    titles.emplace_back(name);
  for (const auto& currency : currencies) {
    const auto suffix = currency.empty() ? std::string{} : "_" + currency;
    titles.push_back("amount" + suffix);
    titles.push_back("refunded" + suffix);
  }
  auto text = csv_line(titles);
  const auto add = [&](const char* kind, const std::vector<std::string>& key,
                       const monitor_figures& figures) {
    std::vector<std::string> line{kind};
    line.insert(line.end(), key.begin(), key.end());
    const auto cells = cells_of(figures, currencies);
    line.insert(line.end(), cells.begin(), cells.end());
    text += csv_line(line);
  };
  for (const auto& row : table.rows)
    add("row", row.key, row.figures);
  add("total", std::vector<std::string>(table.by.size()), table.totals);
  return text;
}

} // namespace sojourn::reports
