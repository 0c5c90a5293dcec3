// The dispatcher: effects on their way to channels, with a limit a channel.
#include "actors/campaign_log.hpp"
#include "actors/dispatch/channel_report.hpp"
#include "actors/dispatch/destinations.hpp"
#include "actors/dispatch/fair_queue.hpp"
#include "actors/dispatch/prepare_handover.hpp"
#include "actors/spawn.hpp"
#include "hooks/token_bucket.hpp"
#include "storage/budget.hpp"
#include "storage/instances.hpp"
#include "storage/outbox.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"
#include "storage/sends.hpp"

#include <deque>
#include <set>
#include <spdlog/spdlog.h>

namespace sojourn::actors {

namespace {

/// An outcome that its instance could not take is told again after this.
constexpr milliseconds retry_pause{500};
constexpr std::size_t outbox_page = 256;
/// Messages that are asked about, or may leave already, beyond those that a channel has under way:
/// it shall not stand idle while a commit decides on the next. Where a channel cannot deduplicate
/// they are few, since after a crash nobody knows whether they left; and a message must not wait
/// long after it was decided on, since the hour of a person may pass.
constexpr int most_ahead = 16;
constexpr int more_ahead_a_place = 4; ///< where a channel deduplicates
/// The code of a send that waits for its provider to take messages again.
constexpr const char* closed_code = "channel_closed";
/// The code of a send that no channel took before the daemon stopped.
constexpr const char* stopping_code = "daemon_stopped";
/// The code of a message into which somebody's data brought what runs a script.
constexpr const char* unsafe_code = "unsafe_content";
/// The code of a call that names a secret which is not set; an operator has to set it.
constexpr const char* secret_code = "secret_missing";
/// The code of a hand-over to an address that is suppressed.
constexpr const char* suppressed_code = "suppressed";

class dispatcher_mind {
public:
  static inline const char* name = "dispatcher";
  using pointer = dispatcher_actor::stateful_pointer<dispatcher_mind>;

  void wake(pointer self, services& with) {
    self_ = self;
    with_ = &with;
    destinations_.emplace(with.options.breaker);
    for (const auto& [name, channel] : with.channels)
      offer_places(name, lane_of(name));
  }

  void take(const dispatch& message) {
    if (message.decided != nullptr)
      return take_decided(message);
    if (jobs_.size() >= with_->options.max_queued_effects || stopping_) {
      behind_ = true;
      return;
    }
    if (const auto at = add_job(message.version, message.state); at != jobs_.end())
      find_channel(at);
  }

  /// Walks the whole outbox; what is on its way already is passed over.
  void read_outbox() {
    behind_ = false;
    instance_id after{};
    while (!stopping_) {
      const auto rows = with_->store.reader().outbox().list(after, outbox_page);
      for (const auto& row : rows) {
        after = row.instance;
        if (jobs_.size() >= with_->options.max_queued_effects) {
          behind_ = true;
          return;
        }
        recover(row);
      }
      if (rows.size() < outbox_page)
        return;
    }
  }

  void admitted(const sends_admitted& message) {
    if (!*message.outcomes && message.asked->size() > 1) { // one of them is to blame, if any
      for (auto& one : *message.asked)
        submit_questions({std::move(one)});
      return;
    }
    for (std::size_t i = 0; i < message.asked->size(); ++i) {
      const auto found = jobs_.find(message.asked->at(i).job);
      if (found == jobs_.end())
        continue;
      if (*message.outcomes)
        act_on(found, (*message.outcomes)->at(i));
      else
        not_asked(found, message.outcomes->error());
    }
    serve_soon(); // one that did not leave makes room for the next
  }

  void answered(const channel_answered& message) {
    const auto found = jobs_.find(message.job);
    if (found == jobs_.end())
      return;
    auto& job = found->second;
    auto& outcome = *message.outcome;
    if (asks_again(found, outcome))
      return;
    leave_channel(job);
    lane_of(job.channel).took.observe(std::chrono::steady_clock::now() - job.handed_over_at);
    with_->count.in_flight.fetch_sub(1, std::memory_order_relaxed);
    note_destinations(job, outcome);
    remove_gone(outcome.gone);
    if (!outcome.dead_address.empty())
      suppress(job.channel, outcome);
    if (outcome.closed_until)
      close_channel(job, outcome);
    else if (outcome.kind == channels::outcome_kind::accepted)
      reopen_channel(job.channel);
    if (outcome.kind == channels::outcome_kind::unreachable) {
      job.now = stage::telling;
      if (with_->gate.release(job.state->id, attempt_of(job))) {
        pass_over(found, outcome.detail.empty() ? outcome.code : outcome.detail);
      } else {
        free_cost(job);
        forget(found);
      }
    } else if (outcome.closed_until && outcome.kind == channels::outcome_kind::transient) {
      put_off(found, closed_code, outcome.detail, *outcome.closed_until);
    } else {
      settle(found, outcome);
    }
    serve_soon();
  }

  void serve_again() {
    woken_ = false;
    serve_soon();
  }

  /// Hands over what may leave, and asks about as many as the channels have room for, all at once:
  /// a commit for each would cost more than what it decides.
  void serve() {
    serves_soon_ = false;
    for (auto& [name, lane] : lanes_)
      hand_over_ready(lane);
    for (auto& [name, lane] : lanes_) {
      take_next(lane);
      offer_places(name, lane);
    }
    if (!questions_.empty())
      submit_questions(std::exchange(questions_, {}));
  }

  void taken(const outcome_taken& message) {
    const auto found = jobs_.find(message.job);
    if (found == jobs_.end())
      return;
    if (!message.again) {
      forget(found);
    } else if (!stopping_) {
      self_->delayed_send(self_, retry_pause, tell_outcome{message.job});
    }
  }

  void tell(const tell_outcome& message) {
    if (const auto found = jobs_.find(message.job); found != jobs_.end())
      tell_instance(found->first, found->second);
  }

  void report(const report_channels& message) {
    std::map<std::string, channel_standing> standings;
    for (const auto& [name, channel] : with_->channels) {
      auto& shown = standings[name];
      shown.can = channel->declares();
      const auto found = lanes_.find(name);
      if (found == lanes_.end())
        continue;
      const auto& lane = found->second;
      shown.counts = lane.counted;
      shown.waiting = lane.waiting.size() + lane.ready.size();
      shown.oldest_at = lane.waiting.oldest();
      shown.in_flight = lane.in_flight;
      shown.took = lane.took.read();
      if (lane.closed_until && *lane.closed_until > with_->clock.now())
        shown.closed = {{*lane.closed_until, lane.closed_why}};
    }
    (*message.done)(describe_channels(standings, destinations_->failing()));
  }

  bool at_rest() {
    if (!std::exchange(stopping_, true)) {
      for (auto& [name, lane] : lanes_) {
        put_back(lane);
        offer_places(name, lane);
      }
    }
    // What may leave already is written down as handed over: it must leave, or be put off.
    return with_->places.are_all_free() &&
           std::none_of(jobs_.begin(), jobs_.end(),
                        [](const auto& entry) { return entry.second.now != stage::waiting; });
  }

private:
  /// `ready` is what may leave once the channel takes it.
  enum class stage { waiting, admitting, ready, handed_over, telling };
  struct job {
    running_version_ptr version;
    std::shared_ptr<const engine::instance_state> state;
    stage now = stage::waiting;
    std::vector<std::string> via;
    std::size_t next_via = 0;
    std::string channel; ///< it waits for, or is with
    /// What circuit breakers know the places by that it goes to; the first is the one it waits for.
    std::vector<std::string> destinations;
    std::string under_way_to; ///< the destination that it takes a place at; empty: none yet
    bool may_repeat = false;  ///< another attempt is safe, whatever became of this one
    bool suppressed = false;  ///< an address of the person is suppressed
    std::optional<channels::delivery> prepared;
    /// Kept to ask with, where the channel can tell what became of an unknown one.
    std::optional<channels::delivery> handed;
    std::chrono::steady_clock::time_point handed_over_at{};
    std::string held_back; ///< the code of the first rule that kept it from a channel
    engine::effect_settled settled;
  };
  using jobs = std::unordered_map<job_number, job>;
  struct lane {
    channels::capabilities can;
    int in_flight = 0;  ///< with the channel
    int on_the_way = 0; ///< being asked about, or ready
    std::deque<job_number> ready;
    fair_queue waiting;
    int offered = -1; ///< places, to messages that are decided on with their turns
    channel_counts counted;
    histogram took;                      ///< from a hand-over to its answer
    std::optional<instant> closed_until; ///< the provider refuses the account
    std::string closed_why;
  };
  using effect_name = std::tuple<instance_id, std::string, std::uint32_t, std::uint32_t>;

  static effect_name name_of(const engine::instance_state& state) {
    return {state.id, state.effect->step, state.effect->visit, state.effect->attempt};
  }

  static handover attempt_of(const job& job) {
    const auto& effect = *job.state->effect;
    return {effect.step, effect.visit, effect.attempt};
  }

  /// One that a channel had when the daemon stopped.
  void settle_interrupted(jobs::iterator at) {
    auto& job = at->second;
    const auto& effect = *job.state->effect;
    job.channel = effect.kind == engine::effect_kind::http
                      ? std::string{http_channel}
                      : with_->store.reader()
                            .sends()
                            .handed_to({job.state->id, effect.step, effect.visit})
                            .value_or("");
    job.settled.cost = held_for(*job.state);
    channels::outcome interrupted;
    interrupted.kind = channels::outcome_kind::unknown;
    interrupted.code = "interrupted";
    interrupted.detail = "the daemon stopped while the hand-over was under way";
    settle(at, interrupted);
  }

  /// One that the file has decided on already.
  void take_decided(const dispatch& message) {
    const auto at = add_job(message.version, message.state);
    if (at == jobs_.end())
      return;
    auto& job = at->second;
    auto& decided = *message.decided;
    job.next_via = decided.way;
    job.channel = job.via[job.next_via];
    job.settled.tried = std::move(decided.tried);
    job.destinations = decided.prepared.destinations;
    auto& lane = lane_of(job.channel);
    enter_channel(job, lane);
    offer_places(job.channel, lane);
    decided.place.reset();
    std::set<std::string> avoid;
    if (may_go(at, avoid)) {
      take_prepared(job, decided.prepared, std::move(avoid));
      act_on(at, decided.outcome);
    }
    serve_soon();
  }

  /// Begins a job. The end of `jobs_`, where this attempt is on its way already.
  jobs::iterator add_job(running_version_ptr version,
                         std::shared_ptr<const engine::instance_state> state) {
    if (!state->effect || !known_.insert(name_of(*state)).second)
      return jobs_.end();
    job made;
    made.settled.step = state->effect->step;
    made.settled.visit = state->effect->visit;
    made.settled.attempt = state->effect->attempt;
    made.via = ways_of(*version->definition, state->effect->step);
    made.version = std::move(version);
    made.state = std::move(state);
    return jobs_.emplace(++last_job_, std::move(made)).first;
  }

  /// What the budget holds for the attempt since before a restart.
  json held_for(const engine::instance_state& state) {
    const auto& effect = *state.effect;
    return with_->store.reader().budget().reserved_for({state.id, effect.step, effect.visit},
                                                       effect.attempt);
  }

  void recover(const storage::outbox_row& row) {
    if (known_.contains({row.instance, row.effect.step, row.effect.visit, row.effect.attempt}) ||
        with_->places.is_taken_by(row.instance)) // it was decided on, and comes
      return;
    auto stored = with_->store.reader().instances().load(row.instance);
    if (!stored || !stored->state.effect || !row.is_of(*stored->state.effect))
      return; // it moved on since the row was read
    if (!engine::is_message(row.effect.kind)) {
      auto input = std::make_shared<envelope>();
      input->what = row.outcome
                        ? engine::booking_settled(row.effect, *row.outcome)
                        : engine::voucher_settled(row.effect, row.reserved_code,
                                                  held_for(stored->state), row.code_expires_at);
      with_->directory.tell_registry(deliver{row.instance, std::move(input)});
      return;
    }
    auto version = with_->catalogue.version(stored->version);
    if (!version)
      return; // the catalogue's load reported it
    const auto at =
        add_job(std::move(*version),
                std::make_shared<const engine::instance_state>(std::move(stored->state)));
    if (at == jobs_.end())
      return;
    if (row.handed_over)
      settle_interrupted(at);
    else
      find_channel(at);
  }

  /// Queues the job for the first channel that can reach the person, or settles it.
  void find_channel(jobs::iterator at) {
    auto& job = at->second;
    auto found =
        read_for(at, [&] { return find_way(*with_, job.via, job.next_via, job.state->subject); });
    if (!found)
      return;
    job.next_via = found->number;
    std::ranges::move(found->tried, std::back_inserter(job.settled.tried));
    if (job.next_via < job.via.size()) {
      job.channel = job.via[job.next_via];
      auto places = read_for(at, [&] {
        return destinations_of(*with_, *job.version, *job.state, job.channel, found->person);
      });
      if (!places)
        return;
      job.destinations = std::move(*places);
      job.now = stage::waiting;
      lane_of(job.channel)
          .waiting.push(job.destinations.front(), job.version->definition->id, at->first,
                        with_->clock.now());
      serve_soon();
      return;
    }
    job.channel.clear();
    if (!job.held_back.empty()) {
      settle_unsent(at, engine::settlement::skipped, job.held_back,
                    "no channel may bring it to " + to_text(job.state->subject));
      return;
    }
    channels::outcome nobody;
    nobody.kind = channels::outcome_kind::unreachable;
    nobody.code = job.suppressed ? suppressed_code : "no_channel";
    settle(at, nobody);
  }

  /// Goes on with the next channel.
  void pass_over(jobs::iterator at, std::string why) {
    auto& job = at->second;
    job.settled.tried.push_back({job.channel, std::move(why)});
    ++job.next_via;
    find_channel(at);
  }

  /// What `read` gives. When the file cannot be read the attempt has failed for now, which is
  /// told like any other failure: it is tried again and in the end held for an operator.
  template <class Read>
  auto read_for(jobs::iterator at, Read read) -> std::optional<decltype(read())> {
    try {
      return read();
    } catch (const storage::read_failure& failure) {
      auto& job = at->second;
      if (job.now == stage::admitting)
        leave_channel(job);
      job.channel.clear();
      job.settled.content_hash.clear(); // of a channel that was passed over
      channels::outcome unread;
      const bool is_too_much = failure.why().code == error_code::too_expensive;
      unread.kind = is_too_much ? channels::outcome_kind::rejected // which it would be again
                                : channels::outcome_kind::transient;
      unread.code = is_too_much ? "too_expensive" : "record_unreadable";
      unread.detail = failure.what();
      settle(at, unread);
      return std::nullopt;
    }
  }

  lane& lane_of(const std::string& name) {
    auto& lane = lanes_[name];
    if (lane.waiting.empty()) {
      lane.can = with_->channels.find(name)->second->declares();
      if (lane.can.account.empty())
        lane.can.account = name;
    }
    return lane;
  }

  /// As many as are idle where nothing waits. A channel that is paced or closed is asked about
  /// when its time comes.
  void offer_places(const std::string& name, lane& lane) {
    const bool takes_any = lane.waiting.empty() && lane.ready.empty() && !stopping_ &&
                           lane.can.rate.per_second <= 0 && !destinations_->is_failing(name) &&
                           !(lane.closed_until && *lane.closed_until > with_->clock.now());
    const auto most = static_cast<std::ptrdiff_t>(with_->options.max_queued_effects);
    const auto in_memory = std::max<std::ptrdiff_t>(0, most - std::ssize(jobs_));
    const auto idle = std::max(0, lane.can.concurrency - lane.in_flight - lane.on_the_way);
    const auto free = takes_any ? static_cast<int>(std::min<std::ptrdiff_t>(idle, in_memory)) : 0;
    if (std::exchange(lane.offered, free) != free)
      with_->places.offer(name, free);
  }

  void hand_over_ready(lane& lane) {
    while (lane.in_flight < lane.can.concurrency && !lane.ready.empty()) {
      const auto at = jobs_.find(lane.ready.front());
      lane.ready.pop_front();
      if (at != jobs_.end())
        hand_over(at);
    }
  }

  /// Once what has come in meanwhile is dealt with.
  void serve_soon() {
    if (!std::exchange(serves_soon_, true))
      self_->send(self_, serve_now{});
  }

  void take_next(lane& lane) {
    const int places = lane.can.concurrency;
    const int most =
        places + most_ahead + (lane.can.deduplicates ? places * more_ahead_a_place : 0);
    const auto has_room = [&](const std::string& destination) {
      return lane.can.concurrency_each == 0 ||
             destinations_->has_room(destination, lane.can.concurrency_each);
    };
    while (lane.in_flight + lane.on_the_way < most && lane.waiting.has(has_room) && !stopping_) {
      if (const auto wait = pace(lane)) {
        wake_in(*wait);
        return;
      }
      const auto at = jobs_.find(*lane.waiting.pop(has_room));
      if (at == jobs_.end())
        continue;
      enter_channel(at->second, lane);
      if (std::set<std::string> avoid; may_go(at, avoid))
        prepare(at, lane.can, std::move(avoid));
    }
  }

  /// It is on its way, and takes a place at its destination.
  void enter_channel(job& job, lane& lane) {
    ++lane.on_the_way;
    job.now = stage::admitting;
    job.under_way_to = job.destinations.front();
    destinations_->enter(job.under_way_to);
  }

  /// How long the account has to wait before it takes another message. A virtual clock stands
  /// still while messages leave, so that nothing is paced by it.
  std::optional<milliseconds> pace(const lane& lane) {
    if (lane.can.rate.per_second <= 0 || with_->options.manual_time)
      return std::nullopt;
    auto bucket = buckets_.find(lane.can.account);
    if (bucket == buckets_.end())
      bucket = buckets_
                   .emplace(lane.can.account,
                            hooks::token_bucket{{.per_second = lane.can.rate.per_second,
                                                 .burst = std::max(1.0, lane.can.rate.burst)}})
                   .first;
    return bucket->second.take(with_->clock.now());
  }

  void wake_in(milliseconds wait) {
    if (!std::exchange(woken_, true))
      self_->delayed_send(self_, wait, serve_lanes{});
  }

  /// Renders the delivery, and asks whether it may leave. A message that leaves is written down
  /// first, so that a crash leaves an honest "unknown" and not a second message.
  void prepare(jobs::iterator at, const channels::capabilities& can, std::set<std::string> avoid) {
    auto& job = at->second;
    auto made = read_for(at, [&] { // anew: it may have waited long for the channel
      return prepare_handover(*with_, *job.version, *job.state, job.channel, can,
                              read_person(with_->store.reader(), job.state->subject, can));
    });
    if (!made)
      return;
    take_prepared(job, *made, std::move(avoid));
    if (!made->unsafe.empty())
      reject_unsent(at, unsafe_code, std::move(made->unsafe));
    else if (!made->refused.empty())
      reject_unsent(at, secret_code, std::move(made->refused));
    else if (made->question)
      questions_.push_back({at->first, std::move(*made->question)});
    else
      hand_over(at);
  }

  static void take_prepared(job& job, prepared_handover& made, std::set<std::string> avoid) {
    job.settled.content_hash = std::move(made.content_hash);
    job.destinations = std::move(made.destinations);
    job.may_repeat = made.may_repeat;
    job.prepared = std::move(made.delivery);
    job.prepared->avoid = std::move(avoid);
  }

  /// False: everywhere it goes nothing goes now, and it is put off. Otherwise `avoid` gets the
  /// places that are left alone.
  bool may_go(jobs::iterator at, std::set<std::string>& avoid) {
    auto& job = at->second;
    const auto closed = closed_for(job, avoid);
    if (!closed)
      return true;
    leave_channel(job);
    put_off(at, closed_code, closed->why, closed->until);
    return false;
  }

  /// It may go over no channel as it is.
  void reject_unsent(jobs::iterator at, std::string code, std::string why) {
    leave_channel(at->second);
    channels::outcome refused;
    refused.kind = channels::outcome_kind::rejected;
    refused.code = std::move(code);
    refused.detail = std::move(why);
    at->second.settled.content_hash.clear();
    settle(at, refused);
  }

  void submit_questions(std::vector<asked_of_job> questions) {
    const auto me = caf::actor_cast<dispatcher_actor>(self_);
    auto asked = std::make_shared<std::vector<asked_of_job>>(std::move(questions));
    with_->store.writer().submit<std::vector<storage::admission>>(
        [asked,
         &gate = with_->gate](storage::transaction& tx) -> result<std::vector<storage::admission>> {
          std::vector<storage::admission> made;
          made.reserve(asked->size());
          for (const auto& one : *asked) {
            auto answer = one.question.ask(tx);
            if (!answer)
              return fail(std::move(answer.error()));
            made.push_back(std::move(*answer));
          }
          for (std::size_t i = 0; i < made.size(); ++i)
            asked->at(i).question.claim(gate, made[i]);
          return made;
        },
        [me, asked, &catalogue = with_->catalogue](result<std::vector<storage::admission>> made) {
          for (std::size_t i = 0; made && i < asked->size(); ++i) {
            if (made->at(i).paused_campaign)
              pause_known(catalogue, asked->at(i).question.campaign(), storage::budget_name);
          }
          caf::anon_send(me,
                         sends_admitted{asked, std::make_shared<decltype(made)>(std::move(made))});
        });
  }

  /// The file could not be asked, or cannot say: it is tried again, and in the end held.
  void not_asked(jobs::iterator at, const error& why) {
    leave_channel(at->second);
    channels::outcome refused;
    refused.kind = channels::outcome_kind::transient;
    refused.code = std::string{describe(why.code).text};
    refused.detail = why.message;
    settle(at, refused);
  }

  void act_on(jobs::iterator at, const storage::admission& made) {
    using kind = messages::verdict::kind;
    auto& job = at->second;
    if (made.gone) { // it was taken back
      leave_channel(job);
      forget(at);
      return;
    }
    const auto& verdict = made.verdict;
    if (verdict.what == kind::send) {
      job.settled.cost = made.cost;
      hand_over(at);
      return;
    }
    leave_channel(job);
    if (const auto lane = lanes_.find(job.channel); lane != lanes_.end())
      ++lane->second.counted.held_back;
    if (verdict.what == kind::pass_over) {
      // Nobody forbids to write to an address that takes nothing: it reaches nobody.
      if (verdict.code == suppressed_code)
        job.suppressed = true;
      else if (job.held_back.empty())
        job.held_back = verdict.code;
      pass_over(at, verdict.why);
    } else if (verdict.what == kind::skip) {
      settle_unsent(at, engine::settlement::skipped, verdict.code, verdict.why);
    } else {
      put_off(at, verdict.code, verdict.why, verdict.until);
    }
  }

  /// What no channel took before the daemon stops leaves after its next start.
  void put_back(lane& lane) {
    for (const auto number : std::exchange(lane.ready, {}))
      if (const auto at = jobs_.find(number); at != jobs_.end())
        hand_over(at);
  }

  void hand_over(jobs::iterator at) {
    auto& job = at->second;
    auto& lane = lane_of(job.channel);
    if (stopping_) {
      leave_channel(job);
      put_off(at, stopping_code, "the daemon stopped before the channel took it",
              with_->clock.now());
      return;
    }
    if (lane.in_flight >= lane.can.concurrency) {
      job.now = stage::ready;
      lane.ready.push_back(at->first);
      return;
    }
    if (job.now == stage::ready && lane.closed_until && *lane.closed_until > with_->clock.now()) {
      leave_channel(job);
      put_off(at, closed_code, lane.closed_why, *lane.closed_until);
      return;
    }
    if (!with_->gate.claim(job.state->id, attempt_of(job))) {
      leave_channel(job);
      forget(at); // taken back before it left
      return;
    }
    job.now = stage::handed_over;
    --lane.on_the_way;
    ++lane.in_flight;
    with_->count.effects_handed_over.fetch_add(1, std::memory_order_relaxed);
    with_->count.in_flight.fetch_add(1, std::memory_order_relaxed);
    auto delivery = *std::exchange(job.prepared, std::nullopt);
    if (lane.can.answers_status)
      job.handed = delivery;
    job.handed_over_at = std::chrono::steady_clock::now();
    with_->channels.find(job.channel)->second->deliver(std::move(delivery), answer_to(at->first));
  }

  channels::completion answer_to(job_number number) {
    const auto me = caf::actor_cast<dispatcher_actor>(self_);
    return [me, number](channels::outcome outcome) {
      caf::anon_send(
          me, channel_answered{number, std::make_shared<channels::outcome>(std::move(outcome))});
    };
  }

  /// Asks the provider, once, what became of an unknown one; whether it is asked.
  bool asks_again(jobs::iterator at, const channels::outcome& outcome) {
    auto& job = at->second;
    if (outcome.kind != channels::outcome_kind::unknown || !job.handed)
      return false;
    auto asked = *std::exchange(job.handed, std::nullopt);
    asked.provider_id = outcome.provider_id;
    with_->channels.find(job.channel)->second->ask(std::move(asked), answer_to(at->first));
    return true;
  }

  // ---- destinations --------------------------------------------------------------------

  /// Until when nothing goes to any of its destinations, and why; else `avoid` gets those of them
  /// to which nothing goes, as the channel calls them.
  std::optional<destinations::leave_alone> closed_for(const job& job,
                                                      std::set<std::string>& avoid) {
    const auto now = with_->clock.now();
    if (const auto lane = lanes_.find(job.channel);
        lane != lanes_.end() && lane->second.closed_until && *lane->second.closed_until > now)
      return destinations::leave_alone{*lane->second.closed_until, lane->second.closed_why};
    std::optional<destinations::leave_alone> first;
    for (const auto& name : job.destinations) {
      auto closed = destinations_->ask(name, now);
      if (!closed)
        continue;
      avoid.insert(name.substr(std::min(job.channel.size() + 1, name.size())));
      if (!first || closed->until < first->until)
        first = std::move(closed);
    }
    return avoid.size() == job.destinations.size() ? first : std::nullopt;
  }

  void note_destinations(const job& job, const channels::outcome& outcome) {
    if (outcome.reached.empty())
      note_destination(job.destinations.front(), channels::health_told_by(outcome));
    for (const auto& [place, told] : outcome.reached)
      note_destination(destination_name(job.channel, place), told);
  }

  /// The log hears when a destination is left alone, and when it answers again.
  void note_destination(const std::string& name, channels::server_health told) {
    const bool failed_before = destinations_->is_failing(name);
    destinations_->note(name, told, with_->clock.now());
    const bool fails = destinations_->is_failing(name);
    if (fails && !failed_before)
      spdlog::warn("{} fails again and again, and is left alone for a time", name);
    else if (failed_before && !fails)
      spdlog::info("{} answers again", name);
  }

  /// A message was taken after the time for which the account was closed.
  void reopen_channel(const std::string& channel) {
    const auto account = lane_of(channel).can.account;
    const auto closed = lane_of(channel).closed_until;
    if (!closed || *closed > with_->clock.now())
      return; // it was on its way when the account was closed
    spdlog::info("{} takes messages again", account);
    for (auto& [name, lane] : lanes_) {
      if (lane.can.account == account)
        lane.closed_until = std::nullopt;
    }
  }

  /// The provider refuses the whole account for a time.
  void close_channel(const job& job, const channels::outcome& outcome) {
    const auto& account = lane_of(job.channel).can.account;
    const auto& why = outcome.detail.empty() ? outcome.code : outcome.detail;
    // Those that were on their way all find it closed: the log hears it once.
    if (const auto& lane = lanes_[job.channel];
        lane.closed_why != why || !lane.closed_until || *lane.closed_until <= with_->clock.now())
      spdlog::warn("{} takes no messages until {}: {}", account, to_text(*outcome.closed_until),
                   why);
    for (auto& [name, lane] : lanes_) {
      if (lane.can.account != account)
        continue;
      lane.closed_until = outcome.closed_until;
      lane.closed_why = why;
    }
  }

  /// Records that a provider knows no more, such as the subscription of a browser.
  void remove_gone(const std::vector<subject_ref>& gone) {
    for (const auto& record : gone)
      with_->store.writer().submit<bool>(
          [record, now = with_->clock.now()](storage::transaction& tx) -> result<bool> {
            auto removed = storage::write_record(tx, storage::record_write_kind::remove, record, {},
                                                 {}, {}, now);
            return removed.has_value(); // somebody else may have removed it
          },
          [](const result<bool>&) {});
  }

  /// Before the next channel is asked about: the next message finds it.
  void suppress(const std::string& channel, const channels::outcome& outcome) {
    with_->store.writer().submit<bool>(
        [bad =
             storage::stored_suppression{
                 .channel = channel,
                 .address = outcome.dead_address,
                 .reason = outcome.detail.empty() ? outcome.code : outcome.detail,
                 .at = with_->clock.now(),
                 .source = "answer of " + channel}](storage::transaction& tx) -> result<bool> {
          storage::put_suppression(tx, bad);
          return true;
        },
        [](const result<bool>&) {});
  }

  // ---- outcomes ------------------------------------------------------------------------

  /// The effect comes to its end, or to a later attempt, without having left.
  void settle_unsent(jobs::iterator at, engine::settlement how, std::string code,
                     std::string detail) {
    auto& job = at->second;
    job.settled.how = how;
    job.settled.channel = job.channel;
    job.settled.code = std::move(code);
    job.settled.detail = std::move(detail);
    job.settled.content_hash.clear();
    tell_instance(at->first, job);
  }

  void put_off(jobs::iterator at, std::string code, std::string detail, instant until) {
    at->second.settled.retry_after = std::max(milliseconds{0}, until - with_->clock.now());
    settle_unsent(at, engine::settlement::put_off, std::move(code), std::move(detail));
  }

  /// Of a message that was taken back when it might have left, and turns out not to have.
  void free_cost(const job& job) {
    if (job.settled.cost.is_null())
      return;
    with_->store.writer().submit<bool>(
        [key = effect_key{job.state->id, job.settled.step, job.settled.visit},
         attempt = job.settled.attempt,
         now = with_->clock.now()](storage::transaction& tx) -> result<bool> {
          storage::settle_cost(tx, key, attempt, engine::settlement::unreachable, now);
          return true;
        },
        [](const result<bool>&) {});
  }

  void settle(jobs::iterator at, channels::outcome& outcome) {
    auto& job = at->second;
    auto kind = outcome.kind;
    // What may be repeated may be asked again: its unknown is only not yet known.
    const auto channel = with_->channels.find(job.channel);
    if (kind == channels::outcome_kind::unknown && job.may_repeat)
      kind = channels::outcome_kind::transient;
    count(kind, job.channel);
    auto& settled = job.settled;
    settled.how = how(kind);
    settled.channel = job.channel;
    settled.code = std::move(outcome.code);
    settled.detail = std::move(outcome.detail);
    settled.provider_id = std::move(outcome.provider_id);
    settled.retry_after = outcome.retry_after;
    settled.response = std::move(outcome.response);
    if (kind == channels::outcome_kind::unknown && channel != with_->channels.end())
      settled.receipt_within = channel->second->declares().receipt_within;
    if (kind == channels::outcome_kind::unreachable)
      settled.content_hash.clear();
    tell_instance(at->first, job);
  }

  void tell_instance(job_number number, job& job) {
    job.now = stage::telling;
    auto input = std::make_shared<envelope>();
    input->what = job.settled;
    const auto me = caf::actor_cast<dispatcher_actor>(self_);
    input->done = completion<turn_report>{[me, number](const result<turn_report>& report) {
      const bool again = !report && may_pass(report.error().code);
      caf::anon_send(me, outcome_taken{number, again});
    }};
    with_->directory.tell_registry(deliver{job.state->id, std::move(input)});
  }

  static engine::settlement how(channels::outcome_kind kind) {
    switch (kind) {
    case channels::outcome_kind::accepted:
      return engine::settlement::accepted;
    case channels::outcome_kind::rejected:
      return engine::settlement::rejected;
    case channels::outcome_kind::transient:
      return engine::settlement::transient;
    case channels::outcome_kind::unknown:
      return engine::settlement::unknown;
    case channels::outcome_kind::unreachable:
      return engine::settlement::unreachable;
    }
    return engine::settlement::unknown;
  }

  void count(channels::outcome_kind kind, const std::string& channel) {
    if (const auto lane = lanes_.find(channel); lane != lanes_.end()) {
      auto& counted = lane->second.counted;
      ++(kind == channels::outcome_kind::accepted  ? counted.accepted
         : kind == channels::outcome_kind::unknown ? counted.unknown
                                                   : counted.failed);
    }
    auto& which = kind == channels::outcome_kind::accepted  ? with_->count.effects_accepted
                  : kind == channels::outcome_kind::unknown ? with_->count.effects_unknown
                                                            : with_->count.effects_failed;
    which.fetch_add(1, std::memory_order_relaxed);
  }

  void leave_channel(job& job) {
    if (job.under_way_to.empty())
      return; // it has left already
    if (const auto lane = lanes_.find(job.channel); lane != lanes_.end())
      --(job.now == stage::handed_over ? lane->second.in_flight : lane->second.on_the_way);
    destinations_->leave(std::exchange(job.under_way_to, {}));
  }

  void forget(jobs::iterator at) {
    auto& job = at->second;
    if (job.now == stage::telling)
      with_->gate.settled(job.state->id, attempt_of(job));
    known_.erase(name_of(*job.state));
    jobs_.erase(at);
    if (jobs_.empty() && !behind_)
      with_->gate.forget_revoked();
    if (behind_ && jobs_.size() <= with_->options.max_queued_effects / 2)
      read_outbox();
  }

  pointer self_ = nullptr;
  services* with_ = nullptr;
  jobs jobs_;
  std::set<effect_name> known_; ///< attempts that are jobs
  std::map<std::string, lane> lanes_;
  std::optional<destinations> destinations_;
  std::map<std::string, hooks::token_bucket> buckets_; ///< by account
  bool woken_ = false;                                 ///< a message to serve is on its way
  bool serves_soon_ = false;                           ///< a message to do so is on its way
  std::vector<asked_of_job> questions_;
  job_number last_job_ = 0;
  bool behind_ = false;
  bool stopping_ = false;
};

dispatcher_actor::behavior_type dispatcher_body(dispatcher_mind::pointer self, services* with) {
  self->state.wake(self, *with);
  return {
      [self](const dispatch& message) { self->state.take(message); },
      [self](catch_up) { self->state.read_outbox(); },
      [self](const sends_admitted& message) { self->state.admitted(message); },
      [self](const channel_answered& message) { self->state.answered(message); },
      [self](const outcome_taken& message) { self->state.taken(message); },
      [self](tell_outcome message) { self->state.tell(message); },
      [self](serve_lanes) { self->state.serve_again(); },
      [self](serve_now) { self->state.serve(); },
      [self](const report_channels& message) { self->state.report(message); },
      [self](drain) { return self->state.at_rest(); },
      [self](stop_now) { self->quit(); },
  };
}

} // namespace

dispatcher_actor spawn_dispatcher(caf::actor_system& system, services& with) {
  return system.spawn(dispatcher_body, &with);
}

} // namespace sojourn::actors
