// CloudEvents 1.0 over HTTP, in its three modes, as values.
#pragma once

#include "api/request.hpp"
#include "service/events.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace sojourn::api {

inline constexpr std::string_view structured_event = "application/cloudevents+json";
inline constexpr std::string_view event_batch = "application/cloudevents-batch+json";

/// More events than this are refused: one batch must not hold up everybody else's turns.
inline constexpr std::size_t max_batch_events = 1000;

/// The events of a request, in order; `by` is left empty. The mode follows from the
/// Content-Type, or from a ce-specversion header. Every mistake of every event is
/// reported at once: one bad event refuses the batch.
///
/// `subject` is needed and names a record ("customer:42"). Extension attributes are
/// taken and left unread, as the specification asks of intermediaries.
/// Errors: unsupported_media_type, malformed_json, invalid_request, unknown_field.
[[nodiscard]] result<std::vector<service::event_request>>
decode_events(std::span<const header> headers, std::string_view body);

} // namespace sojourn::api
