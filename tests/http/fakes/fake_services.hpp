// A fake of every area, for tests of the whole HTTP front.
#pragma once

#include "service/interfaces.hpp"
#include "tests/http/fakes/fake_accounts.hpp"
#include "tests/http/fakes/fake_arrivals.hpp"
#include "tests/http/fakes/fake_boosters.hpp"
#include "tests/http/fakes/fake_campaigns.hpp"
#include "tests/http/fakes/fake_content.hpp"
#include "tests/http/fakes/fake_desk.hpp"
#include "tests/http/fakes/fake_hosted_forms.hpp"
#include "tests/http/fakes/fake_monitor.hpp"
#include "tests/http/fakes/fake_operation.hpp"
#include "tests/http/fakes/fake_records.hpp"
#include "tests/http/fakes/fake_sends.hpp"
#include "tests/http/fakes/fake_suggestions.hpp"

namespace sojourn::tests {

/// Records what all areas are asked, in the order of the calls.
struct fake_services : recorder {
  fake_accounts accounts{*this};
  fake_audit audit{*this};
  fake_boosters boosters{*this};
  fake_budget budget{*this};
  fake_callers callers;
  fake_campaigns campaigns{*this};
  fake_cards cards{*this};
  fake_changes changes;
  fake_channels channels{*this};
  fake_clock clock{*this};
  fake_consents consents{*this};
  fake_desk desk{*this};
  fake_eligibility eligibility{*this};
  fake_events events{*this};
  fake_forms forms{*this};
  fake_hooks hooks{*this};
  fake_hosted_forms hosted_forms{*this};
  fake_identities identities{*this};
  fake_imports imports{*this};
  fake_instances instances{*this};
  fake_jobs jobs{*this};
  fake_library library{*this};
  fake_local_inbox local_inbox{*this};
  fake_messages messages{*this};
  fake_monitor monitor{*this};
  fake_operation operation{*this};
  fake_placements placements{*this};
  fake_privacy privacy{*this};
  fake_receipts receipts{*this};
  fake_recommendations recommendations{*this};
  fake_record_types record_types{*this};
  fake_records records{*this};
  fake_restore restore{*this};
  fake_retention retention{*this};
  fake_runs runs{*this};
  fake_score score{*this};
  fake_secrets secrets{*this};
  fake_segments segments{*this};
  fake_send_rules send_rules{*this};
  fake_sends sends{*this};
  fake_sessions sessions{*this};
  fake_suggestions suggestions{*this};
  fake_suppressions suppressions{*this};
  fake_vouchers vouchers{*this};

  [[nodiscard]] service::interfaces all() {
    return {accounts,     audit,     boosters,   budget,    callers,      campaigns,
            cards,        changes,   channels,   clock,     consents,     desk,
            eligibility,  events,    forms,      hooks,     hosted_forms, identities,
            imports,      instances, jobs,       library,   local_inbox,  messages,
            monitor,      operation, placements, privacy,   receipts,     recommendations,
            record_types, records,   restore,    retention, runs,         score,
            secrets,      segments,  send_rules, sends,     sessions,     suggestions,
            suppressions, vouchers};
  }
};

} // namespace sojourn::tests
