// GET /v1/changes: hints of what is other than before.
#include "api/hints.hpp"
#include "http_fixture.hpp"
#include "signing/digest.hpp"
#include "tests/support/soon.hpp"

#include <boost/asio/read_until.hpp>
#include <gmock/gmock.h>

namespace sojourn::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// Reads a stream of events.
class changes_reader {
public:
  changes_reader(std::uint16_t port, const std::string& topics, const std::string& headers = "") {
    socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
    boost::asio::write(
        socket_, boost::asio::buffer(request_text("GET", "/v1/changes?topics=" + topics, headers)));
    head = read_to("\r\n\r\n");
  }
  std::string next() { return read_to("\n\n"); }
  bool ended() {
    boost::system::error_code failure;
    boost::asio::read_until(socket_, boost::asio::dynamic_buffer(buffer_), "\n\n", failure);
    return failure && buffer_.empty();
  }

  std::string head;

private:
  std::string read_to(const std::string& end) {
    const auto size = boost::asio::read_until(socket_, boost::asio::dynamic_buffer(buffer_), end);
    auto read = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return read;
  }
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_{context_};
  std::string buffer_;
};

api::token watcher_token(const std::string& name, accounts::permission_set may) {
  return {.name = name, .sha256_hex = signing::sha256_hex(name), .may = may};
}

class changes : public http {
protected:
  changes() { options.header_timeout = milliseconds{40}; } // looks at streams every 10 ms
};

constexpr const char* stream_is_open = "event: open\ndata: {}\n\n";

TEST_F(changes, of_what_is_watched_are_told_and_others_are_not) {
  changes_reader page{port(), "jobs,campaign:spring"};
  EXPECT_NE(page.head.find("200 OK"), std::string::npos);
  EXPECT_NE(page.head.find("Content-Type: text/event-stream"), std::string::npos);
  EXPECT_EQ(page.next(), stream_is_open);

  EXPECT_EQ(fake.changes.ring("campaign:summer"), 0u);
  EXPECT_EQ(fake.changes.ring("campaign:spring"), 1u);

  EXPECT_EQ(page.next(), "data: {\"topic\":\"campaign:spring\"}\n\n");
}

TEST_F(changes, end_with_the_server_and_stop_watching_when_the_page_leaves) {
  {
    changes_reader page{port(), "jobs"};
    page.next();
    EXPECT_EQ(fake.changes.ring("jobs"), 1u);
  }
  EXPECT_TRUE(soon([&] { return fake.changes.ring("jobs") == 0; }));

  changes_reader other{port(), "jobs"};
  other.next();
  stop();
  EXPECT_TRUE(other.ended());
}

TEST_F(changes, of_what_is_no_topic_are_refused_by_name) {
  for (const auto* topics : {"", "weather", "campaign", "jobs,jobs:7", "%2C"}) {
    const auto answer = ask("GET", std::string{"/v1/changes?topics="} + topics);
    EXPECT_EQ(answer.status, 422) << topics << answer.body;
  }
  std::string many = "jobs";
  for (int i = 0; i < 64; ++i)
    many += ",campaign:c" + std::to_string(i);
  EXPECT_EQ(ask("GET", "/v1/changes?topics=" + many).status, 422);
}

TEST_F(changes, are_told_to_whoever_may_see_the_pages_that_show_them) {
  options.tokens = {watcher_token("reader", {accounts::permission::view})};
  const std::string as_reader = "Authorization: Bearer reader\r\n";
  for (const auto* topics : {"access", "audit", "hooks", "jobs,imports"})
    EXPECT_EQ(ask("GET", std::string{"/v1/changes?topics="} + topics, as_reader).status, 403)
        << topics;
  changes_reader page{port(), "jobs", as_reader};
  page.next();
  fake.changes.ring("jobs");
  EXPECT_EQ(page.next(), "data: {\"topic\":\"jobs\"}\n\n") << "a topic is not masked";
}

TEST_F(changes, are_told_to_so_many_browsers_of_one_person_and_of_all) {
  options.max_change_streams = 3;
  options.caller_change_streams = 2;
  options.tokens = {watcher_token("anna", {accounts::permission::view}),
                    watcher_token("binh", {accounts::permission::view})};
  const std::string anna = "Authorization: Bearer anna\r\n";
  const std::string binh = "Authorization: Bearer binh\r\n";
  changes_reader first{port(), "jobs", anna};
  changes_reader second{port(), "jobs", anna};
  const auto refused = ask("GET", "/v1/changes?topics=jobs", anna);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("retry-after"), "30");
  changes_reader third{port(), "jobs", binh};
  EXPECT_EQ(ask("GET", "/v1/changes?topics=jobs", binh).status, 503);
}

TEST(hints, tell_a_topic_once_in_an_interval_and_lose_none) {
  using std::chrono::milliseconds;
  api::hints heard{milliseconds{1'000}};
  const api::hints::time start{milliseconds{10'000}};
  EXPECT_THAT(heard.take(start), IsEmpty());

  heard.add(0);
  heard.add(63);
  heard.add(0);
  EXPECT_THAT(heard.take(start), UnorderedElementsAre(0, 63));

  heard.add(0);
  EXPECT_THAT(heard.take(start + milliseconds{999}), IsEmpty());
  heard.add(5);
  EXPECT_THAT(heard.take(start + milliseconds{999}), ElementsAre(5));
  EXPECT_THAT(heard.take(start + milliseconds{1'000}), ElementsAre(0)) << "what was put off comes";
  EXPECT_THAT(heard.take(start + milliseconds{2'000}), IsEmpty());
}

} // namespace
} // namespace sojourn::tests
