// The closed list of errors a person can meet. Each has a page in docs/errors.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace sojourn {

enum class error_code {
  malformed_json,         ///< the body is not JSON
  invalid_request,        ///< a field is missing or has a wrong type or value
  unknown_field,          ///< a field that nothing reads
  invalid_id,             ///< an id with bytes that ids cannot have
  body_too_large,         ///< the body is over the limit
  unsupported_media_type, ///< the Content-Type is not one the route takes
  method_not_allowed,     ///< the route exists, the method does not
  no_such_route,          ///< no route has this path
  header_too_large,       ///< the header is over the limit
  request_timeout,        ///< the request took longer than allowed to arrive
  invalid_cursor,         ///< a cursor that this server did not give
  idempotency_mismatch,   ///< an Idempotency-Key that was used with another request
  may_not_send,    ///< a change of what active campaigns send, without the permission to send
  unknown_coding,  ///< a transfer coding that the server does not know
  unauthorized,    ///< no token, or a token nobody knows
  forbidden,       ///< the caller lacks a permission
  bad_signature,   ///< a webhook's signature does not match
  stale_signature, ///< a webhook's timestamp is too old or too new
  rate_limited,    ///< more calls than a limit of this one sender allows
  login_refused,   ///< the name, the password or the code is wrong
  code_needed,     ///< the password is right, and a one-time code is needed, too
  forged_request,  ///< a request by cookie without a fitting Origin or forgery token
  password_change_needed, ///< somebody else set the password, and it must be changed first
  not_found,              ///< no such resource
  already_exists,         ///< a resource with this id exists
  version_mismatch,       ///< If-Match or If-None-Match does not hold
  wrong_state,            ///< the resource's state does not allow this
  invalid_rule,           ///< a condition that is not JsonLogic
  invalid_template,       ///< a template that is not Mustache
  invalid_duration,       ///< a duration that is not ISO 8601
  unknown_zone,           ///< a zone that the zone database does not have
  invalid_instant,        ///< an instant that is not RFC 3339
  invalid_definition,     ///< the campaign definition has errors
  campaign_not_active,    ///< the campaign takes no starts now
  reentry_refused,        ///< the re-entry policy refuses a start
  pool_exhausted,         ///< the voucher pool has no free code
  already_redeemed,       ///< the voucher was redeemed before
  voucher_expired,        ///< the voucher's pool has expired
  voucher_void,           ///< the voucher was made void
  voucher_of_another,     ///< the voucher is somebody else's
  undo_too_late,          ///< the time in which something can be taken back is over
  clock_not_virtual,      ///< the daemon runs on the system clock
  clock_backwards,        ///< a clock may not go back
  not_eligible,           ///< the shop may not run boosters, or not this one
  card_overdue,           ///< a card is switched on after its time
  no_interaction,         ///< a booster writes to nobody who never interacted with the shop
  carries_card,           ///< the campaign carries a card of a booster, which decides about it
  codes_expire,           ///< codes of vouchers expire before they would be given or shown
  too_expensive,          ///< a condition or a text takes more work than one may
  question_ended,         ///< a question took longer than one may, or nobody waits for it
  too_many_questions,     ///< this client has enough expensive questions waiting
  overloaded,             ///< too much is waiting; try again later
  shutting_down,          ///< the daemon is stopping
  storage_full,           ///< the disk is full
  storage_failed,         ///< the storage cannot be written
  deadline_exceeded,      ///< the request's time is up; its outcome is unknown
  data_newer,             ///< the data directory was written by a newer version
  data_locked,            ///< another daemon uses the data directory
  data_unusable,          ///< the data directory cannot be read or written
  data_corrupt,           ///< an invariant of the data does not hold
  invalid_settings,       ///< the settings have errors
  internal,               ///< a defect; the log says more
};

/// What the API says of a code: its stable text ("SJ0412"), title, and HTTP status.
struct error_info {
  error_code code;
  std::string_view text;
  std::string_view title;
  int status;
};

/// Every code, in the order of the enumeration.
[[nodiscard]] std::span<const error_info> error_catalogue();

/// The catalogue's row for `code`.
[[nodiscard]] const error_info& describe(error_code code);

/// The row whose stable text is `text`, if any.
[[nodiscard]] std::optional<error_info> find_error(std::string_view text);

} // namespace sojourn
