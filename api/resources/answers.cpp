#include "api/resources/answers.hpp"

#include "api/cursor.hpp"
#include "base/percent.hpp"
#include "signing/digest.hpp"

#include <charconv>

namespace sojourn::api {

namespace {

response versioned(int status, const service::written& what) {
  auto made = json_response(status, what.body);
  if (what.version != 0)
    made.headers.emplace_back("ETag", '"' + version_tag(what.version) + '"');
  if (what.replayed)
    made.headers.emplace_back("Idempotency-Replayed", "true");
  return made;
}

} // namespace

completion<json> as_json(const reply& answer) {
  return answer.through<json>([](const json& value) { return json_response(200, value); });
}

completion<service::page> as_page(const request& ask, const reply& answer) {
  return answer.through<service::page>([listing = ask.listing](service::page found) {
    json body{{"items", std::move(found.items)}, {"next_cursor", nullptr}};
    if (!found.next_cursor.empty())
      body["next_cursor"] = wrap_cursor(listing, found.next_cursor);
    return json_response(200, body);
  });
}

completion<service::written> as_written(const reply& answer, std::string location) {
  return answer.through<service::written>(
      [location = std::move(location)](const service::written& what) mutable {
        auto made = versioned(what.created ? 201 : 200, what);
        if (location.ends_with('/') && what.body.is_object())
          location += percent_encode(what.body.value("id", ""));
        if (what.created && !location.ends_with('/'))
          made.headers.emplace_back("Location", location);
        return made;
      });
}

completion<service::written> as_resource(const reply& answer) {
  return answer.through<service::written>(
      [](const service::written& what) { return versioned(200, what); });
}

std::string digest_tag(std::string_view body) {
  constexpr std::size_t digits = 32;
  return signing::sha256_hex(body).substr(0, digits);
}

completion<service::written> as_changing_resource(const reply& answer) {
  return answer.through<service::written>([](const service::written& what) {
    auto made = json_response(200, what.body);
    if (what.version != 0)
      made.headers.emplace_back("ETag", '"' + version_tag(what.version) + '.' +
                                            digest_tag(made.body) + '"');
    return made;
  });
}

completion<service::written> as_accepted(const reply& answer) {
  return answer.through<service::written>(
      [](const service::written& what) { return versioned(202, what); });
}

bool wants_csv(const request& ask) {
  if (const auto format = ask.parameter("format"); !format.empty())
    return format == "csv";
  const auto accepted = joined_header(ask.headers, "Accept");
  return accepted && accepted->find("text/csv") != std::string::npos;
}

completion<std::string> as_csv(const reply& answer) {
  return answer.through<std::string>([](std::string text) {
    response made{.body = std::move(text), .content_type = "text/csv"};
    made.headers.emplace_back("Vary", "Accept");
    return made;
  });
}

std::optional<instant> instant_in(const request& ask, std::string_view name) {
  const auto text = ask.parameter(name);
  return text.empty() ? std::nullopt : std::optional{parse_instant(text).value()};
}

std::uint32_t count_in(const request& ask, std::string_view name) {
  const auto text = ask.parameter(name);
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

result<subject_ref> customer_or_visitor_in(const request& ask) {
  const auto customer = ask.parameter("customer");
  const auto visitor = ask.parameter("visitor");
  if (customer.empty() == visitor.empty())
    return fail(error_code::invalid_request, "the request names no subject",
                {{"/query", customer.empty() ? "needs \"customer\" or \"visitor\""
                                             : "takes \"customer\" or \"visitor\", not both"}});
  return customer.empty() ? subject_ref{"visitor", visitor} : subject_ref{"customer", customer};
}

instance_id instance_of(const request& ask) { return parse_instance_id(ask.id()).value(); }

} // namespace sojourn::api
