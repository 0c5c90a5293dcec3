// What can be asked about sends.
#include "service/implementation/send_service.hpp"

#include "service/implementation/cursor.hpp"
#include "storage/budget.hpp"
#include "storage/sends.hpp"

namespace sojourn::service {

namespace {

std::optional<outcome> outcome_named(const std::string& text) {
  const auto found = std::ranges::find(outcome_names, text);
  if (found == outcome_names.end())
    return std::nullopt;
  return static_cast<outcome>(found - outcome_names.begin());
}

} // namespace

void send_service::list(send_filter filter, page_request at, completion<page> done) {
  answer_query(
      std::move(done), [this, filter = std::move(filter), at = std::move(at)]() -> result<page> {
        const auto before = number_of<std::int64_t>(at.cursor);
        if (!before)
          return fail(before.error());
        storage::send_query query{.subject = filter.subject,
                                  .campaign = filter.campaign,
                                  .channel = filter.channel,
                                  .outcome = outcome_named(filter.outcome),
                                  .instance = {},
                                  .before = *before,
                                  .limit = at.limit};
        if (!filter.instance.empty()) {
          auto instance = parse_instance_id(filter.instance);
          if (!instance)
            return fail(std::move(instance.error()));
          query.instance = *instance;
        }
        auto found = reader().sends().find(query);
        return page{std::move(found.items), found.next == 0 ? "" : std::to_string(found.next)};
      });
}

void send_service::get(std::string number, completion<json> done) {
  answer_query(std::move(done), [this, number = std::move(number)]() -> result<json> {
    const auto named = number_of<std::int64_t>(number);
    auto found = named ? reader().sends().send(*named) : std::nullopt;
    if (!found)
      return fail(error_code::not_found, "there is no send " + number);
    return std::move(*found);
  });
}

void send_service::results(std::string id, std::string window, completion<json> done) {
  if (!services_.catalogue.find(id))
    return done(fail(error_code::not_found, "there is no campaign \"" + id + "\""));
  const auto length = calendar::parse_duration(window.empty() ? "P7D" : window);
  if (!length)
    return done(fail(length.error()));
  if (length->years != 0 || length->months != 0)
    return done(fail(error_code::invalid_duration, "write the window in days or less"));
  const auto exact = length->exact + std::chrono::days{length->days};
  answer_question(std::move(done),
                  [this, id, exact, length = *length](const std::stop_token& stop) -> result<json> {
                    auto results = reader().sends().results(id, exact, stop);
                    if (results.is_null())
                      return fail(error_code::question_ended, "the results were not counted");
                    const auto spent = reader().budget().statement(id, {}, now() + milliseconds{1});
                    results["cost"] = {{"tokens", spent.at("totals").at("settled").at("tokens")},
                                       {"credits", spent.at("totals").at("settled").at("credits")}};
                    results["campaign"] = id;
                    results["window"] = calendar::to_text(length);
                    return results;
                  });
}

} // namespace sojourn::service
