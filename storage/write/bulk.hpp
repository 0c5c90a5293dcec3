// Makes data files with very many sleeping instances, for measurements.
#pragma once

#include "storage/options.hpp"
#include "storage/turns.hpp"

#include <functional>
#include <optional>
#include <string>

namespace sojourn::storage {

struct seeding {
  std::int64_t count = 0;            ///< instances to write
  std::int64_t per_template = 1'000; ///< instances that are made from one template
  /// The turn that begins the instance number `number`, about the subject with the id
  /// seed_subject_id(number). Its instance id must lie above those of the instances
  /// before it, with room for per_template more. The instances made from it differ in
  /// nothing but id and subject, so its steps must not depend on them.
  std::function<turn_write(std::int64_t number)> make_template;
};

/// "seed-000000042".
[[nodiscard]] std::string seed_subject_id(std::int64_t number);

/// Writes them without regard for power cuts or crashes, after which the file is lost.
/// The version that the templates name must be in the file; nobody may have it open.
/// Errors: as store::open; invalid_request when a template does not hold what it must.
[[nodiscard]] result<void> seed_sleepers(const store_options& options, const seeding& what);

struct record_seeding {
  std::int64_t count = 0; ///< how often `make` is asked
  /// The records that come with the number, customers and theirs.
  std::function<std::vector<std::pair<subject_ref, json>>(std::int64_t number)> make;
};

/// Writes records as the daemon does, owners and traits with them, but like seed_sleepers
/// without regard for crashes. Errors: as store::open, and what write_record gives.
[[nodiscard]] result<void> seed_records(const store_options& options, const record_seeding& what,
                                        instant now);

/// A message that was accepted, and what its recipient did.
struct seeded_message {
  std::string campaign;
  std::string step;
  std::string channel;
  subject_ref subject;
  instant at{};
  std::optional<instant> read_at{};
  std::optional<instant> clicked_at{};
};
struct message_seeding {
  std::int64_t count = 0;
  std::function<seeded_message(std::int64_t number)> make;
};

/// Writes sends with their receipts, as reports count them, but without instances and like
/// seed_sleepers without regard for crashes. Errors: as store::open.
[[nodiscard]] result<void> seed_messages(const store_options& options, const message_seeding& what);

} // namespace sojourn::storage
