// Records as they are written and read, their types, and the traits that follow from them.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/preconditions.hpp"
#include "records/record_type.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::storage {

class transaction;

struct record_change {
  std::int64_t version = 0; ///< after the write; 0 when it was removed
  bool created = false;
  bool changed = false; ///< false: the same value was written again; the version stays
  json before;          ///< null when there was none
  json after;           ///< null when it was removed
  std::vector<inbox_entry> inbox_entries;
};

/// Writes a record that its type takes, keeps the traits of its owner, computes what changed, and
/// stores the events that it causes (records/record_events.hpp) and a campaign names, and then one
/// start inbox entry for each listener that fires (payload {"type", "record", "change":
/// {FIELD: {"from", "to"}, …}}, and "id" and "data" of a record that is no customer), for the
/// customer that the record is or belongs to. A record of a type that nobody described is taken as
/// it is and belongs to nobody. Errors: version_mismatch, not_found (patch and remove of nothing),
/// invalid_request with every mistake of the data by its pointer.
enum class record_write_kind { put, patch, remove };
[[nodiscard]] result<record_change> write_record(transaction& tx, record_write_kind how,
                                                 const subject_ref& record, const json& data,
                                                 const preconditions& only_if,
                                                 const listener_set& listeners, instant now);

struct record_type_written {
  std::int64_t version = 0; ///< how often users have put it
  bool created = false;     ///< nobody described the type before
  bool changed = false;     ///< false: the same schema was put again
  json before{};            ///< the schema before a change; null: nobody described the type
};
/// Puts a record type. Its schema holds for later writes; who owns the records that are
/// there is told anew. Errors: wrong_state (too many types, or too many records of this one
/// for that), version_mismatch.
[[nodiscard]] result<record_type_written> put_record_type(transaction& tx,
                                                          const records::record_type& type,
                                                          instant now,
                                                          const preconditions& only_if = {});
/// Whether a type is shipped or was put.
[[nodiscard]] bool knows_record_type(transaction& tx, const std::string& name);

struct record_query {
  std::string type;
  /// Dotted path of a field → its value as text; all must fit.
  std::vector<std::pair<std::string, std::string>> fields{};
  std::string after{}; ///< id; empty begins
  std::size_t limit = 100;
  std::size_t visits = 20'000; ///< records that are looked at, at most
};

struct record_page {
  std::vector<json> items; ///< as record_reader::find shows them
  std::string next;        ///< the id to go on after; empty at the end
};

/// Reads records; see reader for what holds of all of them.
class record_reader {
public:
  virtual ~record_reader() = default;

  /// {"type","id","version","data","created_at","updated_at"} or nullopt.
  [[nodiscard]] virtual std::optional<json> find(const subject_ref& record) = 0;
  /// Only the data, or null: what a turn needs.
  [[nodiscard]] virtual json data(const subject_ref& record) = 0;
  /// The records of a type that belong to somebody, each with its "id"; the newest ids first.
  [[nodiscard]] virtual json owned(const subject_ref& owner, const std::string& type,
                                   std::size_t limit) = 0;
  /// The records of a type by id, those alone whose fields are as asked for.
  [[nodiscard]] virtual record_page search(const record_query& what) = 0;
  /// How many there are of a type: as fast as can be counted.
  [[nodiscard]] virtual std::int64_t count(const std::string& type) = 0;

  /// {"name","version","shipped","schema","updated_at"}, by name; shipped ones that no user
  /// has put have the version 0 and no "updated_at".
  [[nodiscard]] virtual std::vector<json> types() = 0;
  [[nodiscard]] virtual std::optional<json> type(const std::string& name) = 0;
  /// The type to check records with; nullptr for one that nobody described.
  [[nodiscard]] virtual records::record_type_ptr described_type(const std::string& name) = 0;

  /// As records::as_json shows them, and the balance of points; those of a customer that nobody
  /// knows are 0 and null.
  [[nodiscard]] virtual json traits(const std::string& customer) = 0;
  /// The ledger of a customer, newest first, before `before`; 0 begins.
  [[nodiscard]] virtual std::vector<json> point_entries(const std::string& customer,
                                                        std::int64_t before, std::size_t limit) = 0;
};

} // namespace sojourn::storage
