// The few shapes in which answers of the services leave as JSON.
#pragma once

#include "api/request.hpp"
#include "api/route.hpp"

#include <array>

namespace sojourn::api {

/// The value is the body of a 200.
[[nodiscard]] completion<json> as_json(const reply& answer);

/// A page: {"items", "next_cursor"}; the cursor is bound to the listing of `ask`.
[[nodiscard]] completion<service::page> as_page(const request& ask, const reply& answer);

/// A written resource: 201 with Location when it is new, else 200; ETag where it has a
/// version. `location` is the resource's path; one that ends in '/' gets the id of the
/// body appended.
[[nodiscard]] completion<service::written> as_written(const reply& answer, std::string location);

/// A resource that is read: 200 with its ETag.
[[nodiscard]] completion<service::written> as_resource(const reply& answer);

/// The same of one that shows more than its version holds, such as a state: the ETag has a digest
/// of all that is shown behind the version.
[[nodiscard]] completion<service::written> as_changing_resource(const reply& answer);

/// What an ETag says of a body: 32 hexadecimal digits of its SHA-256.
[[nodiscard]] std::string digest_tag(std::string_view body);

/// Something taken to be worked on: 202.
[[nodiscard]] completion<service::written> as_accepted(const reply& answer);

/// Whether CSV is asked for, by `format` or else by Accept.
[[nodiscard]] bool wants_csv(const request& ask);
/// The text is the body of a 200, as CSV.
[[nodiscard]] completion<std::string> as_csv(const reply& answer);

/// The parameter's instant, which the checks have read once; nullopt: it was not given.
[[nodiscard]] std::optional<instant> instant_in(const request& ask, std::string_view name);

/// The parameter's whole number, which the checks have read once; 0: it was not given.
[[nodiscard]] std::uint32_t count_in(const request& ask, std::string_view name);

/// The subject whom the parameters "customer" and "visitor" name. Errors: invalid_request, unless
/// there is one of them.
[[nodiscard]] result<subject_ref> customer_or_visitor_in(const request& ask);
inline constexpr field customer_parameter{"customer", kind::record, "whose: the id of a customer"};
inline constexpr field visitor_parameter{"visitor", kind::record,
                                         "whose: the id of a visitor who is no customer yet"};

/// The id of an instance route; the router checked it.
[[nodiscard]] instance_id instance_of(const request& ask);

/// The parameters of every listing.
inline constexpr field limit_parameter{"limit", kind::limit, "size of the page; 100 if left out"};
inline constexpr field cursor_parameter{"cursor", kind::cursor,
                                        "next_cursor of the page before this one"};
/// Of listings that can be had as CSV.
inline constexpr std::array<std::string_view, 2> formats{"json", "csv"};
inline constexpr field format_parameter{"format", kind::choice,
                                        "csv gives what Accept: text/csv does", false, formats};
inline constexpr std::array page_parameters{limit_parameter, cursor_parameter};

/// What an instance may wait for: engine::waiting_for, but for nothing.
inline constexpr std::array<std::string_view, 8> waiting_names{
    "timer",           "event",       "effect_result", "operator_decision",
    "campaign_resume", "quiet_hours", "rate_limit",    "receipt"};

/// The body of an operator's command.
inline constexpr std::array why_fields{
    field{"why", kind::text, "the reason, for the journal and the audit"}};
inline constexpr body_spec why_body{.is = body_kind::fields, .fields = why_fields};

} // namespace sojourn::api
