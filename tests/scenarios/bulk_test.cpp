// Jobs on many instances, with the daemon killed while they are frozen and worked off.
#include "tests/scenarios/mortal_daemon.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace sojourn::scenarios {

namespace {

constexpr auto begin = "2026-03-01T09:00:00+07:00";
constexpr int people = 24;

/// Waits for a date that the customer's record may lack, then for a click.
json sleeper() {
  return json::parse(R"({
    "id": "sleeper", "name": "Sleeper", "trigger": {"type": "manual"},
    "reentry": {"policy": "once"}, "start": "until",
    "steps": {
      "until": {"type": "delay", "at": {"var": "customer.date"}, "next": "listen"},
      "listen": {"type": "wait", "events": [{"event": "clicked", "next": "end"}],
                 "timeout": "P30D", "on_timeout": "end"}}})");
}

std::string name_of(int customer) { return "c" + std::to_string(100 + customer); }

class crowd {
public:
  explicit crowd(mortal_daemon& shop) : shop_{shop} {}

  /// Each with the date `date(i)`, null for none, and an instance.
  void enter(const std::function<json(int)>& date) {
    std::string rows;
    for (int i = 0; i < people; ++i)
      rows += json{{"id", name_of(i)}, {"date", date(i)}}.dump() + "\n";
    shop_.send("/v1/records/customer/import", "application/x-ndjson", rows);
    tick();
    shop_.install(sleeper());
    shop_.create("/v1/campaigns/sleeper/runs", "run", {{"audience", "now"}});
    tick();
    EXPECT_EQ(shop_.items("/v1/instances?limit=1000").size(), static_cast<std::size_t>(people));
  }

  /// Begins a job, in several portions, and waits for its end.
  json work(const std::string& action, json more = json::object()) {
    json body{{"filter", {{"campaign", "sleeper"}}},
              {"action", action},
              {"why", "by hand"},
              {"per_second", 200}};
    body.update(more);
    return finished(shop_.create("/v1/instances/bulk", "job-" + std::to_string(++jobs_), body));
  }
  json finished(const json& begun) {
    tick();
    return shop_.answer("GET", "/v1/jobs/" + id_of(begun));
  }

  /// What a job came to, with whom it left alone and why, and how often the journal of each
  /// instance names it.
  json outcome(const json& job) {
    EXPECT_EQ(job.at("state"), "done") << job;
    EXPECT_EQ(job.at("left"), 0);
    json told{{"total", job.at("total")},
              {"done", job.at("done")},
              {"skipped", job.at("skipped")},
              {"failed", job.at("failed")}};
    std::map<std::string, std::string> subjects;
    json times = json::object();
    for (const auto& one : shop_.items("/v1/instances?limit=1000")) {
      const auto id = one.at("id").get<std::string>();
      subjects[id] = one.at("subject");
      times[subjects[id]] = mentions(id, id_of(job));
    }
    told["left_alone"] = json::object();
    for (const auto& one : shop_.items("/v1/jobs/" + id_of(job) + "/errors?limit=1000")) {
      const auto subject = subjects[one.at("instance").get<std::string>()];
      EXPECT_FALSE(told["left_alone"].contains(subject)) << "listed once";
      told["left_alone"][subject] = {one.at("outcome"), one.at("code")};
      EXPECT_EQ(times.at(subject), 0) << "nothing was done to " << subject;
    }
    int dealt_with = 0;
    for (const auto& [subject, count] : times.items()) {
      EXPECT_LE(count, 1) << subject << " is dealt with once";
      dealt_with += count.get<int>();
    }
    EXPECT_EQ(dealt_with, job.at("done").get<int>());
    EXPECT_EQ(job.at("total").get<int>(), job.at("done").get<int>() + job.at("skipped").get<int>() +
                                              job.at("failed").get<int>());
    return told;
  }

  /// How many stand where.
  json standing() {
    json told = json::object();
    for (const auto& one : shop_.items("/v1/instances?limit=1000")) {
      const auto where = one.at("status").get<std::string>() + " at " +
                         one.at("step").get<std::string>() + " of version " +
                         std::to_string(one.at("version").get<int>());
      told[where] = told.value(where, 0) + 1;
    }
    return told;
  }

private:
  static std::string id_of(const json& job) { return job.at("id").get<std::string>(); }

  /// How many inputs of the instance came from the job.
  int mentions(const std::string& instance, const std::string& job) {
    int count = 0;
    for (const auto& entry : shop_.items("/v1/instances/" + instance + "/journal?limit=1000")) {
      const auto is_input = entry.at("type") == "commanded" || entry.at("type") == "event_arrived";
      count += is_input && entry.dump().find(job) != std::string::npos;
    }
    return count;
  }
  /// Lets what is under way come to its end.
  void tick() { shop_.clock_to("2026-03-01T09:" + std::to_string(10 + minute_++) + ":00+07:00"); }

  mortal_daemon& shop_;
  int jobs_ = 0;
  int minute_ = 0;
};

json on_the_tenth(int) { return "2026-03-10T09:00:00+07:00"; }

} // namespace

TEST(a_job, pauses_resumes_and_cancels_each_instance_once) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    crowd all{shop};
    all.enter(on_the_tenth);
    json told = json::array();
    for (const int i : {3, 4, 5})
      told.push_back(
          all.outcome(all.work("pause", {{"filter", {{"subject", "customer:" + name_of(i)}}}})));
    told.push_back(all.outcome(all.work("pause")));
    EXPECT_EQ(told.back().at("done"), people - 3);
    EXPECT_EQ(told.back().at("skipped"), 3) << "they were paused before";
    EXPECT_EQ(all.standing(), json({{"paused at until of version 1", people}}));
    told.push_back(all.outcome(all.work("resume")));
    EXPECT_EQ(told.back().at("done"), people);
    told.push_back(all.outcome(all.work("cancel")));
    EXPECT_EQ(told.back().at("done"), people);
    told.push_back(all.standing());
    EXPECT_EQ(told.back(), json({{"cancelled at until of version 1", people}}));
    return told;
  });
}

TEST(a_job, retries_each_instance_that_is_held) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    crowd all{shop};
    all.enter([](int i) { return i % 4 == 0 ? on_the_tenth(i) : json{}; });
    EXPECT_EQ(all.standing(), json({{"held at until of version 1", people * 3 / 4},
                                    {"waiting at until of version 1", people / 4}}));
    for (int i = 0; i < people; ++i) {
      if (i % 4 == 1) // of whom the date is known now
        shop.answer("PUT", "/v1/records/customer/" + name_of(i), {{"date", on_the_tenth(i)}});
    }
    auto told = all.outcome(all.work("retry"));
    EXPECT_EQ(told.at("done"), people * 3 / 4);
    EXPECT_EQ(told.at("skipped"), people / 4) << "they are not held";
    EXPECT_EQ(all.standing(), json({{"held at until of version 1", people / 2},
                                    {"waiting at until of version 1", people / 2}}));
    return told;
  });
}

TEST(a_job, signals_each_instance_that_listens) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    crowd all{shop};
    all.enter(
        [](int i) { return i % 3 == 0 ? on_the_tenth(i) : json("2026-03-01T08:00:00+07:00"); });
    auto told = all.outcome(all.work("signal", {{"type", "clicked"}, {"data", {{"by", "hand"}}}}));
    EXPECT_EQ(told.at("done"), people * 2 / 3);
    EXPECT_EQ(told.at("skipped"), people / 3) << "they wait for nothing yet";
    EXPECT_EQ(all.standing(), json({{"completed at listen of version 1", people * 2 / 3},
                                    {"waiting at until of version 1", people / 3}}));
    return told;
  });
}

TEST(a_job, moves_each_instance_to_another_version_and_back) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    crowd all{shop};
    all.enter(on_the_tenth);
    auto next = sleeper();
    next["steps"]["listen"]["timeout"] = "P40D";
    shop.answer("PUT", "/v1/campaigns/sleeper", next);
    const auto moved = all.work("migrate", {{"to", 2}, {"policy", "follow"}});
    json told = json::array({all.outcome(moved), all.standing()});
    EXPECT_EQ(told[0].at("done"), people);
    EXPECT_EQ(told[1], json({{"waiting at until of version 2", people}}));
    for (const int i : {1, 2}) // who are dealt with by somebody have moved since
      all.work("pause", {{"filter", {{"subject", "customer:" + name_of(i)}}}});
    const auto back = all.finished(shop.create(
        "/v1/jobs/" + moved.at("id").get<std::string>() + "/undo", "undo", json::object()));
    told.push_back(all.outcome(back));
    EXPECT_EQ(told.back().at("done"), people - 2);
    EXPECT_EQ(told.back().at("skipped"), 2);
    told.push_back(all.standing());
    return told;
  });
}

} // namespace sojourn::scenarios
