// CloudEvents in their three modes.
#include "http_fixture.hpp"

namespace sojourn::tests {

namespace {

const std::string structured = "Content-Type: application/cloudevents+json\r\n";
const std::string batch = "Content-Type: application/cloudevents-batch+json\r\n";

json an_event(const std::string& id = "e1") {
  return {{"specversion", "1.0"},     {"id", id},
          {"source", "/shop"},        {"type", "order.paid"},
          {"subject", "customer:42"}, {"data", {{"total", 5}}}};
}

} // namespace

TEST_F(http, an_event_in_structured_mode_is_published) {
  auto event = an_event();
  event["time"] = "2026-03-01T23:30:00+07:00";
  event["traceparent"] = "00-1";

  EXPECT_EQ(ask("POST", "/v1/events", structured, event.dump()).status, 202);

  EXPECT_EQ(fake.last(), json({{"call", "events.publish"},
                               {"source", "/shop"},
                               {"id", "e1"},
                               {"type", "order.paid"},
                               {"subject", "customer:42"},
                               {"data", {{"total", 5}}},
                               {"at", "2026-03-01T16:30:00Z"}}));
}

TEST_F(http, a_null_attribute_is_as_if_it_were_left_out) {
  auto event = an_event();
  for (const auto* name : {"time", "dataschema", "datacontenttype", "traceparent"})
    event[name] = nullptr;
  EXPECT_EQ(ask("POST", "/v1/events", structured, event.dump()).status, 202);
  EXPECT_FALSE(fake.last().contains("at"));

  event["subject"] = nullptr;
  const auto answer = ask("POST", "/v1/events", structured, event.dump());
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.parsed().at("errors").at(0).at("message"), "is missing");
}

TEST_F(http, an_event_in_binary_mode_has_its_attributes_percent_decoded) {
  const auto answer =
      ask("POST", "/v1/events",
          "Content-Type: application/json\r\nce-specversion: 1.0\r\nCE-ID: e%201\r\n"
          "ce-source: /shop\r\nce-type: order.paid\r\nce-subject: customer:Nguy%E1%BB%85n\r\n",
          R"({"total":5})");
  EXPECT_EQ(answer.status, 202) << answer.body;
  EXPECT_EQ(fake.last().at("id"), "e 1");
  EXPECT_EQ(fake.last().at("subject"), "customer:Nguyễn");
  EXPECT_EQ(fake.last().at("data"), json({{"total", 5}}));
}

// HTTP binding 1.0.2, section 3.1.3.2: quotation marks first, then one round of percent-decoding.
TEST_F(http, an_event_in_binary_mode_may_have_its_attributes_in_quotation_marks) {
  const auto published = [&](const std::string& id) {
    const auto answer =
        ask("POST", "/v1/events",
            "ce-specversion: \"1.0\"\r\nce-source: \"/shop\"\r\nce-type: \"order.paid\""
            "\r\nce-subject: \"customer:42\"\r\nce-id: " +
                id + "\r\n");
    return answer.status == 202 ? fake.last().at("id").get<std::string>() : answer.body;
  };
  EXPECT_EQ(published(R"("a \"b\" \\c")"), R"(a "b" \c)");
  EXPECT_EQ(published(R"("a%20b")"), "a b");
  EXPECT_EQ(published("a%2520b"), "a%20b") << "one round";
  EXPECT_EQ(published(R"(a"b)"), R"(a"b)") << "not quoted";
  for (const auto* bad : {R"("a"b")", R"("a\")"})
    EXPECT_NE(published(bad).find("/header/ce-id"), std::string::npos) << bad;
}

TEST_F(http, an_event_may_have_the_type_of_any_system) {
  auto event = an_event();
  event["type"] = "Microsoft.Storage.BlobCreated";
  event["source"] = "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66";
  EXPECT_EQ(ask("POST", "/v1/events", structured, event.dump()).status, 202);
  EXPECT_EQ(fake.last().at("type"), "Microsoft.Storage.BlobCreated");
}

TEST_F(http, the_data_of_an_event_may_be_json_in_base_64) {
  auto event = an_event();
  event["data_base64"] = nullptr;
  EXPECT_EQ(ask("POST", "/v1/events", structured, event.dump()).status, 202);
  EXPECT_EQ(fake.last().at("data"), json({{"total", 5}}));
  event.erase("data");
  event["data_base64"] = "eyJ0b3RhbCI6IDd9";
  EXPECT_EQ(ask("POST", "/v1/events", structured, event.dump()).status, 202);
  EXPECT_EQ(fake.last().at("data"), json({{"total", 7}}));
}

TEST_F(http, mistakes_of_a_binary_event_point_at_its_headers) {
  const auto answer = ask("POST", "/v1/events",
                          "Content-Type: application/json\r\nce-specversion: 0.3\r\nce-id: %f\r\n"
                          "ce-source: /shop\r\nce-type: order%20paid\r\n",
                          "{}");
  EXPECT_EQ(answer.status, 422);
  std::string pointers;
  for (const json problem = answer.parsed(); const auto& one : problem.at("errors"))
    pointers += one.at("pointer").get<std::string>() + " ";
  EXPECT_EQ(pointers, "/header/ce-id /header/ce-specversion /header/ce-type /header/ce-subject ");
}

TEST_F(http, a_batch_is_published_in_order) {
  const json events{an_event("a"), an_event("b"), an_event("c")};
  const auto answer = ask("POST", "/v1/events", batch, events.dump());
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.parsed().at("items").size(), 3u);
  ASSERT_EQ(fake.asked().size(), 3u);
  EXPECT_EQ(fake.asked()[0].at("id"), "a");
  EXPECT_EQ(fake.asked()[2].at("id"), "c");
  EXPECT_EQ(ask("POST", "/v1/events", batch, "[]").parsed(), json({{"items", json::array()}}));
}

TEST_F(http, one_bad_event_refuses_its_whole_batch) {
  json events{an_event("a"), an_event("b"), an_event("c")};
  events[1].erase("subject");
  events[2]["time"] = "noon";
  const auto answer = ask("POST", "/v1/events", batch, events.dump());
  EXPECT_EQ(answer.status, 422);
  ASSERT_EQ(answer.parsed().at("errors").size(), 2u);
  EXPECT_EQ(answer.parsed().at("errors")[0].at("pointer"), "/1/subject");
  EXPECT_EQ(answer.parsed().at("errors")[1].at("pointer"), "/2/time");
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, a_batch_that_fails_on_the_way_names_the_events_that_were_not_taken) {
  fake.how = recorder::manner::hold;
  fake.failure = {error_code::storage_full, "the disk is full", {}};
  client to{port()};
  to.send(request_text("POST", "/v1/events", batch,
                       json{an_event("a"), an_event("b"), an_event("c")}.dump()));
  fake.wait_for(3);
  fake.release(1, true);
  fake.release(0);
  fake.release(2, true);

  const auto answer = to.receive();

  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(problem_code(answer), "SJ0502");
  EXPECT_TRUE(answer.parsed().at("detail").get<std::string>().starts_with("2 of 3 events"));
  EXPECT_EQ(answer.parsed().at("errors")[0],
            json({{"pointer", "/1"}, {"message", "the disk is full"}}));
  EXPECT_EQ(answer.parsed().at("errors")[1].at("pointer"), "/2");
}

TEST_F(http, an_event_that_is_none_is_refused) {
  EXPECT_EQ(ask("POST", "/v1/events", "Content-Type: application/json\r\n", "{}").status, 415);
  EXPECT_EQ(ask("POST", "/v1/events", structured, "[]").status, 422);
  EXPECT_EQ(ask("POST", "/v1/events", batch, "{}").status, 422);
  EXPECT_EQ(ask("POST", "/v1/events", structured, "{").status, 400);
  json too_many = json::array();
  for (int i = 0; i < 1001; ++i)
    too_many.push_back(an_event(std::to_string(i)));
  EXPECT_EQ(ask("POST", "/v1/events", batch, too_many.dump()).status, 422);

  auto event = an_event();
  event["Subject"] = "customer:1";
  EXPECT_EQ(problem_code(ask("POST", "/v1/events", structured, event.dump())), "SJ0102");
  for (const json& data : {json("AA=="), json("e30"), json(7), json("e30=")}) {
    event = an_event();
    event["data_base64"] = data;
    if (data != json("e30="))
      event.erase("data");
    EXPECT_EQ(ask("POST", "/v1/events", structured, event.dump()).status, 422) << data;
  }
  for (const auto* source : {"my shop", "/caf\u00e9", "a<b>"}) {
    event = an_event();
    event["source"] = source;
    EXPECT_EQ(ask("POST", "/v1/events", structured, event.dump()).status, 422) << source;
  }
  event = an_event();
  event["id"] = 7;
  EXPECT_EQ(ask("POST", "/v1/events", structured, event.dump()).status, 422);
  EXPECT_TRUE(fake.asked().empty());
}

} // namespace sojourn::tests
