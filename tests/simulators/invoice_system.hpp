// An invoice system on loopback, as shops in Vietnam call one: it issues an invoice for an order,
// and tells the invoice of an order to whoever asks.
#pragma once

#include "base/json.hpp"
#include "simulators/http_server.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace sojourn::channels {

/// POST / {"key", "order", "buyer": {…}} → 201 {"number"}; GET /ORDER → 200 {"number"} or 404. It
/// does not know repetitions: each POST that it takes issues an invoice, so that a caller who
/// repeats one is found out.
class invoice_system {
public:
  /// What becomes of a POST, by the number of POSTs for its order so far, from 0.
  enum class manner {
    answers,
    loses_answer, ///< issues the invoice, and ends the connection instead of answering
    ends_before,  ///< ends the connection, and issues nothing
    is_down,      ///< 503
    refuses,      ///< 422 {"message"}: the buyer's data is not right
  };
  explicit invoice_system(std::function<manner(const std::string& order, int count)> how = {});

  [[nodiscard]] std::string url() const { return server_.url("/invoices"); }
  /// POSTs that came in whole.
  [[nodiscard]] int calls(const std::string& order);
  /// What was issued for an order: the bodies that it was asked with.
  [[nodiscard]] std::vector<json> issued(const std::string& order);
  /// The Authorization of every call.
  [[nodiscard]] std::vector<std::string> authorizations();

private:
  void answer(const seen_request& asked, connection& peer);
  void issue(const seen_request& asked, connection& peer);
  void tell(const std::string& order, connection& peer);

  std::function<manner(const std::string&, int)> how_;
  std::mutex mutex_;
  std::map<std::string, int> calls_;
  std::map<std::string, std::vector<json>> issued_;
  std::vector<std::string> authorizations_;
  http_server server_; ///< last: its threads use the others
};

} // namespace sojourn::channels
