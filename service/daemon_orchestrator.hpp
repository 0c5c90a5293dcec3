// The orchestrator interface on top of the actors, the writer and the readers.
#pragma once

#include "actors/guarded.hpp"
#include "actors/services.hpp"
#include "base/histogram.hpp"
#include "content/lint.hpp"
#include "service/background/enroller.hpp"
#include "service/background/importer.hpp"
#include "service/background/job_worker.hpp"
#include "service/background/privacy_worker.hpp"
#include "service/background/scheduler.hpp"
#include "service/background/task_runner.hpp"
#include "service/orchestrator.hpp"
#include "service/question_desk.hpp"
#include "service/virtual_clock.hpp"
#include "storage/budget.hpp"
#include "storage/erasures.hpp"
#include "storage/events.hpp"
#include "storage/hooks.hpp"
#include "storage/jobs.hpp"
#include "storage/reader.hpp"
#include "storage/saved.hpp"

namespace sojourn::actors {

struct measured; // metrics_text.hpp

/// A campaign that waits for the budget, as answers show it.
[[nodiscard]] json show(const storage::budget_pause& paused);

/// Thread-safe. Reads run on query workers, writes on the writer's thread, what concerns
/// instances goes through the gateway, what takes long runs as a job.
/// What a provider says of a customer: an event about them, and what it changes of their record.
struct known_news {
  storage::stored_event event;
  json patch; ///< null: nothing
};

/// Reads that may wait for a thread; more are refused.
inline constexpr std::size_t most_waiting_queries = 65'536;

class daemon_orchestrator final : public orchestrator::orchestrator {
public:
  /// `commits`: how long commits take; nullptr: nobody observes it.
  daemon_orchestrator(services& with, virtual_clock* movable,
                      std::shared_ptr<const histogram> commits = nullptr)
      : with_{with}, movable_{movable}, commits_{std::move(commits)}, enroller_{with},
        budget_{with, [this](const std::string& campaign) { wake_paid(campaign); }},
        scheduler_{with, enroller_, budget_}, worker_{with}, importer_{with}, privacy_{with},
        questions_{{.longest = with.options.question_deadline}},
        short_questions_{{.longest = with.options.question_deadline}},
        queries_{std::max<std::size_t>(1, with.options.threads), most_waiting_queries} {}

  using page = sojourn::orchestrator::page;
  using page_request = sojourn::orchestrator::page_request;
  using caller = sojourn::orchestrator::caller;
  using written = sojourn::orchestrator::written;

  void validate_campaign(json definition, completion<json> done) override;
  void put_campaign(std::string id, json definition, bool must_be_new, preconditions only_if,
                    caller by, idempotency idem, completion<written> done) override;
  void copy_campaign(sojourn::orchestrator::copy_request request,
                     completion<written> done) override;
  void list_campaigns(page_request at, completion<page> done) override;
  void get_campaign(std::string id, completion<written> done) override;
  void campaign_versions(std::string id, completion<page> done) override;
  void change_campaign(std::string id, sojourn::orchestrator::campaign_action action, caller by,
                       completion<json> done) override;
  void activate_campaign(std::string id, std::vector<std::string> overridden, caller by,
                         completion<json> done) override;
  void lint_campaign(std::string id, json sample, completion<json> done) override;
  void campaign_stats(std::string id, completion<json> done) override;
  void campaign_graph(std::string id, completion<json> done) override;
  void campaign_audience(std::string id, completion<json> done) override;

  void start_run(std::string campaign, json data, caller by, idempotency idem,
                 completion<written> done) override;
  void list_runs(std::string campaign, page_request at, completion<page> done) override;
  void get_run(std::string id, completion<json> done) override;
  void cancel_run(std::string id, caller by, completion<json> done) override;
  void get_schedule(std::string campaign, completion<json> done) override;
  void backfill(std::string campaign, sojourn::orchestrator::backfill_request what, caller by,
                completion<json> done) override;

  void start(sojourn::orchestrator::start_request request, completion<written> done) override;
  void list_instances(sojourn::orchestrator::instance_filter filter, page_request at,
                      completion<page> done) override;
  void get_instance(instance_id id, completion<json> done) override;
  void instance_journal(instance_id id, page_request at, completion<page> done) override;
  void explain_instance(instance_id id, completion<json> done) override;
  void command_instance(instance_id id, sojourn::orchestrator::instance_action action, caller by,
                        completion<json> done) override;
  void signal_instance(instance_id id, std::string type, json data, caller by,
                       completion<json> done) override;

  void act_on_instances(sojourn::orchestrator::bulk_request request,
                        completion<written> done) override;
  void list_jobs(page_request at, completion<page> done) override;
  void get_job(std::string id, completion<json> done) override;
  void job_errors(std::string id, page_request at, completion<page> done) override;
  void change_job(std::string id, sojourn::orchestrator::job_change how, caller by,
                  completion<json> done) override;
  void undo_job(std::string id, caller by, idempotency idem, completion<written> done) override;

  void write_record(sojourn::orchestrator::record_request request,
                    completion<written> done) override;
  void get_record(std::string type, std::string id, completion<written> done) override;
  void list_records(std::string type, sojourn::orchestrator::record_filter filter, page_request at,
                    completion<page> done) override;
  void find_records(std::string type, sojourn::orchestrator::record_filter identities,
                    completion<page> done) override;
  void erase(sojourn::orchestrator::erase_request request, completion<written> done) override;
  void get_erasure(std::string id, completion<json> done) override;
  void list_erasures(std::string subject, page_request at, completion<page> done) override;
  void link_visitor(std::string visitor, std::string customer, caller by,
                    completion<written> done) override;
  void get_link(std::string visitor, completion<json> done) override;
  void list_links(std::string customer, page_request at, completion<page> done) override;
  void begin_import(sojourn::orchestrator::import_request request,
                    completion<written> done) override;
  void list_imports(page_request at, completion<page> done) override;
  void get_import(std::string id, completion<json> done) override;
  void cancel_import(std::string id, caller by, completion<json> done) override;
  void customer_traits(std::string id, completion<json> done) override;
  void customer_points(std::string id, page_request at, completion<page> done) override;
  void list_record_types(page_request at, completion<page> done) override;
  void get_record_type(std::string name, completion<written> done) override;
  void put_record_type(std::string name, json schema, preconditions only_if, caller by,
                       completion<written> done) override;
  void publish_event(sojourn::orchestrator::event_request request,
                     completion<written> done) override;

  void take_form(sojourn::orchestrator::form_request request, completion<written> done) override;

  void call_hook(sojourn::orchestrator::hook_request request, completion<written> done) override;
  void put_hook(std::string id, json definition, bool must_be_new, preconditions only_if, caller by,
                idempotency idem, completion<written> done) override;
  void list_hooks(page_request at, completion<page> done) override;
  void get_hook(std::string id, completion<written> done) override;
  void remove_hook(std::string id, preconditions only_if, caller by,
                   completion<json> done) override;
  void add_hook_secret(std::string id, std::string secret, caller by, idempotency idem,
                       completion<written> done) override;
  void retire_hook_secret(std::string id, std::string secret, caller by,
                          completion<json> done) override;
  void hook_deliveries(std::string id, page_request at, completion<page> done) override;

  void placements(subject_ref subject, std::string slot, completion<json> done) override;
  [[nodiscard]] std::shared_ptr<void> watch_placements(const subject_ref& subject,
                                                       std::function<void()> changed) override;
  void recommendations(subject_ref subject, std::uint32_t count, completion<json> done) override;

  void list_sends(sojourn::orchestrator::send_filter filter, page_request at,
                  completion<page> done) override;
  void get_send(std::string number, completion<json> done) override;
  void take_receipts(sojourn::orchestrator::receipt_request request,
                     completion<json> done) override;
  void campaign_results(std::string id, std::string window, completion<json> done) override;
  void visit_link(sojourn::orchestrator::link_request request, completion<json> done) override;
  void unsubscribe(std::string token, completion<json> done) override;
  void list_channels(completion<json> done) override;
  void get_send_rules(completion<written> done) override;
  void put_secret(std::string name, std::string value, caller by,
                  completion<written> done) override;
  void list_secrets(page_request at, completion<page> done) override;
  void remove_secret(std::string name, caller by, completion<json> done) override;
  void put_send_rules(json document, preconditions only_if, caller by,
                      completion<written> done) override;
  void list_consents(subject_ref subject, completion<json> done) override;
  void put_consent(sojourn::orchestrator::consent_request request, completion<json> done) override;
  void list_suppressions(page_request at, completion<page> done) override;
  void put_suppression(sojourn::orchestrator::suppression_request request,
                       completion<json> done) override;
  void remove_suppression(sojourn::orchestrator::suppression_request request,
                          completion<json> done) override;

  void get_budget(completion<written> done) override;
  void put_budget(json document, preconditions only_if, caller by,
                  completion<written> done) override;
  void deposit_credits(sojourn::orchestrator::deposit_request request,
                       completion<written> done) override;
  void budget_periods(std::string per, page_request at, completion<page> done) override;
  void estimate_campaign(std::string id, completion<json> done) override;
  void campaign_statement(std::string id, std::optional<instant> from, std::optional<instant> to,
                          completion<json> done) override;

  void authorize_channel(std::string channel, std::string code, std::string verifier, caller by,
                         completion<json> done) override;
  void channel_templates(std::string channel, page_request at, completion<page> done) override;
  void read_channel_templates(std::string channel, caller by, completion<json> done) override;

  void list_segments(page_request at, completion<page> done) override;
  void get_segment(std::string id, completion<written> done) override;
  void segment_versions(std::string id, completion<page> done) override;
  void put_segment(sojourn::orchestrator::document_request request,
                   completion<written> done) override;
  void delete_segment(std::string id, preconditions only_if, caller by,
                      completion<json> done) override;
  void segment_size(std::string id, completion<json> done) override;
  void size_of_condition(json definition, completion<json> done) override;
  void segment_members(std::string id, page_request at, completion<page> done) override;
  void segment_member(std::string id, std::string customer, completion<json> done) override;
  void segment_funnel(std::string id, completion<json> done) override;
  void funnel_of_stages(json stages, std::string zone, completion<json> done) override;

  void list_messages(page_request at, completion<page> done) override;
  void get_message(std::string id, completion<written> done) override;
  void message_versions(std::string id, completion<page> done) override;
  void put_message(sojourn::orchestrator::document_request request,
                   completion<written> done) override;
  void delete_message(std::string id, preconditions only_if, caller by,
                      completion<json> done) override;
  void preview_message(sojourn::orchestrator::preview_request request,
                       completion<json> done) override;
  void lint_message(sojourn::orchestrator::preview_request request, completion<json> done) override;

  void create_pool(std::string pool, std::optional<instant> expires_at, caller by, idempotency idem,
                   completion<written> done) override;
  void add_codes(std::string pool, std::vector<std::string> codes, caller by, idempotency idem,
                 completion<json> done) override;
  void list_pools(page_request at, completion<page> done) override;
  void get_pool(std::string pool, completion<json> done) override;
  void list_codes(std::string pool, std::string state, page_request at,
                  completion<page> done) override;
  void redeem(std::string pool, std::string code, caller by, completion<json> done) override;
  void list_audit(sojourn::orchestrator::audit_filter filter, page_request at,
                  completion<page> done) override;
  void list_mailbox(std::string subject, page_request at, completion<page> done) override;

  void ready(completion<json> done) override;
  void metrics(completion<std::string> done) override;
  void storage_status(completion<json> done) override;
  void verify(completion<json> done) override;
  void backup(caller by, completion<json> done) override;
  void get_clock(completion<json> done) override;
  void move_clock(sojourn::orchestrator::clock_request request, caller by,
                  completion<json> done) override;

  /// Takes up the runs that the last daemon left.
  void resume_runs() { enroller_.resume_all(); }
  /// Begins to look at schedules, first at what was due while no daemon was there.
  void watch_schedules() { scheduler_.begin(); }
  /// Takes up the jobs that the last daemon left.
  void resume_jobs() { worker_.begin(); }
  /// Takes up the imports that the last daemon left.
  void resume_imports() { importer_.resume_all(); }
  /// Takes up the erasures and links that the last daemon left.
  void resume_erasures() { privacy_.look(); }
  /// Wakes the parked instances of an active campaign; runs as a job.
  void resume_parked(const std::string& campaign);

private:
  /// The same at once, until `stop` is asked for.
  void wake_parked(const std::string& campaign, const std::stop_token& stop);
  /// The same as a job; false: too many wait.
  [[nodiscard]] bool begin_waking(const std::string& campaign);
  /// Those of a campaign that the budget lets go on: a virtual clock waits for them.
  void wake_paid(const std::string& campaign);
  /// Answers overloaded and gives true when too much waits for the writer.
  template <class T>
  bool shed(completion<T>& done);

  /// Runs `read` on a query worker and answers with what it gives.
  template <class T, class Read>
  void ask(completion<T> done, Read read);

  /// Runs `work`, which answers by itself, on a query worker; what it throws is answered, too.
  template <class T, class Work>
  void run_query(std::shared_ptr<completion<T>> answer, Work work);

  /// The same on the thread of its own for reading and checking documents, which takes long where
  /// they are large; refuses when too many wait.
  template <class T, class Work>
  void run_check(std::shared_ptr<completion<T>> answer, Work work);

  /// Runs `apply` on the writer's thread; `after` sees its value after the commit and makes
  /// the answer of it.
  template <class Value, class T, class Apply, class After>
  void commit(completion<T> done, Apply apply, After after);

  /// Runs `work` as a job; refuses when too many wait.
  template <class T, class Work>
  void run_job(completion<T> done, Work work);

  /// Runs `work`, which reads about many people, when it is its client's turn; it gets a token
  /// that ends it when its time is up, whoever asked left, or the daemon stops.
  template <class T, class Work>
  void answer_question(completion<T> done, Work work);
  /// The same for what reads about one person, and is not to wait behind the others.
  template <class T, class Work>
  void answer_shortly(completion<T> done, Work work);
  template <class T, class Work>
  static void answer_at(question_desk& desk, completion<T> done, Work work);

  /// Errors: not_found.
  result<void> require_zalo(const std::string& channel) const;
  /// Errors: may_not_send, where an active or paused campaign listens to the hook.
  result<void> may_change_hook(storage::transaction& tx, const std::string& id, const caller& by);
  /// How documents of a kind are called, written and shown.
  struct document_kind {
    std::string_view what;    ///< "segment"
    std::string_view example; ///< of an id
    result<storage::document_written> (*write)(storage::transaction& tx,
                                               const storage::document_write& what, instant now);
    json (*show)(const storage::stored_document& stored);
    /// The campaigns that ask for one whenever they start or go on; nullptr: they keep theirs.
    std::vector<std::string> (*used_by)(storage::transaction& tx, const catalogue& known,
                                        const std::string& id) = nullptr;
  };
  /// Takes its id from the path or else from itself, lets `check` say what is wrong with it, and
  /// writes it.
  void put_document(sojourn::orchestrator::document_request request, document_kind kind,
                    std::function<result<void>(sojourn::orchestrator::document_request&)> check,
                    completion<written> done);
  /// Writes a document whose content was checked.
  void save_document(sojourn::orchestrator::document_request request, document_kind kind,
                     completion<written> done);

  /// A definition that is to be stored as a version.
  struct definition_put {
    std::string id; ///< empty: the definition's own
    json definition;
    bool must_be_new = false;
    preconditions only_if{};
    /// What it takes from the library; nullptr: the newest versions of what it names.
    std::shared_ptr<const campaign::message_library> takes{};
    caller by;
    idempotency idem;
  };
  void store_definition(definition_put put, completion<written> done);
  /// Reads a definition with what it names of the library. Errors: invalid_definition.
  result<campaign::definition_ptr>
  read_definition(const json& definition,
                  std::shared_ptr<const campaign::message_library> takes = nullptr);
  /// What a lint measures messages by; with `counted`, how many the audience of `version` holds.
  result<content::lint_figures> figures_for(const running_version* version, json sample,
                                            const std::stop_token* counting);
  /// The message that a preview means. Errors: not_found, data_corrupt.
  struct chosen_message {
    campaign::message parts;
    json source{};                ///< of a message of the library: as "message" in the schema
    running_version_ptr campaign; ///< nullptr: none
    std::int64_t version = 0;     ///< of the library; 0: the campaign's own message
  };
  result<chosen_message> choose_message(const sojourn::orchestrator::preview_request& request);
  /// What the texts of a preview see. Errors: not_found.
  result<json> sample_data(const sojourn::orchestrator::preview_request& request,
                           const chosen_message& chosen);

  /// Errors: invalid_definition, data_corrupt.
  result<void> known_names_only(const campaign::definition& definition);
  result<segments::predicate_ptr> predicate_of(const std::string& id);
  result<json> funnel_of(const std::vector<segments::predicate_ptr>& cumulated, json stages,
                         const std::stop_token& stop);

  /// What a campaign will cost at most, and whether that is there.
  result<json> price_campaign(const running_version& version, const std::stop_token& stop);
  /// A warning, where it is not.
  result<std::vector<content::finding>> budget_findings(const running_version& version,
                                                        const std::stop_token& stop);

  [[nodiscard]] storage::reader& reader() { return with_.store.reader(); }
  [[nodiscard]] instant now() const { return with_.clock.now(); }
  /// Stores a call that was checked, and answers after the commit.
  void take_call(storage::checked_hook_call call, completion<written> done);
  /// Refuses a call of a hook, and logs it unless too many were refused of late.
  void refuse_call(const std::string& hook, error why, completion<written> done);
  /// Writes receipts and news down, and answers with how many were new, known and of nobody.
  void hear(std::vector<messages::receipt> receipts, std::vector<known_news> people,
            completion<json> done);
  void begin_job(storage::new_job job, idempotency idem, completion<written> done);
  /// Completes what a migration means, and checks it.
  result<void> prepare_migration(storage::new_job& job);
  /// Who would move and who would stay, by step.
  result<json> count_migration(const storage::new_job& job);
  result<void> wait_until_quiet(std::stop_token stop);
  /// Begins the runs that are due now, and waits until all has come to rest.
  result<void> settle_schedules(std::stop_token stop);
  /// What the metrics tell of now. Throws storage::read_failure.
  [[nodiscard]] measured measure(json channels);
  result<json> move_clock_to(instant target, const std::string& who, std::stop_token stop);

  services& with_;
  virtual_clock* movable_;
  const std::shared_ptr<const histogram> commits_;
  enroller enroller_;
  task_runner wakers_; ///< before the scheduler, which gives them work
  budget_keeper budget_;
  scheduler scheduler_;
  job_worker worker_;
  importer importer_;
  privacy_worker privacy_;
  task_runner uploads_; ///< brings what arrived to the disk
  task_runner jobs_;    // last: their threads end before what they use
  question_desk questions_;
  question_desk short_questions_;
  task_runner checks_;
  task_runner queries_; ///< what reads only, and not for long
};

// ---- details -------------------------------------------------------------------------

template <class T>
bool daemon_orchestrator::shed(completion<T>& done) {
  if (with_.store.writer().queue_length() <= with_.options.writer_queue_high)
    return false;
  with_.count.shed.fetch_add(1, std::memory_order_relaxed);
  done(fail(error_code::overloaded, "too many writes are waiting; try again in a moment"));
  return true;
}

template <class T, class Read>
void daemon_orchestrator::ask(completion<T> done, Read read) {
  auto answer = std::make_shared<completion<T>>(std::move(done));
  const bool taken =
      queries_.submit([answer, read = std::move(read)](const std::stop_token&) mutable {
        (*answer)(guarded([&]() -> result<T> { return read(); }));
      });
  if (!taken)
    (*answer)(fail(error_code::overloaded, "too many reads are waiting; try again in a moment"));
}

template <class T, class Work>
void daemon_orchestrator::run_query(std::shared_ptr<completion<T>> answer, Work work) {
  const bool taken =
      queries_.submit([answer, work = std::move(work)](const std::stop_token&) mutable {
        if (auto thrown = error_thrown_by(std::ref(work)))
          (*answer)(fail(std::move(*thrown)));
      });
  if (!taken)
    (*answer)(fail(error_code::overloaded, "too many reads are waiting; try again in a moment"));
}

template <class T, class Work>
void daemon_orchestrator::run_check(std::shared_ptr<completion<T>> answer, Work work) {
  const bool taken =
      checks_.submit([answer, work = std::move(work)](const std::stop_token&) mutable {
        if (auto thrown = error_thrown_by(std::ref(work)))
          (*answer)(fail(std::move(*thrown)));
      });
  if (!taken)
    (*answer)(fail(error_code::overloaded, "too many documents wait to be checked"));
}

template <class Value, class T, class Apply, class After>
void daemon_orchestrator::commit(completion<T> done, Apply apply, After after) {
  if (shed(done))
    return;
  auto answer = std::make_shared<completion<T>>(std::move(done));
  with_.store.writer().submit<Value>(
      std::move(apply), [answer, after = std::move(after)](result<Value> value) mutable {
        if (value)
          (*answer)(guarded([&]() -> result<T> { return after(std::move(*value)); }));
        else
          (*answer)(fail(std::move(value.error())));
      });
}

template <class T, class Work>
void daemon_orchestrator::answer_question(completion<T> done, Work work) {
  answer_at(questions_, std::move(done), std::move(work));
}

template <class T, class Work>
void daemon_orchestrator::answer_shortly(completion<T> done, Work work) {
  answer_at(short_questions_, std::move(done), std::move(work));
}

template <class T, class Work>
void daemon_orchestrator::answer_at(question_desk& desk, completion<T> done, Work work) {
  auto answer = std::make_shared<completion<T>>(std::move(done));
  auto taken = desk.submit(
      answer->by(), [answer, work = std::move(work)](const std::stop_token& stop,
                                                     const question_desk::reason& why) mutable {
        auto said = guarded([&]() -> result<T> { return work(stop); });
        if (auto ended = why(); ended && !said)
          said = fail(std::move(*ended));
        (*answer)(std::move(said));
      });
  if (!taken)
    (*answer)(fail(std::move(taken.error())));
}

template <class T, class Work>
void daemon_orchestrator::run_job(completion<T> done, Work work) {
  auto answer = std::make_shared<completion<T>>(std::move(done));
  const bool taken = jobs_.submit([answer, work = std::move(work)](std::stop_token stop) mutable {
    (*answer)(guarded([&]() -> result<T> { return work(std::move(stop)); }));
  });
  if (!taken)
    (*answer)(fail(error_code::overloaded, "too many long jobs are waiting"));
}

} // namespace sojourn::actors
