#include "reports/purchases.hpp"

#include "base/decimal.hpp"

namespace sojourn::reports {

json as_json(const money& sums) {
  json shown = json::object();
  for (const auto& [currency, thousandths] : sums)
    shown[currency] = text_of_thousandths(thousandths);
  return shown;
}

void purchases::add(const records::payment& paid) {
  ++orders;
  amount[paid.currency] += paid.amount_thousandths;
  if (!paid.called_off)
    return;
  ++refunded_orders;
  refunded[paid.currency] += paid.amount_thousandths;
}

void purchases::add(const purchases& more) {
  orders += more.orders;
  refunded_orders += more.refunded_orders;
  for (const auto& [currency, sum] : more.amount)
    amount[currency] += sum;
  for (const auto& [currency, sum] : more.refunded)
    refunded[currency] += sum;
}

void purchases::show(json& into) const {
  into["orders"] = orders;
  into["refunded_orders"] = refunded_orders;
  into["amount"] = as_json(amount);
  into["refunded"] = as_json(refunded);
}

} // namespace sojourn::reports
