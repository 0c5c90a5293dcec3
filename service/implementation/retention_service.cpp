// Reading and changing how long finished data is kept.
#include "service/implementation/retention_service.hpp"

#include "accounts/changes.hpp"
#include "base/mistakes.hpp"
#include "storage/audit.hpp"
#include "storage/campaigns.hpp"
#include "storage/reader.hpp"
#include "storage/retention.hpp"

namespace sojourn::service {

namespace {

json show(const storage::stored_retention& stored, const retention::policy& in_force) {
  json shown{{"version", stored.version}, {"retention", retention::as_json(in_force)}};
  if (stored.version != 0) {
    shown["updated_at"] = to_text(stored.at);
    shown["updated_by"] = stored.who;
  }
  return shown;
}

/// A rule for a campaign that is not there would keep nothing, and be taken for one that does.
result<void> require_campaigns(storage::transaction& tx, const retention::policy& policy) {
  std::vector<error_detail> unknown;
  for (const auto& [campaign, rule] : policy.by_campaign) {
    if (!storage::state_of_campaign(tx, campaign))
      unknown.push_back({pointer_to("/instances/by_campaign", campaign),
                         "there is no campaign " + in_quotes(campaign) +
                             "; write the id of one, or leave the rule out"});
  }
  if (unknown.empty())
    return {};
  return fail(error_code::invalid_request, "the retention has errors", std::move(unknown));
}

} // namespace

void retention_service::get(completion<written> done) {
  answer_query(std::move(done), [this]() -> result<written> {
    const auto stored = reader().retention().newest();
    return written{show(stored, reader().retention().in_force()), false, false, stored.version};
  });
}

void retention_service::put(json document, preconditions only_if, caller by,
                            completion<written> done) {
  auto policy = retention::read_policy(document);
  if (!policy)
    return done(fail(std::move(policy.error())));
  const auto at = now();
  commit<storage::stored_retention>(
      std::move(done),
      [document = std::move(document), policy = std::move(*policy), only_if, by,
       at](storage::transaction& tx) -> result<storage::stored_retention> {
        if (auto known = require_campaigns(tx, policy); !known)
          return fail(std::move(known.error()));
        const auto before = storage::present_retention(tx);
        auto put = storage::put_retention(tx, document, only_if, by.who, at);
        if (put && put->version != before.version)
          storage::write_audit(tx, at,
                               {.who = by.who,
                                .action = "retention.put",
                                .target = std::to_string(put->version),
                                .why = by.why,
                                .changes = accounts::changes_between(before.document, document)});
        return put;
      },
      [this](const storage::stored_retention& put) -> result<written> {
        worker_.look();
        return written{show(put, reader().retention().in_force()), false, false, put.version};
      });
}

} // namespace sojourn::service
