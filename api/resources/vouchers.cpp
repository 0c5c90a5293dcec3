// /v1/vouchers: pools of codes, what became of each code, and its redemption.
#include "service/vouchers.hpp"

#include "api/resources/answers.hpp"
#include "base/blanks.hpp"
#include "base/text_encoding.hpp"

namespace sojourn::api {

namespace vouchers_resource {
namespace {

void list(const request& ask, handler_context& context, reply answer) {
  context.services.vouchers.list_pools(ask.page, as_page(ask, answer));
}

void create(const request& ask, handler_context& context, reply answer) {
  const auto pool = ask.text("id");
  auto rules = ask.fields;
  rules.erase("id");
  context.services.vouchers.create_pool(pool, std::move(rules), ask.caller(), ask.idempotency,
                                        as_written(answer, "/v1/vouchers/" + pool));
}

void change(const request& ask, handler_context& context, reply answer) {
  const auto pool = ask.id("pool");
  context.services.vouchers.change_pool(pool, ask.fields, ask.only_if, ask.caller_without_why(),
                                        as_written(answer, "/v1/vouchers/" + pool));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.vouchers.get_pool(ask.id("pool"), as_changing_resource(answer));
}

/// The codes of a text in UTF-8 or UTF-16, one a line; empty lines and blanks around a code, a
/// byte order mark among them, are skipped.
result<std::vector<std::string>> codes_in(std::string_view body) {
  to_utf8 decoder{encoding_of(body)};
  const auto decoded = decoder.convert(body) + decoder.finish();
  std::string_view text = decoded;
  std::vector<std::string> codes;
  std::vector<error_detail> wrong;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const auto end = std::min(text.find_first_of("\r\n"), text.size());
    const auto code = without_blanks_around(text.substr(0, end));
    const auto line_end = text.substr(end, text.substr(end).starts_with("\r\n") ? 2 : 1);
    text.remove_prefix(end + line_end.size());
    if (code.empty())
      continue;
    if (is_record_id(code))
      codes.emplace_back(code);
    else
      wrong.push_back(
          {"", "line " + std::to_string(line) +
                   " is not 1 to 128 bytes of UTF-8 without control or format characters"});
  }
  if (!wrong.empty())
    return fail(error_code::invalid_request, "the list has lines that cannot be codes",
                std::move(wrong));
  return codes;
}

/// In JSON every character is meant: a blank at the end of a code is a mistake of the program.
result<void> without_stray_blanks(const std::vector<std::string>& codes) {
  std::vector<error_detail> wrong;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (without_blanks_around(codes[i]).size() != codes[i].size())
      wrong.push_back({pointer_to("/codes", i), "a blank, or a byte order mark, stands before or "
                                                "after the code; leave it out"});
  }
  if (wrong.empty())
    return {};
  return fail(error_code::invalid_request, "the list has codes with blanks around them",
              std::move(wrong));
}

void add_codes(const request& ask, handler_context& context, reply answer) {
  std::vector<std::string> codes;
  if (ask.fields.is_object()) {
    codes = ask.fields.at("codes").get<std::vector<std::string>>();
    if (auto exact = without_stray_blanks(codes); !exact)
      return answer(fail(std::move(exact.error())));
  } else {
    auto lines = codes_in(ask.body);
    if (!lines)
      return answer(fail(std::move(lines.error())));
    codes = std::move(*lines);
  }
  context.services.vouchers.add_codes(ask.id("pool"), std::move(codes), ask.caller(),
                                      ask.idempotency, as_json(answer));
}

void list_codes(const request& ask, handler_context& context, reply answer) {
  context.services.vouchers.list_codes(ask.id("pool"), ask.parameter("state"), ask.page,
                                       as_page(ask, answer));
}

void find_codes(const request& ask, handler_context& context, reply answer) {
  service::code_filter which{.code = ask.parameter("code"), .customer = ask.parameter("customer")};
  if (which.code.empty() == which.customer.empty())
    return answer(
        fail(error_code::invalid_request, "the request does not say which codes",
             {{"/query", which.code.empty() ? "needs \"code\" or \"customer\""
                                            : "takes \"code\" or \"customer\", not both"}}));
  context.services.vouchers.find_codes(std::move(which), ask.page, as_page(ask, answer));
}

void make_void(const request& ask, handler_context& context, reply answer) {
  context.services.vouchers.void_codes(ask.id("pool"),
                                       ask.fields.at("codes").get<std::vector<std::string>>(),
                                       ask.flag("keep_points"), ask.caller(), as_json(answer));
}

void redeem(const request& ask, handler_context& context, reply answer) {
  context.services.vouchers.redeem(ask.id("pool"), ask.id("code"), ask.caller(), as_json(answer));
}

constexpr std::array pool_fields{
    field{"id", kind::name, "the pool's id", true},
    field{"expires_at", kind::instant, "from then on the pool gives no code and none is redeemed"},
    field{"valid_for", kind::text, "how long a code is good once it is given, such as \"P14D\""},
    field{"per_person", kind::count, "how many codes one person may get"},
    field{"value", kind::text, "what a code is worth, as people say it, such as \"-50.000 ₫\""}};
constexpr std::array<std::string_view, 2> pool_patch_types{"application/merge-patch+json",
                                                           "application/json"};
constexpr std::array void_fields{
    field{"codes", kind::records, "the codes, up to 1000", true},
    field{"keep_points", kind::flag, "whether points that were paid for them are kept"},
    field{"why", kind::text, "the reason, for the audit"}};
constexpr std::array find_parameters{field{"code", kind::record, "the code as it is written"},
                                     field{"customer", kind::record, "the id of a customer"},
                                     limit_parameter, cursor_parameter};
constexpr std::array codes_fields{field{"codes", kind::records, "the codes to add", true}};
constexpr std::array<std::string_view, 2> codes_types{"application/json", "text/plain"};
constexpr std::array codes_parameters{field{"state", kind::name, "only codes in this state"},
                                      limit_parameter, cursor_parameter};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/vouchers",
          .summary = "List the voucher pools",
          .handle = list,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The pools, by id."}},
    route{.method = "POST",
          .pattern = "/v1/vouchers",
          .needs = permission::edit,
          .summary = "Create a voucher pool",
          .handle = create,
          .body = {.is = body_kind::fields, .required = true, .fields = pool_fields},
          .answer = {.status = 201, .is = shape::created, .description = "The pool."},
          .takes_idempotency_key = true},
    route{.method = "GET",
          .pattern = "/v1/vouchers/{pool}",
          .summary = "Get a pool and its counts",
          .handle = get,
          .answer = {.description = "The pool."},
          .has_etag = true},
    route{.method = "PATCH",
          .pattern = "/v1/vouchers/{pool}",
          .needs = permission::edit,
          .summary = "Change when the codes of a pool expire, or how many a person may get",
          .handle = change,
          .description =
              "A JSON Merge Patch (RFC 7396) of \"expires_at\", \"valid_for\", \"per_person\" and "
              "\"value\": "
              "null takes one away. Another expires_at holds for codes that were given before, "
              "too; another valid_for for codes that are given from now on.",
          .body = {.is = body_kind::object,
                   .required = true,
                   .description = "the merge patch",
                   .media_types = pool_patch_types},
          .answer = {.description = "The pool."},
          .has_etag = true},
    route{
        .method = "POST",
        .pattern = "/v1/vouchers/{pool}/void",
        .needs = permission::edit,
        .summary = "Make codes void",
        .handle = make_void,
        .description =
            "Nobody gets or redeems them from then on. Free and issued codes can be made void; if "
            "one of the list is reserved, redeemed or unknown, none is (409, with the place of "
            "each). Publishes voucher.voided about whoever has one; points that they paid for it "
            "are given back.",
        .body = {.is = body_kind::fields, .required = true, .fields = void_fields},
        .answer = {.description = "How many became void, and how many points were given back."}},
    route{.method = "POST",
          .pattern = "/v1/vouchers/{pool}/codes",
          .needs = permission::edit,
          .summary = "Add codes to a pool",
          .handle = add_codes,
          .description =
              "JSON, or text with one code a line, in UTF-8 or UTF-16; blanks around a code "
              "and a byte order mark are passed over. Codes the pool has already are "
              "counted and left alone.",
          .body = {.is = body_kind::fields,
                   .required = true,
                   .fields = codes_fields,
                   .media_types = codes_types},
          .answer = {.description = "How many were added and how many were known."},
          .takes_idempotency_key = true},
    route{.method = "GET",
          .pattern = "/v1/vouchers/{pool}/codes",
          .summary = "List the codes of a pool",
          .handle = list_codes,
          .query = codes_parameters,
          .answer = {.is = shape::page, .description = "The codes."}},
    route{.method = "GET",
          .pattern = "/v1/codes",
          .summary = "Look codes up in all pools, by code or by customer",
          .handle = find_codes,
          .description = "Takes \"code\" or \"customer\".",
          .query = find_parameters,
          .answer = {.is = shape::page, .description = "The codes, by pool."}},
    route{.method = "POST",
          .pattern = "/v1/vouchers/{pool}/codes/{code}/redeem",
          .needs = permission::people,
          .summary = "Mark an issued code as used",
          .handle = redeem,
          .description = "Publishes voucher.redeemed about the code's holder.",
          .answer = {.description = "The code."}},
};

} // namespace
} // namespace vouchers_resource

std::span<const route> voucher_routes() { return vouchers_resource::table; }

} // namespace sojourn::api
