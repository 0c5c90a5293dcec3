// What the fakes of all areas share: how they record a call, and the shapes of their answers.
#pragma once

#include "service/common.hpp"
#include "tests/http/fakes/recorder.hpp"

#include <string_view>

namespace sojourn::tests {

class fake_area {
protected:
  /// `area` is what its calls are recorded as: "campaigns".
  fake_area(recorder& log, std::string_view area) : log_{log}, area_{area} {}

  /// Records a call, and answers with its arguments.
  void answer(std::string_view member, json asked, completion<json>& done) {
    auto body = asked.is_null() ? json::object() : asked;
    answer(member, std::move(asked), done, std::move(body));
  }
  void answer(std::string_view member, json asked, completion<service::written>& done) {
    auto body = resource(asked.is_null() ? json::object() : asked);
    answer(member, std::move(asked), done, std::move(body));
  }
  void answer(std::string_view member, json asked, completion<service::page>& done) {
    answer(member, std::move(asked), done,
           service::page{.items = {json{{"id", "one"}}}, .next_cursor = log_.next_cursor});
  }
  /// The same with an answer of its own.
  template <class T>
  void answer(std::string_view member, json asked, completion<T>& done, T body) {
    json call{{"call", area_ + "." + std::string{member}}};
    if (!asked.is_null())
      call.update(asked);
    log_.record(std::move(call), std::move(body), done);
  }

  static json paged(const service::page_request& at) {
    return {{"limit", at.limit}, {"cursor", at.cursor}};
  }
  /// As the body of an error would show it: {"if_match": …, "if_none_match": …}, nothing if empty.
  static void tell(json& call, const preconditions& only_if) {
    const auto told = [](const entity_tags& tags) {
      json listed = json::array();
      for (const auto& tag : tags.listed)
        listed.push_back((tag.is_weak ? "W/" : "") + tag.text);
      return tags.any ? json("*") : listed;
    };
    if (only_if.match)
      call["if_match"] = told(*only_if.match);
    if (only_if.none_match)
      call["if_none_match"] = told(*only_if.none_match);
  }
  [[nodiscard]] service::written resource(json body) const {
    return {.body = std::move(body), .created = log_.created, .replayed = false, .version = 3};
  }

private:
  recorder& log_;
  const std::string area_;
};

} // namespace sojourn::tests
