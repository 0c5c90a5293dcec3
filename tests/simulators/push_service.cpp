#include "simulators/push_service.hpp"

#include "signing/aes_gcm.hpp"
#include "signing/base64.hpp"
#include "signing/digest.hpp"
#include "signing/random.hpp"

#include <chrono>

namespace sojourn::channels {

using namespace std::string_view_literals;

std::optional<std::string> decrypt_push(std::string_view body, const signing::p256_key& receiver,
                                        std::string_view auth) {
  constexpr std::size_t header_bytes = 86;
  if (body.size() < header_bytes || body.substr(16, 5) != "\x00\x00\x10\x00\x41"sv)
    return std::nullopt;
  const auto salt = body.substr(0, 16);
  const auto sender = body.substr(21, 65);
  const auto shared = receiver.agree(sender);
  if (!shared)
    return std::nullopt;
  const auto info =
      std::string{"WebPush: info\0"sv} + receiver.public_bytes() + std::string{sender};
  const auto material = signing::hkdf_sha256(auth, *shared, info, 32);
  const auto key = signing::hkdf_sha256(salt, material, "Content-Encoding: aes128gcm\0"sv, 16);
  const auto nonce = signing::hkdf_sha256(salt, material, "Content-Encoding: nonce\0"sv, 12);
  auto text = signing::aes_gcm_open(key, nonce, body.substr(header_bytes));
  if (!text || text->empty() || text->back() != '\2')
    return std::nullopt;
  text->pop_back();
  return text;
}

std::optional<std::string> vapid_mistake(const std::string& header, const std::string& audience,
                                         const std::string& public_key, instant now) {
  const auto begin = header.find("vapid t=");
  const auto comma = header.find(", k=");
  if (begin != 0 || comma == std::string::npos)
    return "no vapid header";
  if (signing::base64url_decode(header.substr(comma + 4)) != public_key)
    return "another key";
  const auto token = header.substr(8, comma - 8);
  const auto dot = token.rfind('.');
  const auto signature = signing::base64url_decode(token.substr(dot + 1));
  if (!signature || !signing::verify_es256(public_key, token.substr(0, dot), *signature))
    return "a wrong signature";
  const auto first_dot = token.find('.');
  const auto head = parse_json(signing::base64url_decode(token.substr(0, first_dot)).value());
  const auto claims = parse_json(
      signing::base64url_decode(token.substr(first_dot + 1, dot - first_dot - 1)).value());
  if (!head || head->at("alg") != "ES256" || head->at("typ") != "JWT")
    return "another algorithm";
  if (claims->at("aud") != audience)
    return "another audience";
  const auto expires = instant{std::chrono::seconds{claims->at("exp").get<std::int64_t>()}};
  if (expires <= now || expires > now + std::chrono::hours{24})
    return "a wrong expiry";
  if (!claims->at("sub").get<std::string>().starts_with("mailto:"))
    return "no contact";
  return std::nullopt;
}

push_service::push_service(std::string public_key, std::function<instant()> now)
    : public_key_{std::move(public_key)}, now_{std::move(now)},
      server_{[this](const seen_request& request, connection& peer) { serve(request, peer); }} {}

std::string push_service::origin() const {
  const auto url = server_.url();
  return url.substr(0, url.size() - 1);
}

json push_service::subscribe(const std::string& device, const std::string& created_at) {
  const std::lock_guard lock{mutex_};
  browser made{signing::p256_key::make(), signing::random_bytes(16)};
  json record{{"id", device},
              {"endpoint", server_.url("/push/" + device)},
              {"keys",
               {{"p256dh", signing::base64url_encode(made.key.public_bytes())},
                {"auth", signing::base64url_encode(made.auth)}}},
              {"created_at", created_at}};
  browsers_.emplace(device, std::move(made));
  return record;
}

void push_service::answer_with(const std::string& device, std::string answer) {
  const std::lock_guard lock{mutex_};
  browsers_.at(device).answer = std::move(answer);
}

std::vector<shown_push> push_service::shown() {
  const std::lock_guard lock{mutex_};
  return shown_;
}

void push_service::serve(const seen_request& request, connection& peer) {
  const auto answer = judge(request);
  if (answer.empty())
    peer.reset();
  else
    peer.write(answer);
}

std::string push_service::judge(const seen_request& request) {
  const std::lock_guard lock{mutex_};
  const auto header = [&](const char* name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? "" : found->second;
  };
  const auto device = request.target.substr(request.target.rfind('/') + 1);
  const auto found = browsers_.find(device);
  if (found == browsers_.end())
    return http_answer(404);
  if (request.method != "POST" || header("ttl").empty())
    return http_answer(400, "no TTL");
  if (header("content-encoding") != "aes128gcm" || header("topic").size() > 32)
    return http_answer(400, "a wrong header");
  if (const auto why = vapid_mistake(header("authorization"), origin(), public_key_, now_()))
    return http_answer(401, *why);
  if (request.body.size() > 4096)
    return http_answer(413);
  const auto text = decrypt_push(request.body, found->second.key, found->second.auth);
  if (!text)
    return http_answer(400, "the browser cannot read it");
  const auto& answer = found->second.answer;
  if (!answer || answer->empty()) {
    shown_.push_back({device, parse_json(*text).value(), request.headers});
    if (tell_)
      tell_(shown_.back());
  }
  return answer.value_or(http_answer(201, "", {"Location: " + server_.url("/message/" + device)}));
}

} // namespace sojourn::channels
