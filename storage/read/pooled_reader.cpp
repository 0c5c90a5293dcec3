#include "storage/read/pooled_reader.hpp"

#include "storage/accounts.hpp"
#include "storage/active_hours.hpp"
#include "storage/audit.hpp"
#include "storage/boosters.hpp"
#include "storage/budget.hpp"
#include "storage/campaigns.hpp"
#include "storage/content.hpp"
#include "storage/customers.hpp"
#include "storage/desk.hpp"
#include "storage/erasures.hpp"
#include "storage/events.hpp"
#include "storage/hooks.hpp"
#include "storage/hosted_forms.hpp"
#include "storage/identities.hpp"
#include "storage/imports.hpp"
#include "storage/inbox.hpp"
#include "storage/instances.hpp"
#include "storage/jobs.hpp"
#include "storage/journal.hpp"
#include "storage/library.hpp"
#include "storage/mailbox.hpp"
#include "storage/monitor.hpp"
#include "storage/operation.hpp"
#include "storage/options.hpp"
#include "storage/outbox.hpp"
#include "storage/placements.hpp"
#include "storage/provider_templates.hpp"
#include "storage/records.hpp"
#include "storage/restore.hpp"
#include "storage/retention.hpp"
#include "storage/runs.hpp"
#include "storage/secrets.hpp"
#include "storage/segments.hpp"
#include "storage/sends.hpp"
#include "storage/suggestions.hpp"
#include "storage/timers.hpp"
#include "storage/turn_facts.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::storage {

pooled_reader::pooled_reader(const store_options& options)
    : pool_{options}, campaigns_{make_campaign_reader(pool_)},
      instances_{make_instance_reader(pool_)}, journal_{make_journal_reader(pool_)},
      timers_{make_timer_reader(pool_)}, outbox_{make_outbox_reader(pool_)},
      inbox_{make_inbox_reader(pool_)}, events_{make_event_reader(pool_)},
      runs_{make_run_reader(pool_)}, jobs_{make_job_reader(pool_)}, records_{make_record_reader(
                                                                        pool_, types_)},
      turn_facts_{make_turn_facts_reader(pool_, types_)}, imports_{make_import_reader(pool_)},
      identities_{make_identity_reader(pool_, types_)}, segments_{make_segment_reader(pool_)},
      erasures_{make_erasure_reader(pool_)}, vouchers_{make_voucher_reader(pool_)},
      content_{make_content_reader(pool_)}, library_{make_library_reader(pool_)},
      sends_{make_send_reader(pool_)}, boosters_{make_booster_reader(pool_)},
      monitor_{make_monitor_reader(pool_)}, customers_{make_customer_reader(pool_)},
      budget_{make_budget_reader(pool_)}, placements_{make_placement_reader(pool_)},
      hooks_{make_hook_reader(pool_)}, hosted_forms_{make_hosted_form_reader(pool_)},
      provider_templates_{make_provider_template_reader(pool_)},
      mailbox_{make_mailbox_reader(pool_)}, secrets_{make_secret_reader(pool_)},
      accounts_{make_account_reader(pool_)}, audit_{make_audit_reader(pool_)},
      operation_{make_operation_reader(pool_)}, restore_{make_restore_reader(pool_)},
      retention_{make_retention_reader(pool_)}, suggestions_{make_suggestion_reader(pool_)},
      active_hours_{make_active_hours_reader(pool_)}, desk_{make_desk_reader(pool_)} {}

pooled_reader::~pooled_reader() = default;

} // namespace sojourn::storage
