// Routes as data: what the router matches, the checks enforce and OpenAPI tells.
#pragma once

#include "accounts/permission.hpp"
#include "api/reply.hpp"
#include "api/request.hpp"
#include "service/interfaces.hpp"

#include <array>
#include <span>
#include <string_view>

namespace sojourn::api {

using accounts::permission;

class page_gate;
class stream_places;
class traffic;
struct server_options;

/// What one value of a body or a query must be.
enum class kind {
  text,     ///< a string, not empty
  name,     ///< is_name
  event,    ///< is_event_type
  record,   ///< is_record_id
  instance, ///< parse_instance_id
  subject,  ///< "customer:42"
  object,   ///< a JSON object
  instant,  ///< RFC 3339
  records,  ///< a JSON array of strings, each is_record_id
  flag,     ///< true or false
  count,    ///< a whole number from 1 to max_count
  amount,   ///< a whole number from -max_amount to max_amount
  limit,    ///< a page's size: 1 to max_page_limit
  cursor,   ///< of an earlier page
  choice,   ///< one of `choices`
};

inline constexpr std::uint32_t max_page_limit = 1000;
inline constexpr std::uint32_t max_count = 1'000'000'000;
inline constexpr std::int64_t max_amount = 1'000'000'000'000;

/// A field of a body or a parameter of a query.
struct field {
  std::string_view name; ///< one that ends in '*' stands for all that begin so
  kind is = kind::text;
  std::string_view description = "";
  bool required = false;
  std::span<const std::string_view> choices{};
  /// Asking by it finds out what the answer masks, so it needs see_personal_data.
  bool is_personal = false;
};

/// How a route reads its body.
enum class body_kind {
  none,   ///< takes none; an empty object is forgiven
  fields, ///< a JSON object of `fields`; other media types of the list are the handler's
  object, ///< any JSON object
  raw,    ///< the handler reads it
  file,   ///< goes to a file as it arrives, up to the limit of uploads
};

inline constexpr std::array<std::string_view, 1> json_only{"application/json"};

struct body_spec {
  body_kind is = body_kind::none;
  bool required = false;
  std::string_view description = "";
  std::span<const field> fields{};
  std::span<const std::string_view> exactly_one_of{};
  std::span<const std::string_view> media_types = json_only; ///< empty: any
};

/// The shape of a good answer's body.
enum class shape { object, page, text, created };

struct answer_spec {
  int status = 200;
  shape is = shape::object;
  std::string_view description = "";
};

/// What handlers work with.
struct handler_context {
  const service::interfaces& services;
  const traffic& seen;
  page_gate& pages;
  stream_places& change_streams;
  const server_options& options;
};

/// Called when everything the route declares holds. Answers through the reply, now or later.
using handler = void (*)(const request&, handler_context&, reply);

struct route {
  std::string_view method;
  std::string_view pattern; ///< placeholders as whole segments: "/v1/campaigns/{id}"
  accounts::permission_set needs = permission::view; ///< all of them; of one that is open none
  bool is_open = false;                              ///< for everybody: asks for no token
  std::string_view summary = "";
  handler handle = nullptr;
  std::string_view description = "";
  kind id_is = kind::name; ///< what {id} must be; {code}, {customer}, {address}, {token} are record
                           ///< ids, others names
  body_spec body{};
  std::span<const field> query{};
  answer_spec answer{};
  bool takes_idempotency_key = false;
  /// A GET answers with an ETag; a write asks If-Match and If-None-Match before it changes
  /// anything. Routes without refuse these headers.
  bool has_etag = false;
  bool for_pages = false;  ///< asked by the shop's pages: no token, but an origin that is listed
  bool for_people = false; ///< opened out of a message, by whatever name: what its path holds
                           ///< proves it, and a page may be one of server_options::people_origin
  bool local = false;      ///< answered without the services, so also under overload
  bool streams = false;    ///< its answer may go on until the client leaves
  bool takes_long = false; ///< grows with the data: no deadline ends it
  bool takes_any_query = false; ///< of a page whose own script reads it
  bool takes_rest = false;      ///< its last placeholder stands for all that is left of the path
};

/// Every route of the server, in the order of the documentation.
[[nodiscard]] std::span<const route> routes();

/// What a placeholder of `from` must be.
[[nodiscard]] constexpr kind placeholder_kind(const route& from, std::string_view name) {
  if (name == "id")
    return from.id_is;
  if (name == "path")
    return kind::text;
  return name == "code" || name == "customer" || name == "address" || name == "token" ? kind::record
                                                                                      : kind::name;
}

// The tables of the resources, which routes() joins.
[[nodiscard]] std::span<const route> session_routes();
[[nodiscard]] std::span<const route> account_routes();
[[nodiscard]] std::span<const route> console_routes();
[[nodiscard]] std::span<const route> change_routes();
[[nodiscard]] std::span<const route> campaign_routes();
[[nodiscard]] std::span<const route> library_routes();
[[nodiscard]] std::span<const route> run_routes();
[[nodiscard]] std::span<const route> instance_routes();
[[nodiscard]] std::span<const route> job_routes();
[[nodiscard]] std::span<const route> record_routes();
[[nodiscard]] std::span<const route> privacy_routes();
[[nodiscard]] std::span<const route> import_routes();
[[nodiscard]] std::span<const route> record_type_routes();
[[nodiscard]] std::span<const route> segment_routes();
[[nodiscard]] std::span<const route> message_routes();
[[nodiscard]] std::span<const route> event_routes();
[[nodiscard]] std::span<const route> hook_routes();
[[nodiscard]] std::span<const route> form_routes();
[[nodiscard]] std::span<const route> form_page_routes();
[[nodiscard]] std::span<const route> channel_routes();
[[nodiscard]] std::span<const route> placement_routes();
[[nodiscard]] std::span<const route> recommendation_routes();
[[nodiscard]] std::span<const route> monitor_routes();
[[nodiscard]] std::span<const route> suggestion_routes();
[[nodiscard]] std::span<const route> send_routes();
[[nodiscard]] std::span<const route> secret_routes();
[[nodiscard]] std::span<const route> booster_routes();
[[nodiscard]] std::span<const route> card_routes();
[[nodiscard]] std::span<const route> eligibility_routes();
[[nodiscard]] std::span<const route> budget_routes();
[[nodiscard]] std::span<const route> restore_routes();
[[nodiscard]] std::span<const route> retention_routes();
[[nodiscard]] std::span<const route> link_routes();
[[nodiscard]] std::span<const route> onsite_routes();
[[nodiscard]] std::span<const route> voucher_routes();
[[nodiscard]] std::span<const route> desk_routes();
[[nodiscard]] std::span<const route> mailbox_routes();
[[nodiscard]] std::span<const route> operation_routes();
[[nodiscard]] std::span<const route> settings_routes();
[[nodiscard]] std::span<const route> clock_routes();
[[nodiscard]] std::span<const route> audit_routes();
[[nodiscard]] std::span<const route> error_page_routes();

} // namespace sojourn::api
