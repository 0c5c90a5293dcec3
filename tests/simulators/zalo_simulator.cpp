#include "simulators/zalo_simulator.hpp"

#include "signing/digest.hpp"

namespace sojourn::tests {

namespace {

using channels::http_answer;

std::string header_of(const channels::seen_request& request, const std::string& name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? "" : found->second;
}

/// A value of "a=1&b=2", decoded.
std::string value_in(const std::string& form, const std::string& name) {
  std::size_t begin = 0;
  while (begin < form.size()) {
    const auto end = std::min(form.find('&', begin), form.size());
    const auto pair = form.substr(begin, end - begin);
    if (pair.starts_with(name + "=")) {
      std::string value;
      for (std::size_t i = name.size() + 1; i < pair.size(); ++i) {
        if (pair[i] == '%') {
          value += static_cast<char>(std::stoi(pair.substr(i + 1, 2), nullptr, 16));
          i += 2;
        } else {
          value += pair[i];
        }
      }
      return value;
    }
    begin = end + 1;
  }
  return "";
}

std::string query_of(const std::string& target) {
  const auto mark = target.find('?');
  return mark == std::string::npos ? "" : target.substr(mark + 1);
}

json refusal(int code) { return {{"error", code}, {"message", "simulated"}}; }

} // namespace

zalo_simulator::zalo_simulator() {
  server_ = std::make_unique<channels::http_server>(
      [this](const channels::seen_request& request, channels::connection& peer) {
        answer(request, peer);
      });
}

zalo_simulator::~zalo_simulator() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  released_.notify_all();
  server_.reset();
}

std::string zalo_simulator::url() const { return server_->url(""); }

std::string zalo_simulator::consent() {
  const std::lock_guard lock{mutex_};
  return *refresh_tokens_.insert(fresh("refresh")).first;
}

std::string zalo_simulator::consent_code() {
  const std::lock_guard lock{mutex_};
  return *codes_.insert(fresh("code")).first;
}

void zalo_simulator::expire_tokens() {
  const std::lock_guard lock{mutex_};
  access_tokens_.clear();
}

void zalo_simulator::next_send(zalo_fault fault) {
  const std::lock_guard lock{mutex_};
  send_faults_.push_back(fault);
}

void zalo_simulator::next_trade(zalo_fault fault) {
  const std::lock_guard lock{mutex_};
  trade_faults_.push_back(fault);
}

void zalo_simulator::release() {
  {
    const std::lock_guard lock{mutex_};
    ++releases_;
  }
  released_.notify_all();
}

void zalo_simulator::put_template(const std::string& id, json info) {
  const std::lock_guard lock{mutex_};
  info["templateId"] = std::stoll(id); // Zalo writes some ids as numbers
  templates_[id] = std::move(info);
}

void zalo_simulator::set_quota(std::int64_t daily, std::int64_t remaining) {
  const std::lock_guard lock{mutex_};
  daily_ = daily;
  remaining_ = remaining;
}

std::vector<zalo_message> zalo_simulator::messages() const {
  const std::lock_guard lock{mutex_};
  return messages_;
}

zalo_call zalo_simulator::call(const std::string& event, json more, std::int64_t at_ms) {
  json body{{"event_name", event},
            {"app_id", app_id},
            {"oa_id", oa_id},
            {"timestamp", std::to_string(at_ms)}};
  body.update(more);
  zalo_call made{.body = body.dump(), .headers = {}};
  made.headers["content-type"] = "application/json";
  made.headers["x-zevent-signature"] =
      "mac=" + signing::sha256_hex(app_id + made.body + std::to_string(at_ms) + app_secret);
  return made;
}

zalo_call zalo_simulator::delivered(const zalo_message& what, std::int64_t at_ms) {
  json message{{"msg_id", what.id}, {"delivery_time", std::to_string(at_ms)}};
  json to;
  if (what.body.contains("tracking_id")) {
    message["tracking_id"] = what.body["tracking_id"];
    to = {{"id", what.body["phone"]}};
  } else {
    to = {{"id", what.body["user_id"]}};
  }
  auto made = call("user_received_message",
                   {{"sender", {{"id", oa_id}}}, {"recipient", to}, {"message", message}}, at_ms);
  if (message.contains("tracking_id"))
    made.headers["x-zevent-server"] = "ZNS";
  return made;
}

zalo_fault zalo_simulator::take(std::deque<zalo_fault>& faults) {
  if (faults.empty())
    return {};
  const auto first = faults.front();
  faults.pop_front();
  return first;
}

void zalo_simulator::answer(const channels::seen_request& request, channels::connection& peer) {
  const auto path = request.target.substr(0, request.target.find('?'));
  const bool is_trade = path == "/v4/oa/access_token";
  const bool is_send = path == "/message/template" || path == "/v3.0/oa/message/template" ||
                       path == "/v3.0/oa/message/cs";
  zalo_fault fault;
  reply made;
  {
    std::unique_lock lock{mutex_};
    if (is_trade)
      fault = take(trade_faults_);
    else if (is_send)
      fault = take(send_faults_);
    trades_ += is_trade;
    sends_ += is_send;
    if (fault.what == zalo_fault::kind::wait)
      released_.wait(lock, [&] { return stopping_ || releases_ > 0; });
    if (fault.what == zalo_fault::kind::wait && releases_ > 0)
      --releases_;
    if (fault.what == zalo_fault::kind::refuse)
      made = {200, refusal(fault.code)};
    else
      made = is_trade ? trade(request) : is_send ? send(request) : read(request);
  }
  switch (fault.what) {
  case zalo_fault::kind::lose_reply:
    return peer.reset();
  case zalo_fault::kind::fail:
    return peer.write(http_answer(fault.code, made.body.dump()));
  case zalo_fault::kind::garble:
    return peer.write(http_answer(200, "<html>busy</html>"));
  case zalo_fault::kind::none:
  case zalo_fault::kind::refuse:
  case zalo_fault::kind::wait:
    return peer.write(
        http_answer(made.status, made.body.dump(), {"Content-Type: application/json"}));
  }
}

int zalo_simulator::check_token(const channels::seen_request& request) const {
  const auto token = header_of(request, "access_token");
  if (!access_tokens_.contains(token))
    return -124;
  const auto proof = signing::hex_encode(signing::hmac_sha256(app_secret, token));
  return header_of(request, "appsecret_proof") == proof ? 0 : -1241;
}

zalo_simulator::reply zalo_simulator::send(const channels::seen_request& request) {
  if (const auto code = check_token(request); code != 0)
    return {200, refusal(code)};
  const auto body = json::parse(request.body, nullptr, false);
  if (!body.is_object())
    return {200, refusal(-153)};
  const bool is_by_phone = request.target == "/message/template";
  if (is_by_phone) {
    const auto tracking = body.value("tracking_id", "");
    if (!body.value("phone", "").starts_with("84"))
      return {200, refusal(-108)};
    if (tracking.empty() || tracking.size() > 48)
      return {200, refusal(-153)};
  }
  if (request.target != "/v3.0/oa/message/cs") {
    const auto known = templates_.find(body.value("template_id", ""));
    if (known != templates_.end() && known->second.value("status", "") != "ENABLE")
      return {200, refusal(-131)};
  }
  if (remaining_ <= 0)
    return {200, refusal(-144)};
  --remaining_;
  const auto id = fresh("msg");
  messages_.push_back({request.target, body, id});
  if (tell_)
    tell_(messages_.back());
  const json quota{{"dailyQuota", std::to_string(daily_)},
                   {"remainingQuota", std::to_string(remaining_)}};
  json data{{"sent_time", std::to_string(1'767'225'600'000 + last_number_)}};
  if (is_by_phone)
    data.update({{"msg_id", id}, {"sending_mode", "1"}, {"quota", quota}});
  else
    data.update({{"message_id", id},
                 {"quota", {{"quota_type", "sub_quota"}, {"remain", std::to_string(remaining_)}}}});
  return {200, {{"error", 0}, {"message", "Success"}, {"data", data}}};
}

zalo_simulator::reply zalo_simulator::trade(const channels::seen_request& request) {
  if (header_of(request, "secret_key") != app_secret || value_in(request.body, "app_id") != app_id)
    return {200, {{"error", -14003}, {"error_name", "Invalid app"}}};
  if (value_in(request.body, "grant_type") == "authorization_code") {
    if (codes_.erase(value_in(request.body, "code")) == 0 ||
        value_in(request.body, "code_verifier") != "verifier")
      return {200, {{"error", -14010}, {"error_name", "Invalid code"}}};
  } else {
    const auto token = value_in(request.body, "refresh_token");
    if (refresh_tokens_.erase(token) == 0)
      return {200, {{"error", -14020}, {"error_name", "Invalid refresh token: " + token}}};
  }
  const auto access = *access_tokens_.insert(fresh("access")).first;
  const auto refresh = *refresh_tokens_.insert(fresh("refresh")).first;
  return {200, {{"access_token", access}, {"refresh_token", refresh}, {"expires_in", "90000"}}};
}

zalo_simulator::reply zalo_simulator::read(const channels::seen_request& request) {
  if (const auto code = check_token(request); code != 0)
    return {200, refusal(code)};
  const auto path = request.target.substr(0, request.target.find('?'));
  const auto query = query_of(request.target);
  const auto ok = [](json data) {
    return reply{200, {{"error", 0}, {"message", "Success"}, {"data", std::move(data)}}};
  };
  if (path == "/template/all") {
    const auto offset = std::stoul(value_in(query, "offset"));
    const auto limit = std::stoul(value_in(query, "limit"));
    auto list = json::array();
    std::size_t at = 0;
    for (const auto& [id, info] : templates_) {
      if (at >= offset && list.size() < limit)
        list.push_back({{"templateId", info["templateId"]}, {"status", info.value("status", "")}});
      ++at;
    }
    return ok(std::move(list));
  }
  if (path == "/template/info/v2") {
    const auto found = templates_.find(value_in(query, "template_id"));
    return found == templates_.end() ? reply{200, refusal(-112)} : ok(found->second);
  }
  if (path == "/message/quota")
    return ok({{"dailyQuota", std::to_string(daily_)},
               {"remainingQuota", std::to_string(remaining_)},
               {"monthlyPromotionQuota", "1000"},
               {"remainingMonthlyPromotionQuota", "400"}});
  if (path == "/message/status") {
    const auto id = value_in(query, "message_id");
    for (const auto& one : messages_) {
      if (one.id == id)
        return ok({{"status", 1}, {"message", "delivered"}});
    }
    return ok({{"status", -1}, {"message", "absent"}});
  }
  return {404, {{"message", "no such path"}}};
}

} // namespace sojourn::tests
