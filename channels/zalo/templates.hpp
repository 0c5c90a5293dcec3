// The templates that the shop has at Zalo, and whether a message fits one.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "messages/purpose.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::channels::zalo {

struct template_parameter {
  std::string name;
  bool required = false;
  std::string type;
  std::size_t min_length = 0;
  std::size_t max_length = 0; ///< in characters; 0: nobody says
};

/// A template as Zalo describes it.
struct message_template {
  std::string id;
  std::string name;
  std::string status; ///< "ENABLE", "PENDING_REVIEW", "REJECT", "DISABLE", "DELETE"
  std::optional<messages::purpose> tag{}; ///< 1, 2, 3: transactional, service, promotional
  std::string quality{};
  std::string reason{}; ///< why it is not enabled
  std::vector<template_parameter> parameters{};
  json prices{};     ///< as Zalo says them
  json timeout_ms{}; ///< how long Zalo tries to deliver, or null
  [[nodiscard]] bool is_enabled() const { return status == "ENABLE"; }
};

using template_cache = std::map<std::string, message_template, std::less<>>;
using template_book_ptr = std::shared_ptr<const template_cache>;

/// Reads the "data" of /template/info/v2. Errors: invalid_request.
[[nodiscard]] result<message_template> read_template(const json& data);
/// The ids in the "data" of /template/all.
[[nodiscard]] std::vector<std::string> read_template_ids(const json& data);
/// The template as it is stored and shown; and back.
[[nodiscard]] json to_document(const message_template& one);
[[nodiscard]] result<message_template> from_document(const json& document);

/// Which of a message's fields are looked at.
enum class fields_state {
  before_rendering, ///< texts may be templates, whose lengths nobody knows yet
  rendered,
};

/// What is wrong with {"template_id", "template_data"}; pointers begin at the fields. `known`
/// nullptr: the templates were never read, which is wrong before rendering alone.
[[nodiscard]] std::vector<error_detail> check_template(const json& fields,
                                                       messages::purpose purpose,
                                                       const template_cache* known,
                                                       fields_state state);

/// A text or a number of Zalo's as text: it writes numbers either way. Empty: neither.
[[nodiscard]] std::string text_in(const json& object, const char* name);
/// The same as a whole number.
[[nodiscard]] std::optional<std::int64_t> number_in(const json& object, const char* name);

} // namespace sojourn::channels::zalo
