#include "channels/described/provider.hpp"

#include "base/json_schema.hpp"

#include <algorithm>

namespace sojourn::channels {

extern const std::string_view provider_schema_text; // provider.schema.json

namespace {

struct schemas {
  std::shared_ptr<const json> document =
      std::make_shared<const json>(json::parse(provider_schema_text));
  json_schema provider{document};
  json_schema calls{document, "calls"};
};

const schemas& language() {
  static const schemas all;
  return all;
}

class provider_reader {
public:
  provider_reader(const json& source, mistake_list& mistakes)
      : source_{source}, mistakes_{mistakes} {}

  provider read() {
    provider made;
    made.secrets = read_secrets();
    if (source_.contains("address"))
      made.address = read_address(source_.at("address"));
    if (source_.contains("limits")) {
      const auto& limits = source_.at("limits");
      made.limits = {.characters = limits.value("characters", std::size_t{0}),
                     .sms_segments = limits.value("sms_segments", std::size_t{0})};
    }
    if (source_.contains("capabilities"))
      made.can = read_capabilities(source_.at("capabilities"));
    if (made.address && made.address->country_code.empty())
      made.can.addresses = {.kind = addresses::address_kind::identifier};
    else if (made.address)
      made.can.addresses = {.kind = addresses::address_kind::phone,
                            .country_code = made.address->country_code};
    made.timeout = read_length_at(source_, "", "timeout", made.timeout, mistakes_);
    if (made.timeout <= milliseconds{0})
      mistakes_.add("/timeout", "is longer than zero");
    made.send = read_request_template(source_.at("send"), "/send", mistakes_);
    check_secrets_of(made.send, "/send");
    made.answers = read_answer_reader(source_, "", mistakes_);
    if (source_.contains("status")) {
      const auto& status = source_.at("status");
      made.status.emplace(
          status_query{read_request_template(status.at("request"), "/status/request", mistakes_),
                       read_answer_reader(status, "/status", mistakes_)});
      made.status->answers.else_unknown = true;
      check_secrets_of(made.status->request, "/status/request");
    }
    if (source_.contains("receipts"))
      made.receipts = read_receipts();
    made.can.answers_status = made.status.has_value();
    if (!made.receipts && (made.can.reports_delivery || made.can.reports_reads ||
                           made.can.receipt_within > milliseconds{0}))
      mistakes_.add("/capabilities", "speaks of receipts, but there are no \"receipts\"");
    return made;
  }

  described_calls read_calls() { return {read_secrets(), read_receipts()}; }

private:
  receipt_reader read_receipts() {
    auto made = read_receipt_reader(source_.at("receipts"), "/receipts", mistakes_);
    for (std::size_t i = 0; i < made.secret_names.size(); ++i)
      check_secret(made.secret_names[i], "/receipts/secrets/" + std::to_string(i));
    return made;
  }

  std::map<std::string, secret_source> read_secrets() const {
    std::map<std::string, secret_source> all;
    if (source_.contains("secrets"))
      for (const auto& [name, place] : source_.at("secrets").items())
        all[name] = {place.value("env", ""), place.value("file", "")};
    return all;
  }

  static address_field read_address(const json& given) {
    address_field form{.field = given.at("field").get<std::string>(), .country_code = {}};
    if (given.contains("phone")) {
      form.country_code = given.at("phone").at("country_code").get<std::string>();
      form.has_plus = given.at("phone").value("plus", true);
    }
    return form;
  }

  capabilities read_capabilities(const json& given) {
    capabilities can;
    can.deduplicates = given.value("deduplicates", false);
    can.concurrency = given.value("concurrency", can.concurrency);
    can.reports_delivery = given.value("reports_delivery", false);
    can.reports_reads = given.value("reports_reads", false);
    can.receipt_within =
        read_length_at(given, "/capabilities", "receipt_within", milliseconds{0}, mistakes_);
    can.links.text = given.value("tracks_links", false);
    can.account = given.value("account", "");
    if (given.contains("rate")) {
      const auto& rate = given.at("rate");
      can.rate.per_second = rate.at("per_second").get<double>();
      can.rate.burst = rate.value("burst", std::max(1.0, can.rate.per_second));
    }
    if (given.contains("hours"))
      for (std::size_t i = 0; i < given.at("hours").size(); ++i)
        can.hours.push_back(
            read_opening(given.at("hours")[i], "/capabilities/hours/" + std::to_string(i)));
    return can;
  }

  channel_hours read_opening(const json& given, const std::string& pointer) {
    const auto time = [&](const char* name) {
      const auto read = calendar::parse_time_of_day(given.at(name).get<std::string>());
      if (!read)
        mistakes_.add(pointer_to(pointer, name), read.error().message);
      return read.value_or(calendar::time_of_day{});
    };
    channel_hours opening;
    opening.purpose = messages::parse_purpose(given.at("purpose").get<std::string>()).value();
    opening.open = {time("from"), time("to")};
    opening.zone = given.value("zone", "");
    if (!opening.zone.empty() && !calendar::is_zone(opening.zone))
      mistakes_.add(pointer_to(pointer, "zone"), in_quotes(opening.zone) + " is no time zone");
    return opening;
  }

  void check_secret(const std::string& name, const std::string& pointer) {
    const auto known = read_secrets();
    if (known.contains(name))
      return;
    std::vector<std::string> names;
    for (const auto& [each, place] : known)
      names.push_back(each);
    mistakes_.add(pointer, "no secret is named " + in_quotes(name) +
                               hint(name, names, "\"secrets\" has", mistakes_));
  }

  void check_secrets_of(const request_template& request, const std::string& pointer) {
    constexpr std::string_view root = "secret.";
    for (const auto& name : request.names())
      if (name.starts_with(root))
        check_secret(name.substr(root.size()), pointer);
  }

  const json& source_;
  mistake_list& mistakes_;
};

/// What `read` makes of a document that its schema has passed.
template <class Made, class Read>
result<std::shared_ptr<const Made>> read_file_of(const json& source, const json_schema& schema,
                                                 const char* what, Read read) {
  mistake_list mistakes;
  schema.check(source, "", mistakes);
  std::shared_ptr<const Made> made;
  if (mistakes.empty())
    made = std::make_shared<const Made>(read(provider_reader{source, mistakes}));
  if (!mistakes.empty())
    return fail(error_code::invalid_settings, std::string{what} + " has errors", mistakes.sorted());
  return made;
}

} // namespace

result<std::shared_ptr<const provider>> read_provider(const json& source) {
  return read_file_of<provider>(source, language().provider, "the provider",
                                [](provider_reader from) { return from.read(); });
}

result<std::shared_ptr<const described_calls>> read_calls(const json& source) {
  return read_file_of<described_calls>(source, language().calls, "the description of calls",
                                       [](provider_reader from) { return from.read_calls(); });
}

} // namespace sojourn::channels
