#include "base/error_code.hpp"

#include <array>

namespace sojourn {

namespace {

using enum error_code;

constexpr auto catalogue = std::to_array<error_info>({
    {malformed_json, "SJ0100", "The body is not JSON", 400},
    {invalid_request, "SJ0101", "The request has errors", 422},
    {unknown_field, "SJ0102", "The request has fields that nothing reads", 422},
    {invalid_id, "SJ0103", "The id is not valid", 400},
    {body_too_large, "SJ0104", "The body is too large", 413},
    {unsupported_media_type, "SJ0105", "The content type is not supported", 415},
    {method_not_allowed, "SJ0106", "The method is not allowed here", 405},
    {no_such_route, "SJ0107", "No such route", 404},
    {header_too_large, "SJ0108", "The request header is too large", 431},
    {request_timeout, "SJ0109", "The request took too long to arrive", 408},
    {invalid_cursor, "SJ0110", "The cursor is not valid", 400},
    {idempotency_mismatch, "SJ0111", "The idempotency key was used with another request", 422},
    {may_not_send, "SJ0112", "The caller may not change what active campaigns send", 403},
    {unknown_coding, "SJ0113", "The transfer coding is not known", 501},
    {unauthorized, "SJ0200", "A token is needed", 401},
    {forbidden, "SJ0201", "The caller may not do this", 403},
    {bad_signature, "SJ0202", "The signature does not match", 401},
    {stale_signature, "SJ0203", "The signature's time is out of range", 401},
    {rate_limited, "SJ0204", "Too many calls", 429},
    {login_refused, "SJ0205", "The login was refused", 401},
    {code_needed, "SJ0206", "A one-time code is needed", 401},
    {forged_request, "SJ0207", "The request may be forged", 403},
    {password_change_needed, "SJ0208", "The password must be changed first", 403},
    {not_found, "SJ0300", "Not found", 404},
    {already_exists, "SJ0301", "It exists already", 409},
    {version_mismatch, "SJ0302", "A precondition does not hold", 412},
    {wrong_state, "SJ0303", "Its state does not allow this", 409},
    {invalid_rule, "SJ0400", "The condition is not valid", 422},
    {invalid_template, "SJ0401", "The template is not valid", 422},
    {invalid_duration, "SJ0402", "The duration is not valid", 422},
    {unknown_zone, "SJ0403", "The time zone is not known", 422},
    {invalid_instant, "SJ0404", "The instant is not valid", 422},
    {invalid_definition, "SJ0412", "The campaign definition has errors", 422},
    {campaign_not_active, "SJ0413", "The campaign is not active", 409},
    {reentry_refused, "SJ0414", "The re-entry policy refuses this start", 409},
    {pool_exhausted, "SJ0420", "The voucher pool is exhausted", 409},
    {already_redeemed, "SJ0421", "The voucher is already redeemed", 409},
    {voucher_expired, "SJ0422", "The voucher has expired", 409},
    {voucher_void, "SJ0423", "The voucher is void", 409},
    {voucher_of_another, "SJ0424", "The voucher is somebody else's", 409},
    {undo_too_late, "SJ0460", "It is too late to take this back", 409},
    {clock_not_virtual, "SJ0430", "The clock is not virtual", 409},
    {clock_backwards, "SJ0431", "The clock cannot go backwards", 422},
    {not_eligible, "SJ0450", "The shop is not eligible", 409},
    {card_overdue, "SJ0451", "The card's time has passed", 409},
    {no_interaction, "SJ0452", "The customer never interacted with the shop", 409},
    {carries_card, "SJ0453", "The campaign carries a card of a booster", 409},
    {codes_expire, "SJ0454", "The codes expire too early", 409},
    {too_expensive, "SJ0440", "The condition or text takes too much work", 422},
    {question_ended, "SJ0441", "The question took too long", 503},
    {too_many_questions, "SJ0442", "Too many questions of one client are waiting", 429},
    {overloaded, "SJ0500", "The daemon is overloaded", 503},
    {shutting_down, "SJ0501", "The daemon is shutting down", 503},
    {storage_full, "SJ0502", "The disk is full", 503},
    {storage_failed, "SJ0503", "The storage cannot be written", 503},
    {deadline_exceeded, "SJ0504", "The deadline passed", 504},
    {data_newer, "SJ0505", "The data directory belongs to a newer version", 500},
    {data_locked, "SJ0506", "The data directory is in use", 500},
    {data_unusable, "SJ0507", "The data directory cannot be used", 500},
    {data_corrupt, "SJ0508", "The data is corrupt", 500},
    {invalid_settings, "SJ0600", "The settings have errors", 500},
    {internal, "SJ0700", "Internal error", 500},
});

static_assert(catalogue.size() == static_cast<std::size_t>(internal) + 1);

} // namespace

std::span<const error_info> error_catalogue() { return catalogue; }

const error_info& describe(error_code code) { return catalogue[static_cast<std::size_t>(code)]; }

std::optional<error_info> find_error(std::string_view text) {
  for (const auto& row : catalogue) {
    if (row.text == text)
      return row;
  }
  return std::nullopt;
}

} // namespace sojourn
