// Rows of a file as records: what a header and a type say of their values.
#pragma once

#include "records/record_type.hpp"
#include "records/row_reader.hpp"

namespace sojourn::records {

/// A record as a row tells it, or why the row tells none.
struct import_row {
  std::int64_t line = 0;
  std::string id;      ///< empty where it cannot be read
  json data;           ///< the record, or the merge patch; null where it cannot be read
  std::string mistake; ///< why the row alone makes no record; empty when it does
  /// The record that the row makes where there is none with its id, and whose that is.
  std::string as_new;
  std::optional<subject_ref> owner;
};

/// Makes records of the rows of one file. A pure function of the row.
class row_mapper {
public:
  /// For a file whose rows carry the record's id in the field `key`. The field "id" says nothing
  /// of the record beyond that and is not kept; any other key is. `header` is the first row of a
  /// CSV file, nullptr for NDJSON. `patches`: a null takes a field away and is not kept.
  /// Errors: invalid_request (a header that has no `key`, a name twice, an empty name).
  [[nodiscard]] static result<row_mapper> make(record_type_ptr type, std::string key,
                                               const text_row* header, bool patches);

  /// An empty cell is a field that is left out. A cell becomes what the type's schema says of its
  /// column: text, a number, true or false in letters of either case, or the JSON of a list or an
  /// object; text where it says nothing. Blanks around names of columns, numbers and truths are
  /// passed over.
  [[nodiscard]] import_row map(text_row row) const;

private:
  enum class kind { text, whole, number, truth, structure };
  struct column {
    std::string name;
    kind is = kind::text;
  };

  row_mapper(record_type_ptr type, std::string key, bool patches)
      : type_{std::move(type)}, key_{std::move(key)}, patches_{patches} {}
  [[nodiscard]] result<json> from_cells(std::vector<std::string> cells) const;
  /// Which record a row of CSV is about, even where the rest of it cannot be read.
  [[nodiscard]] std::string id_named_in(const text_row& row) const;
  [[nodiscard]] static kind kind_of(const json& schema, const std::string& name);
  [[nodiscard]] static result<json> value_of(const column& of, std::string cell);

  record_type_ptr type_;
  std::string key_;
  bool patches_;
  std::vector<column> columns_; ///< empty for NDJSON
};

} // namespace sojourn::records
