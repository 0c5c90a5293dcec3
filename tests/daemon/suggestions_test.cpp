// Suggested actions, benchmarks, the operating score and best hours, over HTTP.
#include "sends_fixture.hpp"

namespace sojourn::tests {

namespace {

class suggesting : public sends {
protected:
  void order(const std::string& id, const std::string& customer, const std::string& paid_at) {
    answer("PUT", "/v1/records/order/" + id,
           {{"customer_id", customer},
            {"status", "paid"},
            {"amount", 250'000},
            {"currency", "VND"},
            {"paid_at", paid_at}});
  }
  void customer(const std::string& id) {
    answer("PUT", "/v1/records/customer/" + id,
           {{"phone", "8490000" + std::to_string(1000 + customers_++)}});
  }
  /// Two new customers, two who have not bought for long, and one who buys often.
  void with_groups() {
    start_with_provider();
    for (const std::string id : {"new-1", "new-2"}) {
      customer(id);
      answer(
          "PUT", "/v1/records/product_view/" + id,
          {{"customer_id", id}, {"product_id", "tea"}, {"viewed_at", "2026-02-27T09:00:00+07:00"}});
    }
    for (const std::string id : {"away-1", "away-2"}) {
      customer(id);
      order(id, id, "2025-10-01T09:00:00+07:00");
    }
    customer("regular");
    for (const std::string day : {"01", "11", "21"})
      order("r-" + day, "regular", "2026-01-" + day + "T09:00:00+07:00");
  }
  json suggestions(const std::string& query = "") {
    return answer("GET", "/v1/suggestions" + query).at("suggestions");
  }
  std::vector<std::string> ids(const std::string& query = "") {
    std::vector<std::string> found;
    for (const auto& one : suggestions(query))
      found.push_back(one.at("id"));
    return found;
  }
  json suggestion(const std::string& id) {
    for (auto& one : suggestions("?show=all")) {
      if (one.at("id") == id)
        return one;
    }
    ADD_FAILURE() << "there is no suggestion " << id;
    return {};
  }
  /// Sends to `who` by the campaign "news", and lets them read it at once.
  void read_one(const std::string& who) {
    answer("POST", "/v1/campaigns/news/runs", {{"customer", who}});
    settle();
    receipt({{"kind", "read"}, {"provider_id", "p-" + std::to_string(++sent_)}});
  }
  void send_unread(const std::string& who) {
    answer("POST", "/v1/campaigns/news/runs", {{"customer", who}});
    settle();
    ++sent_;
  }
  void clock_to(const std::string& at) { answer("POST", "/v1/clock", {{"to", at}}); }

  using names = std::vector<std::string>;

private:
  int customers_ = 0;
  int sent_ = 0;
};

/// What the journal of an instance keeps of the best hour; null: nothing.
json best_hour_in(const json& journal) {
  for (const auto& entry : journal) {
    if (entry.at("type") == "facts_read" && entry.at("payload").contains("best_hour"))
      return entry.at("payload").at("best_hour");
  }
  return nullptr;
}

json waiting_campaign() {
  auto made = sending_campaign("patient");
  made["audience"] = {{"in_segment", "everybody"}};
  made["start"] = "hour";
  made["steps"]["hour"] = {{"type", "delay"}, {"window", "best_hour"}, {"next", "tell"}};
  return made;
}

} // namespace

TEST_F(suggesting, names_the_groups_of_the_template_with_their_sizes_and_reasons) {
  with_groups();

  const auto told = answer("GET", "/v1/suggestions");

  EXPECT_EQ(ids(), (names{"reach-new", "win-back", "thank-regulars"}));
  EXPECT_EQ(told.at("unusable"), json::array());
  EXPECT_EQ(told.at("benchmarks").at("version"), 0);
  const auto& first = told.at("suggestions").at(0);
  EXPECT_EQ(first.at("size"), 2);
  EXPECT_EQ(first.at("goal"), "traffic");
  EXPECT_EQ(first.at("title").at("vi"), "Tiếp cận khách hàng mới");
  EXPECT_EQ(first.at("reasons").at(0).at("code"), "no_own_past");
  EXPECT_EQ(
      first.at("reasons").at(1),
      (json{{"code", "peers"},
            {"facts", {{"share", 0.4}, {"effect", "new_customers"}, {"is_template", true}}}}));
  EXPECT_EQ(first.at("sends_at_most"), 1);
  EXPECT_EQ(first.at("cost").at("suffices"), true);
  EXPECT_EQ(told.at("suggestions").at(2).at("reasons").at(1).at("facts").at("share"), 0.25);
  EXPECT_EQ(answer("GET", "/v1/suggestions"), told) << "the same data, the same answer";
}

TEST_F(suggesting, makes_a_draft_that_writes_to_the_group_once_it_is_activated) {
  with_groups();

  const auto made = answer("POST", "/v1/suggestions/win-back/draft", json::object());

  EXPECT_EQ(made.at("id"), "win-back-2026-03-01");
  EXPECT_EQ(made.at("state"), "draft");
  EXPECT_EQ(made.at("suggestion"), "win-back");
  EXPECT_EQ(made.at("parameters").at("at"), "2026-03-02T10:00:00+07:00");
  const auto campaign = answer("GET", "/v1/campaigns/win-back-2026-03-01");
  EXPECT_EQ(campaign.at("definition").at("audience"),
            (json{{"in_segment", {"inactive", json::object()}}}));
  EXPECT_EQ(campaign.at("definition").at("name"), "Mời khách hàng cũ quay lại · 2026-03-01");
  answer("POST", "/v1/campaigns/win-back-2026-03-01/activate", json::object());
  pass("P2D");
  const auto mails = mailbox();
  ASSERT_EQ(mails.size(), 2u);
  EXPECT_EQ(mails.at(0).at("subject_line"), "Lâu rồi không gặp bạn");
  EXPECT_EQ(mails.at(0).at("at"), "2026-03-02T03:00:00Z");
}

TEST_F(suggesting, stays_away_for_a_while_once_it_was_acted_on) {
  with_groups();
  answer("POST", "/v1/suggestions/win-back/draft", {{"campaign", "mine"}, {"name", "Mine"}});

  EXPECT_EQ(ids(), (names{"reach-new", "thank-regulars"}));
  const auto away = suggestion("win-back").at("away");
  EXPECT_EQ(away.at("how"), "acted_on");
  EXPECT_EQ(away.at("campaign"), "mine");
  EXPECT_EQ(away.at("until"), "2026-03-31T02:00:00Z");
  pass("P29DT23H");
  EXPECT_EQ(ids(), (names{"thank-regulars"})) << "the new are no longer new";
  pass("PT1H");
  EXPECT_EQ(ids(), (names{"win-back", "thank-regulars"}));
}

TEST_F(suggesting, makes_one_draft_of_a_call_that_comes_twice) {
  with_groups();
  const auto ask_for_draft = [&] {
    return ask("POST", "/v1/suggestions/win-back/draft", "{}", {{"Idempotency-Key", "once"}});
  };
  const auto first = ask_for_draft();
  ASSERT_EQ(first.status, 201) << first.body;
  pass("P1D"); // the draft of another day would have another name
  const auto second = ask_for_draft();
  ASSERT_LT(second.status, 300) << second.body;

  EXPECT_EQ(json::parse(second.body).at("id"), "win-back-2026-03-01");
  EXPECT_EQ(json::parse(second.body).at("parameters"), json::parse(first.body).at("parameters"));
  EXPECT_EQ(answer("GET", "/v1/campaigns").at("items").size(), 1u);
}

TEST_F(suggesting, takes_other_parameters_and_refuses_wrong_ones) {
  with_groups();
  const auto wrong = ask("POST", "/v1/suggestions/win-back/draft",
                         json{{"parameters", {{"listen_days", "a week"}}}}.dump());
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(json::parse(wrong.body).at("errors").at(0).at("pointer"), "/parameters/listen_days");
  EXPECT_EQ(ids().size(), 3u) << "nothing was made";
  EXPECT_EQ(ask("POST", "/v1/suggestions/nothing/draft", "{}").status, 404);

  const auto made = answer("POST", "/v1/suggestions/win-back/draft",
                           {{"parameters", {{"listen_days", 3}, {"language", "en"}}}});
  EXPECT_EQ(made.at("parameters").at("listen_days"), 3);
  EXPECT_EQ(answer("GET", "/v1/campaigns/win-back-2026-03-01").at("definition").at("name"),
            "Invite former buyers back · 2026-03-01");
}

TEST_F(suggesting, can_be_dismissed_and_brought_back) {
  with_groups();
  const auto gone = answer("POST", "/v1/suggestions/reach-new/dismiss", {{"why", "not now"}});
  EXPECT_EQ(gone.at("away").at("until"), "2026-03-15T02:00:00Z");
  EXPECT_EQ(ids(), (names{"win-back", "thank-regulars"}));
  EXPECT_EQ(ids("?show=all").size(), 3u);

  answer("POST", "/v1/suggestions/reach-new/restore", json::object());

  EXPECT_EQ(ids().size(), 3u);
  EXPECT_EQ(ask("POST", "/v1/suggestions/reach-new/restore", "{}").status, 404);
  EXPECT_EQ(ask("POST", "/v1/suggestions/nothing/dismiss", "{}").status, 404);
  const auto lines = answer("GET", "/v1/audit?target=reach-new").at("items");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines.at(1).at("what"), "suggestion.dismiss");
  EXPECT_EQ(lines.at(1).at("why"), "not now");
}

TEST_F(suggesting, tells_what_earlier_messages_to_the_group_brought) {
  with_groups();
  answer("POST", "/v1/suggestions/win-back/draft",
         {{"campaign", "mine"}, {"parameters", {{"channels", {"sms"}}}}});
  answer("POST", "/v1/campaigns/mine/activate", json::object());
  pass("P2D");
  receipt({{"kind", "clicked"}, {"provider_id", "p-1"}});
  for (const std::string who : {"away-1", "away-2"}) // one of them was p-1
    order(who + "-again", who, "2026-03-03T10:00:00+07:00");

  const auto reason = suggestion("win-back").at("reasons").at(0);

  EXPECT_EQ(reason.at("code"), "own_past");
  EXPECT_EQ(reason.at("facts").at("sent"), 2);
  EXPECT_EQ(reason.at("facts").at("conversion"), (json{{"count", 1}, {"of", 2}, {"ratio", 0.5}}));
  EXPECT_EQ(reason.at("facts").at("amount"), (json{{"VND", "250000"}}));
  EXPECT_EQ(reason.at("facts").at("is_enough"), false);
}

TEST_F(suggesting, stands_on_benchmarks_that_can_be_replaced) {
  with_groups();
  const auto shipped = answer("GET", "/v1/benchmarks");
  EXPECT_EQ(shipped.at("version"), 0);
  EXPECT_EQ(shipped.at("from_template").size(), 6u);
  const json own{{"read_rate", 0.2},
                 {"suggestions",
                  {{{"id", "regulars"},
                    {"title", {{"vi", "Khách quen"}, {"en", "Regulars"}}},
                    {"segment", "frequent"},
                    {"segment_parameters", {{"orders", 2}}},
                    {"goal", "orders"},
                    {"peers", {{"share", 0.6}, {"effect", "more_orders"}}},
                    {"scenario", "win-back"},
                    {"parameters", {{"pool", "gold"}}}}}}};

  const auto put = ask("PUT", "/v1/benchmarks", own.dump(), {{"If-None-Match", "*"}});

  ASSERT_EQ(put.status, 201) << put.body;
  EXPECT_EQ(put.header("etag"), "\"1\"");
  EXPECT_EQ(json::parse(put.body).at("from_template"),
            (json{"away", "levels", "source", "timezone"}));
  EXPECT_EQ(ids(), (names{"regulars"}));
  const auto only = suggestion("regulars");
  EXPECT_EQ(only.at("draft").at("scenario"), "win-back");
  EXPECT_EQ(only.at("pools").at(0).at("pool"), "gold");
  EXPECT_EQ(only.at("pools").at(0).at("exists"), false);
  EXPECT_EQ(only.at("reasons").at(1).at("facts").at("is_template"), false);
  EXPECT_EQ(ask("PUT", "/v1/benchmarks", own.dump(), {{"If-Match", "\"7\""}}).status, 412);
  EXPECT_EQ(answer("GET", "/v1/score").at("suggested"), 0.2);

  answer("DELETE", "/v1/benchmarks");
  EXPECT_EQ(ids().size(), 3u);
}

TEST_F(suggesting, refuses_benchmarks_that_name_what_is_not_there) {
  with_groups();
  json suggestion{{"id", "regulars"},
                  {"title", {{"vi", "Khách quen"}, {"en", "Regulars"}}},
                  {"segment", "nobody"},
                  {"goal", "orders"},
                  {"peers", {{"share", 0.6}, {"effect", "more_orders"}}},
                  {"scenario", "engage"},
                  {"parameters", {{"listen_days", 0}}}};
  const auto pointers = [&] {
    const auto refused = ask("PUT", "/v1/benchmarks", json{{"suggestions", {suggestion}}}.dump());
    EXPECT_EQ(refused.status, 422) << refused.body;
    const auto body = json::parse(refused.body);
    names found;
    for (const auto& one : body.at("errors"))
      found.push_back(one.at("pointer"));
    return found;
  };

  EXPECT_EQ(pointers(), (names{"/suggestions/0/segment", "/suggestions/0/parameters/listen_days"}));
  suggestion["segment"] = "frequent";
  suggestion["scenario"] = "nothing";
  EXPECT_EQ(pointers(), (names{"/suggestions/0/scenario"}));
  EXPECT_EQ(answer("GET", "/v1/benchmarks").at("version"), 0);
}

TEST_F(suggesting, says_which_suggestion_cannot_be_used_any_more) {
  with_groups();
  answer("PUT", "/v1/segments/mine", {{"name", "Mine"}, {"condition", true}});
  answer("PUT", "/v1/benchmarks",
         {{"suggestions",
           {{{"id", "all"},
             {"title", {{"vi", "Tất cả"}, {"en", "All"}}},
             {"segment", "mine"},
             {"goal", "orders"},
             {"peers", {{"share", 0.6}, {"effect", "more_orders"}}},
             {"scenario", "engage"}}}}});
  EXPECT_EQ(ids(), (names{"all"}));
  answer("DELETE", "/v1/segments/mine");

  const auto told = answer("GET", "/v1/suggestions");

  EXPECT_EQ(told.at("suggestions"), json::array());
  EXPECT_EQ(told.at("unusable").at(0).at("id"), "all");
}

// ---- the score -------------------------------------------------------------------------------

TEST_F(suggesting, scores_what_is_read_against_what_is_suggested) {
  given(sending_campaign("news"));
  EXPECT_TRUE(answer("GET", "/v1/score").at("level").is_null()) << "nothing was sent";
  customer("bo");
  read_one("an");
  send_unread("bo");

  const auto score = answer("GET", "/v1/score");

  EXPECT_EQ(score.at("own"), (json{{"count", 1}, {"of", 2}, {"ratio", 0.5}}));
  EXPECT_EQ(score.at("suggested"), 0.09);
  EXPECT_EQ(score.at("gap"), 4.5556);
  EXPECT_EQ(score.at("level").at("id"), "leading");
  EXPECT_EQ(score.at("is_template"), true);
  EXPECT_EQ(score.at("channels").at(0).at("channel"), "sms");
}

TEST_F(suggesting, keeps_the_score_of_each_day_as_it_was) {
  given(sending_campaign("news"));
  EXPECT_EQ(answer("GET", "/v1/score/history").at("items"), json::array());
  pass("P1D");
  EXPECT_EQ(answer("GET", "/v1/score/history").at("items"), json::array())
      << "it begins with the first message";
  send_unread("an");
  clock_to("2026-03-03T00:10:00+07:00");
  receipt({{"kind", "read"}, {"provider_id", "p-1"}});
  daemon_.reset();
  settings_.clock.start = parse_instant("2026-03-06T09:00:00+07:00").value();
  start_with_provider();
  settle();

  const auto days = answer("GET", "/v1/score/history?limit=3");

  ASSERT_EQ(days.at("items").size(), 3u);
  EXPECT_EQ(days.at("items").at(0).at("day"), "2026-03-05") << "made up for";
  EXPECT_EQ(days.at("items").at(0).at("own").at("count"), 1);
  const auto first =
      answer("GET", "/v1/score/history?limit=3&cursor=" + days.at("next_cursor").get<std::string>())
          .at("items");
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first.at(0).at("day"), "2026-03-02");
  EXPECT_EQ(first.at(0).at("own"), (json{{"count", 0}, {"of", 1}, {"ratio", 0.0}}))
      << "what was read later does not change it";
  EXPECT_EQ(first.at(0).at("level").at("id"), "starting");
}

// ---- best hours ------------------------------------------------------------------------------

TEST_F(suggesting, tells_at_which_hours_a_group_reads) {
  given(sending_campaign("news"));
  answer("PUT", "/v1/segments/nobody", {{"name", "N"}, {"condition", false}});
  EXPECT_TRUE(answer("GET", "/v1/best-hours").at("best").is_null());
  clock_to("2026-03-01T20:15:00+07:00");
  for (int i = 0; i < 30; ++i)
    read_one("an");

  const auto everybody = answer("GET", "/v1/best-hours");

  EXPECT_EQ(everybody.at("people"), 1);
  EXPECT_EQ(everybody.at("hours").at(20).at("reads"), 30);
  EXPECT_EQ(everybody.at("best"),
            (json{{"hour", 20}, {"whose", "shop"}, {"at", "2026-03-02T20:00:00+07:00"}}));
  const auto nobody = answer("GET", "/v1/best-hours?segment=nobody");
  EXPECT_EQ(nobody.at("people"), 0);
  EXPECT_EQ(nobody.at("best").at("whose"), "shop");
  EXPECT_EQ(answer("GET", "/v1/best-hours?timezone=Asia/Tokyo").at("best").at("hour"), 22);
  EXPECT_EQ(ask("GET", "/v1/best-hours?segment=unknown").status, 404);
  EXPECT_EQ(ask("GET", "/v1/best-hours?timezone=Mars").status, 422);
  rules({{"quiet_hours", {{{"from", "20:00"}, {"to", "23:00"}}}}});
  EXPECT_TRUE(answer("GET", "/v1/best-hours").at("best").is_null());
  EXPECT_EQ(answer("GET", "/v1/best-hours").at("hours").at(20).at("open"), false);
}

TEST_F(suggesting, waits_for_the_hour_of_the_person_else_of_the_shop) {
  given(sending_campaign("news"));
  answer("PUT", "/v1/segments/everybody", {{"name", "E"}, {"condition", true}});
  install(waiting_campaign());
  customer("bo");
  const auto patient = [&](const std::string& who) {
    const auto id = answer("POST", "/v1/campaigns/patient/runs", {{"customer", who}})
                        .at("id")
                        .get<std::string>();
    settle();
    return id;
  };
  const auto step_of = [&](const std::string& id) { return instance(id).at("step"); };
  const auto hour_of = [&](const std::string& id) {
    return best_hour_in(answer("GET", "/v1/instances/" + id + "/journal").at("items"));
  };
  const auto at_first = patient("bo");
  EXPECT_EQ(step_of(at_first), "rest") << "nobody's hour is known: it was sent at once";
  EXPECT_TRUE(hour_of(at_first).is_null());

  clock_to("2026-03-01T20:15:00+07:00");
  for (int i = 0; i < 30; ++i)
    read_one("an");
  clock_to("2026-03-02T09:00:00+07:00");
  const auto own = patient("an");
  const auto others = patient("bo");

  EXPECT_EQ(instance(own).at("due"), "2026-03-02T13:00:00Z");
  EXPECT_EQ(hour_of(own), (json{{"hour", 20}, {"whose", "person"}, {"zone", "Asia/Ho_Chi_Minh"}}));
  EXPECT_EQ(instance(others).at("due"), "2026-03-02T13:00:00Z");
  EXPECT_EQ(hour_of(others).at("whose"), "group");
  clock_to("2026-03-02T20:00:00+07:00");
  EXPECT_EQ(step_of(own), "rest");
  EXPECT_EQ(step_of(others), "rest");
}

} // namespace sojourn::tests
