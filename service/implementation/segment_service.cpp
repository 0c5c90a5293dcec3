// What can be asked about segments: who is in them, how many, and why.
#include "service/implementation/segment_service.hpp"

#include "service/implementation/cursor.hpp"
#include "service/implementation/right_to_send.hpp"
#include "storage/reader.hpp"
#include "storage/segments.hpp"

namespace sojourn::service {

namespace {

/// Stages that one funnel may have.
constexpr std::size_t most_stages = 32;

tl::unexpected<error> no_segment(const std::string& id) {
  return fail(error_code::not_found, "there is no segment \"" + id + "\"");
}

json show_shipped(const segments::group& group) {
  auto shown = segments::as_json(segments::segment_of(group));
  shown.update({{"version", 0}, {"shipped", true}});
  return shown;
}

json show_saved(const storage::stored_segment& stored) {
  const auto read = segments::read_segment(stored.id, stored.source);
  auto shown = read ? segments::as_json(*read) : stored.source;
  shown.update({{"id", stored.id},
                {"version", stored.version},
                {"shipped", false},
                {"created_at", to_text(stored.created_at)},
                {"updated_at", to_text(stored.updated_at)},
                {"updated_by", stored.updated_by}});
  return shown;
}

/// Groups and saved segments, by id.
std::map<std::string, json> show_all(storage::reader& from) {
  std::map<std::string, json> shown;
  for (const auto& group : segments::shipped_groups())
    shown.emplace(group.id, show_shipped(group));
  for (const auto& stored : from.segments().list())
    shown.insert_or_assign(stored.id, show_saved(stored));
  return shown;
}

bool names(const json& condition, const std::string& id) {
  const auto rule = rules::rule::parse(condition);
  if (!rule)
    return false;
  const auto calls = rules::segments_in(rule->root());
  return std::ranges::any_of(calls, [&](const auto& call) { return call.name == id; });
}

/// The campaigns that ask for this segment, themselves or through other segments.
std::vector<std::string> campaigns_asking(storage::transaction& tx, const actors::catalogue& known,
                                          const std::string& id) {
  const auto saved = storage::saved_segments(tx);
  std::vector<std::string> reached{id};
  std::vector<std::string> campaigns;
  for (std::size_t i = 0; i < reached.size(); ++i) {
    std::ranges::move(known.naming_segment(reached[i]), std::back_inserter(campaigns));
    for (const auto& other : saved) {
      if (std::ranges::find(reached, other.id) == reached.end() &&
          names(other.source.value("condition", json()), reached[i]))
        reached.push_back(other.id);
    }
  }
  return campaigns;
}

} // namespace

void segment_service::list(page_request at, completion<page> done) {
  answer_query(std::move(done), [this, at = std::move(at)]() -> result<page> {
    auto all = show_all(reader());
    return page_of(at.limit, "id", [&](std::size_t limit) {
      std::vector<json> found;
      for (auto next = all.upper_bound(at.cursor); next != all.end() && found.size() < limit;
           ++next)
        found.push_back(std::move(next->second));
      return found;
    });
  });
}

void segment_service::get(std::string id, completion<written> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<written> {
    auto all = show_all(reader());
    const auto found = all.find(id);
    if (found == all.end())
      return no_segment(id);
    const auto version = found->second.at("version").get<std::int64_t>();
    return written{std::move(found->second), false, false, version};
  });
}

void segment_service::versions(std::string id, completion<page> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<page> {
    page found;
    for (const auto& stored : reader().segments().versions(id))
      found.items.push_back(show_saved(stored));
    if (found.items.empty() && segments::find_group(id) == nullptr)
      return no_segment(id);
    return found;
  });
}

void segment_service::put(document_request request, completion<written> done) {
  const auto answer = std::make_shared<completion<written>>(std::move(done));
  put_document(
      std::move(request),
      {"segment", "regulars", storage::write_segment, show_saved, campaigns_asking},
      [this](document_request& put) -> result<void> {
        if (segments::find_group(put.id) != nullptr)
          return fail(error_code::already_exists,
                      "the group \"" + put.id +
                          "\" comes with Sojourn and stays; save a segment of another name, "
                          "with {\"group\": \"" +
                          put.id + "\"} and parameters of yours");
        const auto read = segments::read_segment(put.id, put.definition);
        if (!read)
          return fail(read.error());
        const auto asked = storage::as_result([&]() -> result<segments::predicate_ptr> {
          return services_.segments.registry(reader())->resolve(*read);
        });
        if (!asked)
          return fail(asked.error());
        return {};
      },
      completion<written>{[this, answer](result<written> saved) {
        if (saved)
          services_.segments.forget();
        (*answer)(std::move(saved));
      }});
}

void segment_service::remove(std::string id, preconditions only_if, caller by,
                             completion<json> done) {
  const auto at = now();
  commit<storage::stored_segment>(
      std::move(done),
      [=, this](storage::transaction& tx) -> result<storage::stored_segment> {
        const auto in_use = [&](const std::string& by_whom) {
          return fail(error_code::wrong_state, "the segment \"" + id + "\" is used by " + by_whom);
        };
        if (segments::find_group(id) != nullptr)
          return fail(error_code::wrong_state,
                      "the group \"" + id + "\" comes with Sojourn and stays");
        if (const auto naming = services_.catalogue.naming_segment(id); !naming.empty())
          return in_use("the campaign \"" + naming.front() + "\"; end it first");
        for (const auto& other : storage::saved_segments(tx)) {
          if (names(other.source.value("condition", json()), id))
            return in_use("the segment \"" + other.id + "\"");
        }
        return storage::remove_segment(tx, id, only_if, by.who, by.why, at);
      },
      [this](const storage::stored_segment& removed) -> result<json> {
        services_.segments.forget();
        return json{{"id", removed.id}, {"version", removed.version}, {"deleted", true}};
      });
}

result<segments::predicate_ptr> segment_service::predicate_of(const std::string& id) {
  const auto registry = services_.segments.registry(reader());
  const auto* found = registry->find(id);
  if (found == nullptr)
    return no_segment(id);
  return registry->resolve(*found);
}

void segment_service::size(std::string id, completion<json> done) {
  answer_question(
      std::move(done), [this, id = std::move(id)](const std::stop_token& stop) -> result<json> {
        const auto asked = predicate_of(id);
        if (!asked)
          return fail(asked.error());
        const auto at = now();
        const auto counted = reader().segments().count_customers({*asked}, at, stop).at(0);
        if (counted.failure)
          return fail(*counted.failure);
        return json{{"segment", id},
                    {"size", counted.members},
                    {"row_by_row", counted.asked},
                    {"errors", counted.errors},
                    {"at", to_text(at)}};
      });
}

void segment_service::size_of_condition(json definition, completion<json> done) {
  answer_question(
      std::move(done),
      [this, definition = std::move(definition)](const std::stop_token& stop) -> result<json> {
        const auto read = segments::read_segment("unsaved", definition);
        if (!read)
          return fail(read.error());
        const auto asked = services_.segments.registry(reader())->resolve(*read);
        if (!asked)
          return fail(asked.error());
        const auto at = now();
        const auto counted = reader().segments().count_customers({*asked}, at, stop).at(0);
        if (counted.failure)
          return fail(*counted.failure);
        return json{{"size", counted.members},
                    {"row_by_row", counted.asked},
                    {"errors", counted.errors},
                    {"at", to_text(at)}};
      });
}

void segment_service::members(std::string id, page_request at, completion<page> done) {
  answer_question(
      std::move(done),
      [this, id = std::move(id), at = std::move(at)](const std::stop_token& stop) -> result<page> {
        const auto asked = predicate_of(id);
        if (!asked)
          return fail(asked.error());
        std::optional<error> failure;
        auto found = page_of(at.limit, "customer", [&](std::size_t limit) {
          std::vector<json> members;
          failure = reader()
                        .segments()
                        .select_customers(
                            {.asked = *asked, .now = now(), .after = at.cursor, .stop = stop}, {},
                            [&](const std::string& customer) {
                              members.push_back({{"customer", customer}});
                              return members.size() < limit;
                            })
                        .failure;
          return members;
        });
        if (failure)
          return fail(std::move(*failure));
        return found;
      });
}

void segment_service::member(std::string id, std::string customer, completion<json> done) {
  answer_short_question(std::move(done), [=, this](const std::stop_token& stop) -> result<json> {
    const auto asked = predicate_of(id);
    if (!asked)
      return fail(asked.error());
    const auto view = reader().segments().customer_view(customer, (*asked)->lists);
    if (!view)
      return fail(error_code::not_found, "there is no record customer:" + customer);
    const auto at = now();
    work_budget work{rules::max_evaluation_units, stop};
    auto told = segments::explain(**asked, *view, at, work);
    if (!told)
      return fail(told.error());
    auto& why = *told;
    const bool inside = why.at("holds") == json(true);
    return json{{"segment", id},
                {"customer", customer},
                {"in", inside},
                {"at", to_text(at)},
                {"why", std::move(why)}};
  });
}

result<json> segment_service::funnel_of(const std::vector<segments::predicate_ptr>& cumulated,
                                        json stages, const std::stop_token& stop) {
  const auto at = now();
  const auto counted = reader().segments().count_customers(cumulated, at, stop);
  for (const auto& each : counted) {
    if (each.failure)
      return fail(*each.failure);
  }
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const auto entered = counted[i].members; // the first of all holds everybody
    const auto stay = counted[i + 1].members;
    stages[i].update({{"entered", entered}, {"left", entered - stay}, {"stayed", stay}});
  }
  return json{{"customers", counted[0].members},
              {"stages", std::move(stages)},
              {"remaining", counted.back().members},
              {"at", to_text(at)}};
}

void segment_service::funnel(std::string id, completion<json> done) {
  answer_question(
      std::move(done), [this, id = std::move(id)](const std::stop_token& stop) -> result<json> {
        const auto registry = services_.segments.registry(reader());
        const auto* found = registry->find(id);
        if (found == nullptr)
          return no_segment(id);
        json stages = json::array();
        json so_far = json::array();
        auto cumulated = std::vector{*registry->resolve(true, found->zone, "")};
        for (auto& part : segments::stages_of(found->condition)) {
          so_far.push_back(part);
          const auto asked = registry->resolve({{"and", so_far}}, found->zone, "/condition");
          if (!asked)
            return fail(asked.error());
          cumulated.push_back(*asked);
          stages.push_back({{"condition", std::move(part)}});
        }
        auto told = funnel_of(cumulated, std::move(stages), stop);
        if (told)
          (*told)["segment"] = id;
        return told;
      });
}

void segment_service::funnel_of_stages(json stages, std::string zone, completion<json> done) {
  answer_question(
      std::move(done),
      [this, stages = std::move(stages),
       zone = std::move(zone)](const std::stop_token& stop) -> result<json> {
        const auto refuse = [](std::string pointer, std::string message) {
          return fail(error_code::invalid_request, "the funnel has errors",
                      {{std::move(pointer), std::move(message)}});
        };
        if (!calendar::is_zone(zone))
          return refuse("/timezone", "\"" + zone + "\" is no IANA time zone");
        if (!stages.is_array() || stages.empty() || stages.size() > most_stages)
          return refuse("/stages", "expected a list of 1 to " + std::to_string(most_stages) +
                                       " stages, each {\"name\", \"condition\"}");
        const auto registry = services_.segments.registry(reader());
        json so_far = json::array();
        auto cumulated = std::vector{*registry->resolve(true, zone, "")};
        for (std::size_t i = 0; i < stages.size(); ++i) {
          const auto at = pointer_to("/stages", i);
          if (!stages[i].is_object() || !stages[i].contains("condition"))
            return refuse(at, "expected an object with a \"condition\" and, if you like, a "
                              "\"name\"");
          for (const auto& [field, value] : stages[i].items()) {
            if (field != "condition" && field != "name")
              return refuse(pointer_to(at, field), "a stage has a \"name\" and a \"condition\"");
          }
          // Alone first, for a mistake to be told where it is.
          const auto alone =
              registry->resolve(stages[i].at("condition"), zone, pointer_to(at, "condition"));
          if (!alone)
            return fail(alone.error());
          so_far.push_back(stages[i].at("condition"));
          const auto asked = registry->resolve({{"and", so_far}}, zone, "/stages");
          if (!asked)
            return fail(asked.error());
          cumulated.push_back(*asked);
        }
        return funnel_of(cumulated, stages, stop);
      });
}

} // namespace sojourn::service
