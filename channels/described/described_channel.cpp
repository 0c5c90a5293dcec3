#include "channels/described/described_channel.hpp"

#include "addresses/blanks.hpp"
#include "channels/http/exchange.hpp"
#include "channels/http/multi_client.hpp"
#include "channels/refused.hpp"
#include "text/text_length.hpp"

namespace sojourn::channels {

namespace {

/// A shorter secret would blot out ordinary words.
constexpr std::size_t least_hidden_bytes = 4;

class described_channel final : public channel {
public:
  explicit described_channel(described_settings settings)
      : settings_{std::move(settings)}, is_{*settings_.description},
        client_{{.max_running = static_cast<std::size_t>(is_.can.concurrency),
                 .allow_private_addresses = settings_.allow_private_addresses}} {}

  capabilities declares() const override { return is_.can; }

  std::optional<std::string> unreachable(const json& customer) const override {
    if (!is_.address || address(customer))
      return std::nullopt;
    return has_address(customer)
               ? "the customer's \"" + is_.address->field + "\" is no " +
                     (is_.address->country_code.empty() ? "address" : "phone number")
               : "the customer has no \"" + is_.address->field + "\"";
  }

  std::optional<std::string> address(const json& customer) const override {
    if (!has_address(customer))
      return std::nullopt;
    return addresses::canonical_address(is_.can.addresses, written(customer));
  }

  void deliver(send_attempt request, completion done) override {
    if (const auto why = unreachable(request.customer)) {
      done(refused(outcome::unreachable,
                   (has_address(request.customer) ? "invalid_" : "no_") + is_.address->field,
                   *why));
      return;
    }
    const auto message = text::to_nfc(request.content.text);
    if (const auto why = too_long(message)) {
      done(refused(outcome::rejected, "too_long", *why));
      return;
    }
    send(is_.send, is_.answers, request, message,
         [done = std::move(done)](attempt_result told, bool) { done(std::move(told)); });
  }

  void ask(send_attempt request, completion done) override {
    if (!is_.status) {
      channel::ask(std::move(request), std::move(done));
      return;
    }
    send(is_.status->request, is_.status->answers, request, text::to_nfc(request.content.text),
         [done = std::move(done)](attempt_result told, bool is_answered) {
           // Whatever keeps the question from being answered says nothing of the message.
           if (!is_answered || told.closed_until)
             told.how = outcome::unknown;
           done(std::move(told));
         });
  }

  result<messages::provider_news> read_call(const provider_call& call) const override {
    if (!is_.receipts)
      return channel::read_call(call);
    return read_receipts(*is_.receipts, settings_.secrets, settings_.name, call);
  }

private:
  /// Also gets whether the provider answered at all.
  using answer_completion = std::function<void(attempt_result, bool is_answered)>;

  const std::string& written(const json& customer) const {
    return customer.at(is_.address->field).get_ref<const std::string&>();
  }

  /// The address as the provider takes it: a number in international form, all else as the customer
  /// gave it.
  std::string to(const json& customer) const {
    auto known = address(customer);
    if (!known)
      return {};
    if (is_.address->country_code.empty())
      return std::string{addresses::without_blanks_around(written(customer))};
    return is_.address->has_plus ? *known : known->substr(1);
  }

  bool has_address(const json& customer) const {
    if (!is_.address || !customer.is_object())
      return false;
    const auto found = customer.find(is_.address->field);
    return found != customer.end() && found->is_string() && *found != "";
  }

  std::optional<std::string> too_long(const std::string& message) const {
    if (const auto most = is_.limits.characters, has = text::characters(message);
        most > 0 && has > most)
      return "the text has " + std::to_string(has) + " characters; the provider takes " +
             std::to_string(most);
    if (const auto most = is_.limits.sms_segments, has = text::size_as_sms(message).segments;
        most > 0 && has > most)
      return "the text takes " + std::to_string(has) + " parts of an SMS; " + std::to_string(most) +
             " are allowed";
    return std::nullopt;
  }

  json data_of(const send_attempt& request, const std::string& message) const {
    return {{"to", to(request.customer)},
            {"message", message},
            {"subject", request.content.subject},
            {"html", request.content.html},
            {"fields", request.content.fields},
            {"key", request.tracking},
            {"unsubscribe_url", request.unsubscribe_url},
            {"attempt", request.attempt},
            {"customer", request.customer},
            {"subject_id", request.subject.id},
            {"campaign", request.campaign},
            {"name", request.message},
            {"purpose", messages::to_text(request.purpose)},
            {"language", request.language},
            {"at", sojourn::to_text(request.at)},
            {"data", request.data},
            {"secret", settings_.secrets}};
  }

  void send(const request_template& from, const answer_reader& how, const send_attempt& request,
            const std::string& message, answer_completion done) {
    text::render_options options;
    options.language = request.language;
    auto filled = fill_request(from, data_of(request, message), options);
    if (!filled) {
      done(refused(outcome::rejected, "invalid_request", filled.error().message), false);
      return;
    }
    filled->timeout = is_.timeout;
    filled->ca_file = settings_.ca_file;
    filled->at = request.at;
    filled->once = !is_.can.deduplicates;
    exchange(client_, std::move(*filled),
             [this, &how, at = request.at, done = std::move(done)](attempt_result judged,
                                                                   const http_response& answer) {
               auto told = judge_answer(how, std::move(judged), answer, at);
               hide_secrets(told.detail);
               hide_secrets(told.code);
               hide_secrets(told.provider_id);
               done(std::move(told), answer.status != 0);
             });
  }

  void hide_secrets(std::string& text) const {
    for (const auto& [name, secret] : settings_.secrets) {
      if (secret.size() < least_hidden_bytes)
        continue;
      for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret))
        text.replace(at, secret.size(), "***");
    }
  }

  const described_settings settings_;
  const provider& is_;
  multi_client client_;
};

} // namespace

result<std::shared_ptr<channel>> make_described_channel(described_settings settings) {
  const auto refuse = [&](const std::string& why) {
    return fail(error_code::invalid_settings, "provider \"" + settings.name + "\": " + why);
  };
  for (const auto& [name, place] : settings.description->secrets) {
    const auto found = settings.secrets.find(name);
    if (found == settings.secrets.end() || found->second.empty())
      return refuse(
          "the secret \"" + name + "\" is empty: set " +
          (place.env.empty() ? "the file \"" + place.file + "\"" : "the variable " + place.env));
  }
  if (const auto& receipts = settings.description->receipts)
    if (const auto why = unusable_secret(*receipts, settings.secrets))
      return refuse(*why);
  return std::make_shared<described_channel>(std::move(settings));
}

} // namespace sojourn::channels
