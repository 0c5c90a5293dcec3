#include "simulators/invoice_system.hpp"

namespace sojourn::channels {

namespace {

const std::vector<std::string> as_json{"Content-Type: application/json"};

json invoice_of(const std::string& order) { return {{"number", "1C26-" + order}}; }

} // namespace

invoice_system::invoice_system(std::function<manner(const std::string& order, int count)> how)
    : how_{std::move(how)}, server_{[this](const seen_request& asked, connection& peer) {
        answer(asked, peer);
      }} {}

int invoice_system::calls(const std::string& order) {
  const std::lock_guard lock{mutex_};
  return calls_[order];
}

std::vector<json> invoice_system::issued(const std::string& order) {
  const std::lock_guard lock{mutex_};
  return issued_[order];
}

std::vector<std::string> invoice_system::authorizations() {
  const std::lock_guard lock{mutex_};
  return authorizations_;
}

void invoice_system::answer(const seen_request& asked, connection& peer) {
  {
    const std::lock_guard lock{mutex_};
    const auto found = asked.headers.find("authorization");
    authorizations_.push_back(found == asked.headers.end() ? "" : found->second);
  }
  if (asked.method == "POST")
    issue(asked, peer);
  else
    tell(asked.target.substr(asked.target.rfind('/') + 1), peer);
}

void invoice_system::issue(const seen_request& asked, connection& peer) {
  const auto body = json::parse(asked.body, nullptr, false);
  const auto order = body.value("order", "");
  auto how = manner::answers;
  {
    const std::lock_guard lock{mutex_};
    const auto count = calls_[order]++;
    how = how_ ? how_(order, count) : manner::answers;
    if (how == manner::answers || how == manner::loses_answer)
      issued_[order].push_back(body);
  }
  switch (how) {
  case manner::answers:
    return peer.write(http_answer(201, dump(invoice_of(order)), as_json));
  case manner::loses_answer:
  case manner::ends_before:
    return peer.reset();
  case manner::is_down:
    return peer.write(http_answer(503));
  case manner::refuses:
    return peer.write(http_answer(422, R"({"message": "unknown tax code"})", as_json));
  }
}

void invoice_system::tell(const std::string& order, connection& peer) {
  bool is_there = false;
  {
    const std::lock_guard lock{mutex_};
    const auto found = issued_.find(order);
    is_there = found != issued_.end() && !found->second.empty();
  }
  peer.write(is_there ? http_answer(200, dump(invoice_of(order)), as_json) : http_answer(404));
}

} // namespace sojourn::channels
