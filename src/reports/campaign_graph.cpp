#include "reports/campaign_graph.hpp"

#include "reports/left_out.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace sojourn::reports {

namespace {

using engine::passage_kind;
using engine::passage_sum;

constexpr auto message_names =
    std::to_array<std::pair<passage_kind, const char*>>({{passage_kind::accepted, "accepted"},
                                                         {passage_kind::rejected, "rejected"},
                                                         {passage_kind::unknown, "unknown"},
                                                         {passage_kind::gave_up, "gave_up"},
                                                         {passage_kind::taken_back, "taken_back"},
                                                         {passage_kind::delivered, "delivered"},
                                                         {passage_kind::read, "read"},
                                                         {passage_kind::clicked, "clicked"},
                                                         {passage_kind::replied, "replied"},
                                                         {passage_kind::bounced, "bounced"}});

/// A correction may have fallen into other days than what it corrects.
std::int64_t at_least_none(std::int64_t count) { return std::max<std::int64_t>(count, 0); }

std::string goal_node(const std::string& event) { return ":goal:" + event; }
std::string exit_node(const std::string& event) { return ":exit:" + event; }

struct node_counts {
  std::int64_t entered = 0;
  std::int64_t left = 0;
  std::int64_t skipped = 0;
  std::int64_t holds = 0;
  std::int64_t failed = 0;
  std::vector<passage_sum> messages{};
};

/// From, name, to.
using edge = std::array<std::string, 3>;

class graph_maker {
public:
  graph_maker(const campaign::definition& campaign, std::span<const passage_sum> sums,
              const step_standings& standing)
      : campaign_{campaign}, standing_{standing} {
    for (const auto& sum : sums)
      add(sum);
  }

  json make() && {
    declare();
    json nodes = json::array();
    nodes.push_back(other_node(std::string{trigger_node}, "trigger"));
    nodes.back()["type"] = campaign::type_name(campaign_.trigger);
    for (const auto& [id, step] : campaign_.steps)
      nodes.push_back(step_node(step));
    for (const auto& goal : ids_of(campaign_.goals))
      nodes.push_back(ending_node(goal_node(goal), "goal", goal));
    for (const auto& exit : ids_of(campaign_.exits))
      nodes.push_back(ending_node(exit_node(exit), "exit", exit));
    nodes.push_back(other_node(std::string{end_node}, "end"));
    nodes.push_back(other_node(std::string{cancelled_node}, "cancelled"));
    nodes.push_back(other_node(std::string{failed_node}, "failed"));
    json edges = json::array();
    for (const auto& [where, passed] : passed_)
      edges.push_back(edge_of(where, passed));
    return {{"nodes", std::move(nodes)}, {"edges", std::move(edges)}};
  }

private:
  [[nodiscard]] std::string target_node(const std::string& to) const {
    return to.empty() || campaign_.find(to) == nullptr ? std::string{end_node} : to;
  }

  void pass(const std::string& from, const std::string& name, std::string to, std::int64_t count) {
    counts_[from].left += count;
    counts_[to].entered += count;
    passed_[{from, name, std::move(to)}] += count;
  }

  void add(const passage_sum& sum) {
    const auto from = sum.step.empty() ? std::string{trigger_node} : sum.step;
    switch (sum.kind) {
    case passage_kind::moved:
      pass(from, sum.name, target_node(sum.to), sum.count);
      counts_[from].skipped += sum.name == "skipped" ? sum.count : 0;
      counts_[from].failed += sum.name == "failure" ? sum.count : 0;
      return;
    case passage_kind::converted:
      return pass(from, "goal", goal_node(sum.name), sum.count);
    case passage_kind::exited:
      return pass(from, "exit", exit_node(sum.name), sum.count);
    case passage_kind::cancelled:
      return pass(from, sum.name, std::string{cancelled_node}, sum.count);
    case passage_kind::failed:
      counts_[from].failed += sum.count;
      return pass(from, "failed", std::string{failed_node}, sum.count);
    case passage_kind::held:
      counts_[from].holds += sum.count;
      return;
    case passage_kind::migrated_in:
      counts_[from].entered += sum.count;
      return;
    case passage_kind::migrated_out:
      counts_[from].left += sum.count;
      return;
    default:
      counts_[from].messages.push_back(sum);
    }
  }

  /// Transitions that nobody took are edges, too.
  void declare() {
    const auto declare_one = [this](const std::string& from, const std::string& name,
                                    const std::string& to, const json& title) {
      const edge where{from, name, target_node(to)};
      passed_.try_emplace(where, 0);
      titles_.insert_or_assign(where, title);
    };
    declare_one(std::string{trigger_node}, "start", campaign_.start, {});
    for (const auto& [id, step] : campaign_.steps) {
      for (const auto& transition : campaign::transitions_of(step))
        declare_one(id, transition.name, transition.target, transition.title);
      if (std::holds_alternative<campaign::end_step>(step.kind) ||
          std::holds_alternative<campaign::pause_campaign_step>(step.kind))
        declare_one(id, "end", {}, {});
    }
  }

  json edge_of(const edge& where, std::int64_t passed) const {
    json shown{{"from", where[0]},
               {"transition", where[1]},
               {"to", where[2]},
               {"passed", passed},
               {"declared", titles_.contains(where)}};
    if (const auto title = titles_.find(where); title != titles_.end() && !title->second.is_null())
      shown["title"] = title->second;
    return shown;
  }

  /// Each event once, in their order.
  static std::vector<std::string> ids_of(const std::vector<campaign::ending>& endings) {
    std::vector<std::string> events;
    for (const auto& ending : endings) {
      if (std::find(events.begin(), events.end(), ending.event) == events.end())
        events.push_back(ending.event);
    }
    return events;
  }

  json other_node(const std::string& id, const char* kind) {
    const auto& counts = counts_[id];
    return {{"id", id}, {"kind", kind}, {"entered", counts.entered}, {"left", counts.left}};
  }

  json ending_node(const std::string& id, const char* kind, const std::string& event) {
    auto node = other_node(id, kind);
    node["event"] = event;
    return node;
  }

  json step_node(const campaign::step& step) {
    auto node = other_node(step.id, "step");
    const auto& counts = counts_[step.id];
    node["type"] = campaign::type_name(step.kind);
    if (!step.title.is_null())
      node["title"] = step.title;
    node["waiting"] = standing_at(step.id, engine::instance_status::waiting) +
                      standing_at(step.id, engine::instance_status::paused);
    node["held"] = standing_at(step.id, engine::instance_status::held);
    node["holds"] = counts.holds;
    node["skipped"] = counts.skipped;
    node["failed"] = counts.failed;
    if (const auto* send = std::get_if<campaign::send_step>(&step.kind)) {
      node["message"] = message_figures(counts.messages);
      node["message"]["name"] = send->message;
    }
    return node;
  }

  [[nodiscard]] std::int64_t standing_at(const std::string& step,
                                         engine::instance_status status) const {
    const auto at = standing_.find(step);
    if (at == standing_.end())
      return 0;
    const auto count = at->second.find(status);
    return count == at->second.end() ? 0 : count->second;
  }

  const campaign::definition& campaign_;
  const step_standings& standing_;
  std::map<std::string, node_counts> counts_;
  std::map<edge, std::int64_t> passed_;
  std::map<edge, json> titles_; ///< of declared edges; null: without one
};

} // namespace

json campaign_graph(const campaign::definition& campaign, std::span<const passage_sum> sums,
                    const step_standings& standing) {
  return graph_maker{campaign, sums, standing}.make();
}

json message_figures(std::span<const passage_sum> sums) {
  json figures;
  json by_channel = json::object();
  for (const auto& [kind, name] : message_names)
    figures[name] = std::int64_t{0};
  for (const auto& sum : sums) {
    for (const auto& [kind, name] : message_names) {
      if (sum.kind != kind)
        continue;
      figures[name] = figures[name].get<std::int64_t>() + sum.count;
      if (!sum.name.empty())
        by_channel[sum.name][name] = at_least_none(sum.count);
    }
  }
  for (const auto& [kind, name] : message_names)
    figures[name] = at_least_none(figures[name].get<std::int64_t>());
  left_out_of(sums).show(figures);
  figures["by_channel"] = std::move(by_channel);
  return figures;
}

} // namespace sojourn::reports
