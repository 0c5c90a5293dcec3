// What each judgement says at, below and above its limits.
#include "doctor/judge.hpp"
#include "doctor/words.hpp"

#include <gtest/gtest.h>
#include <set>

namespace sojourn::doctor {
namespace {

const auto noon = parse_instant("2026-12-01T12:00:00Z").value();

std::string codes_of(const findings& all) {
  std::string text;
  for (const auto& one : all)
    text += (text.empty() ? "" : " ") + one.code;
  return text;
}

/// The one finding, as "grade code".
std::string the_finding(const findings& all) {
  EXPECT_EQ(all.size(), 1u) << codes_of(all);
  return all.empty() ? "" : std::string{to_text(all[0].how)} + " " + all[0].code;
}

directory_state sound_directory() {
  return {.path = "/var/lib/sojourn",
          .exists = true,
          .is_directory = true,
          .is_writable = true,
          .owner = "sojourn",
          .filesystem = "ext4"};
}

TEST(judging_settings, mistakes_are_problems_and_warnings_warnings) {
  EXPECT_EQ(the_finding(judge(settings_state{})), "ok settings_fine");
  const auto all = judge(settings_state{.mistakes = {"a"}, .warnings = {"b", "c"}});
  EXPECT_EQ(codes_of(all), "settings_wrong settings_insecure settings_insecure");
  EXPECT_EQ(worst_of(all), grade::problem);
}

TEST(judging_directories, one_that_is_ones_own_and_closed_is_fine) {
  EXPECT_EQ(the_finding(judge(sound_directory(), "directory")), "ok directory_fine");
}

TEST(judging_directories, one_that_is_missing_is_fine_if_it_can_be_made) {
  EXPECT_EQ(the_finding(judge(directory_state{.path = "x", .is_writable = true}, "directory")),
            "ok directory_not_yet");
  EXPECT_EQ(the_finding(judge(directory_state{.path = "x"}, "directory")),
            "problem directory_cannot_be_made");
}

TEST(judging_directories, any_right_of_others_is_a_warning) {
  for (const unsigned mode : {0701U, 0710U, 0755U}) {
    auto state = sound_directory();
    state.mode = mode;
    EXPECT_EQ(the_finding(judge(state, "directory")), "warning directory_open");
  }
  auto sticky = sound_directory();
  sticky.mode = 01700;
  EXPECT_EQ(the_finding(judge(sticky, "directory")), "ok directory_fine");
}

TEST(judging_directories, everything_that_is_wrong_is_said_at_once) {
  auto state = sound_directory();
  state.is_own = false;
  state.mode = 0777;
  state.is_network = true;
  state.readable_files = {"sojourn.db"};
  EXPECT_EQ(codes_of(judge(state, "directory")),
            "directory_of_other directory_open directory_on_network files_open");
}

TEST(judging_directories, memory_and_files_in_the_place_of_a_directory_are_problems) {
  auto state = sound_directory();
  state.is_in_memory = true;
  EXPECT_EQ(the_finding(judge(state, "directory")), "problem directory_in_memory");
  state = sound_directory();
  state.is_directory = false;
  EXPECT_EQ(the_finding(judge(state, "directory")), "problem directory_is_none");
  state = sound_directory();
  state.is_writable = false;
  EXPECT_EQ(the_finding(judge(state, "directory")), "problem directory_read_only");
}

disk_state disk_of(double median, double worst) {
  return {.fsync_ms = {median, worst, median, median, median}};
}

TEST(judging_disks, the_median_decides_and_then_the_worst) {
  EXPECT_EQ(the_finding(judge(disk_of(1, 5))), "ok disk_fine");
  EXPECT_EQ(the_finding(judge(disk_of(20, 20))), "ok disk_fine");
  EXPECT_EQ(the_finding(judge(disk_of(20.1, 21))), "warning disk_slow");
  EXPECT_EQ(the_finding(judge(disk_of(100, 101))), "warning disk_slow");
  EXPECT_EQ(the_finding(judge(disk_of(100.1, 101))), "problem disk_very_slow");
  EXPECT_EQ(the_finding(judge(disk_of(1, 500))), "ok disk_fine");
  EXPECT_EQ(the_finding(judge(disk_of(1, 501))), "warning disk_stalls");
  EXPECT_EQ(the_finding(judge(disk_state{.failure = "no rights"})), "problem disk_untried");
}

TEST(judging_space, little_is_a_problem_by_itself_and_against_the_data) {
  EXPECT_EQ(the_finding(judge(space_state{.free_bytes = least_free_bytes - 1})),
            "problem space_used_up");
  EXPECT_EQ(the_finding(judge(space_state{.free_bytes = least_free_bytes})), "ok space_fine");
  const auto data = least_free_bytes * 100;
  EXPECT_EQ(the_finding(judge(space_state{.free_bytes = data / 10 - 1, .data_bytes = data})),
            "problem space_used_up");
  EXPECT_EQ(the_finding(judge(space_state{})), "warning space_unknown");
}

TEST(judging_space, growth_tells_for_how_many_days_it_lasts) {
  const auto free = least_free_bytes * 10;
  const auto lasting = [&](double days) {
    return space_state{.free_bytes = free,
                       .growth_bytes_per_day = static_cast<double>(free) / days};
  };
  EXPECT_EQ(the_finding(judge(lasting(6.9))), "problem space_ends_soon");
  EXPECT_EQ(the_finding(judge(lasting(7.1))), "warning space_ends_soon");
  EXPECT_EQ(the_finding(judge(lasting(29.9))), "warning space_ends_soon");
  EXPECT_EQ(the_finding(judge(lasting(30.1))), "ok space_fine");
  EXPECT_EQ(the_finding(judge(space_state{.free_bytes = free, .growth_bytes_per_day = -5})),
            "ok space_fine");
}

TEST(judging_space, another_backup_must_fit_where_the_data_lie) {
  const auto free = least_free_bytes * 2;
  EXPECT_EQ(the_finding(judge(space_state{.free_bytes = free, .data_bytes = free + 1})),
            "warning space_no_backup");
  EXPECT_EQ(the_finding(judge(space_state{
                .free_bytes = free, .data_bytes = free + 1, .backups_share_disk = false})),
            "ok space_fine");
}

TEST(judging_clocks, a_year_before_this_program_or_far_away_cannot_be) {
  for (const auto* at : {"2025-12-31T23:59:59Z", "2101-01-01T00:00:00Z"})
    EXPECT_EQ(the_finding(judge(clock_state{.now = parse_instant(at).value()})),
              "problem clock_implausible")
        << at;
  EXPECT_EQ(the_finding(judge(clock_state{.now = parse_instant("2026-01-01T00:00:00Z").value()})),
            "ok clock_fine_unwatched");
}

TEST(judging_clocks, data_of_the_future_say_that_it_went_back) {
  EXPECT_EQ(
      the_finding(judge(clock_state{.now = noon, .newest_file = noon + milliseconds{300'000}})),
      "ok clock_fine_unwatched");
  EXPECT_EQ(
      the_finding(judge(clock_state{.now = noon, .newest_file = noon + milliseconds{300'001}})),
      "problem clock_went_back");
}

TEST(judging_clocks, jumps_and_a_kernel_that_says_no_are_warnings) {
  EXPECT_EQ(the_finding(judge(clock_state{.now = noon, .is_synchronized = true})), "ok clock_fine");
  EXPECT_EQ(the_finding(judge(clock_state{.now = noon, .is_synchronized = false})),
            "warning clock_not_synchronized");
  EXPECT_EQ(the_finding(judge(clock_state{.now = noon, .wall_minus_monotonic_ms = -51})),
            "warning clock_jumps");
  EXPECT_EQ(the_finding(judge(clock_state{.now = noon, .wall_minus_monotonic_ms = 50})),
            "ok clock_fine_unwatched");
  EXPECT_EQ(the_finding(judge(clock_state{.now = noon, .is_virtual = true})),
            "warning clock_virtual");
}

TEST(judging_zones, data_must_be_there_and_not_too_old) {
  EXPECT_EQ(the_finding(judge(zone_state{.now = noon})), "problem zones_none");
  EXPECT_EQ(the_finding(judge(zone_state{.has_database = true, .version = "2025a", .now = noon})),
            "ok zones_fine");
  EXPECT_EQ(the_finding(judge(zone_state{.has_database = true, .version = "2024b", .now = noon})),
            "warning zones_old");
  EXPECT_EQ(the_finding(judge(zone_state{.has_database = true, .now = noon})), "ok zones_fine");
  EXPECT_EQ(the_finding(judge(zone_state{
                .has_database = true, .version = "2026a", .missing = {"Mars/Base"}, .now = noon})),
            "problem zones_missing");
}

TEST(judging_limits, fewer_files_than_connections_is_a_warning_and_too_few_a_problem) {
  const auto with = [](std::uint64_t open_files) {
    return limits_state{
        .open_files = open_files, .connections = 4096, .own_files = 256, .least_connections = 16};
  };
  EXPECT_EQ(the_finding(judge(with(4352))), "ok limits_fine");
  EXPECT_EQ(the_finding(judge(with(4351))), "warning limits_low");
  EXPECT_EQ(the_finding(judge(with(272))), "warning limits_low");
  EXPECT_EQ(the_finding(judge(with(271))), "problem limits_too_low");
}

TEST(judging_hosts, each_is_judged_by_where_it_ended) {
  EXPECT_EQ(the_finding(judge(std::vector<reach_state>{})), "ok reach_nobody");
  const std::vector<reach_state> all{{.channel = "a", .host = "a", .took_ms = 2000},
                                     {.channel = "b", .host = "b", .took_ms = 2001},
                                     {.channel = "c", .host = "c", .stage = "name"},
                                     {.channel = "d", .host = "d", .stage = "connect"},
                                     {.channel = "e", .host = "e", .stage = "tls"},
                                     {.channel = "f", .host = "f", .stage = "greeting"}};
  EXPECT_EQ(codes_of(judge(all)), "reach_fine reach_slow reach_no_name reach_no_connection "
                                  "reach_no_tls reach_no_greeting");
}

TEST(judging_certificates, what_ends_is_said_in_time) {
  const auto ending_in = [](milliseconds length) {
    return std::vector<certificate_state>{{.name = "http", .ends = noon + length, .now = noon}};
  };
  const milliseconds day{86'400'000};
  EXPECT_EQ(the_finding(judge(ending_in(21 * day))), "ok certificate_fine");
  EXPECT_EQ(the_finding(judge(ending_in(21 * day - milliseconds{1}))),
            "warning certificate_ends_soon");
  EXPECT_EQ(the_finding(judge(ending_in(3 * day))), "warning certificate_ends_soon");
  EXPECT_EQ(the_finding(judge(ending_in(3 * day - milliseconds{1}))),
            "problem certificate_ends_soon");
  EXPECT_EQ(the_finding(judge(ending_in(milliseconds{0}))), "problem certificate_ended");
  EXPECT_EQ(the_finding(judge(std::vector<certificate_state>{{.name = "x", .now = noon}})),
            "problem certificate_unreadable");
  EXPECT_EQ(the_finding(judge(std::vector<certificate_state>{})), "ok certificate_none");
}

TEST(judging_backups, the_plan_says_how_old_one_may_be) {
  const milliseconds day{86'400'000};
  const auto aged = [day](milliseconds age, bool is_planned) {
    return backup_state{.is_planned = is_planned,
                        .every = is_planned ? day : milliseconds{0},
                        .count = 1,
                        .newest = noon - age,
                        .has_data = true,
                        .now = noon};
  };
  EXPECT_EQ(the_finding(judge(aged(2 * day, true))), "ok backup_fine");
  EXPECT_EQ(the_finding(judge(aged(2 * day + milliseconds{1}, true))), "problem backup_overdue");
  EXPECT_EQ(the_finding(judge(aged(7 * day - milliseconds{1}, false))), "ok backup_by_hand");
  EXPECT_EQ(the_finding(judge(aged(7 * day, false))), "warning backup_old");
  auto cut = aged(day, true);
  cut.newest_is_whole = false;
  EXPECT_EQ(the_finding(judge(cut)), "problem backup_cut_short");
  EXPECT_EQ(the_finding(judge(backup_state{.has_data = true, .now = noon})),
            "warning backup_never");
  EXPECT_EQ(the_finding(judge(backup_state{.is_planned = true, .has_data = true, .now = noon})),
            "problem backup_missing");
  EXPECT_EQ(the_finding(judge(backup_state{.now = noon})), "ok backup_nothing_yet");
}

TEST(judging_data, versions_keys_and_damage) {
  const data_state sound{.exists = true, .version = 1, .known_version = 1};
  EXPECT_EQ(the_finding(judge(sound)), "ok data_unchecked");
  auto state = sound;
  state.damage = "";
  EXPECT_EQ(the_finding(judge(state)), "ok data_checked");
  state.damage = "page 7";
  EXPECT_EQ(the_finding(judge(state)), "problem data_damaged");
  state = sound;
  state.version = 2;
  EXPECT_EQ(the_finding(judge(state)), "problem data_newer");
  state.version = 0;
  EXPECT_EQ(the_finding(judge(state)), "ok data_older");
  state = sound;
  state.is_key_missing = true;
  EXPECT_EQ(the_finding(judge(state)), "problem data_key_missing");
  EXPECT_EQ(the_finding(judge(data_state{.exists = true, .failure = "not a database"})),
            "problem data_unreadable");
  EXPECT_EQ(the_finding(judge(data_state{})), "ok data_none_yet");
}

TEST(judging_daemons, one_that_holds_the_data_must_answer) {
  EXPECT_EQ(the_finding(judge(daemon_state{})), "ok daemon_none");
  EXPECT_EQ(the_finding(judge(daemon_state{.holds_directory = true})), "problem daemon_silent");
  EXPECT_EQ(the_finding(judge(daemon_state{.answers = true})), "problem daemon_not_ready");
  EXPECT_EQ(the_finding(judge(daemon_state{.answers = true, .is_ready = true})), "ok daemon_fine");
  EXPECT_EQ(
      the_finding(judge(daemon_state{.answers = true, .is_ready = true, .backup_failing = true})),
      "warning daemon_backup_failing");
}

TEST(words_of_the_doctor, are_there_in_both_languages_for_every_code_and_name_known_facts) {
  std::set<std::string_view> seen;
  for (const auto code : known_codes()) {
    EXPECT_TRUE(seen.insert(code).second) << code << " has two entries";
    const finding one{.check = "disk", .code = std::string{code}};
    for (const auto* language : {"en", "vi"})
      EXPECT_FALSE(say(one, language).sentence.empty() && code != "settings_insecure") << code;
  }
}

TEST(words_of_the_doctor, put_facts_into_their_places_and_never_look_into_them) {
  const finding one{.check = "settings",
                    .how = grade::problem,
                    .code = "settings_wrong",
                    .facts = {{"what", "http.port {what} is wrong"}}};
  EXPECT_EQ(say(one, "en").sentence,
            "The daemon does not start with these settings: http.port {what} is wrong");
  const auto said = say(judge(disk_of(30, 40)).front(), "vi");
  EXPECT_NE(said.sentence.find("30 ms"), std::string::npos) << said.sentence;
  EXPECT_EQ(name_of_check("disk", "vi"), "ổ đĩa");
}

TEST(words_of_the_doctor, leave_no_place_unfilled_in_what_is_judged) {
  findings all = judge(settings_state{.mistakes = {"m"}, .warnings = {"w"}});
  const auto add = [&](findings more) { all.insert(all.end(), more.begin(), more.end()); };
  add(judge(sound_directory(), "directory"));
  add(judge(disk_of(1, 2)));
  add(judge(space_state{.free_bytes = 1}));
  add(judge(clock_state{.now = noon, .wall_minus_monotonic_ms = 90, .is_synchronized = false}));
  add(judge(zone_state{.has_database = true, .version = "2020a", .missing = {"X/Y"}, .now = noon}));
  add(judge(limits_state{.open_files = 10, .connections = 20, .own_files = 256}));
  add(judge(
      std::vector<reach_state>{{.channel = "c", .host = "h", .stage = "tls", .detail = "d"}}));
  add(judge(std::vector<certificate_state>{{.name = "n", .ends = noon, .now = noon}}));
  add(judge(backup_state{.count = 2, .newest = noon, .has_data = true, .now = noon}));
  add(judge(data_state{.exists = true, .version = 2, .known_version = 1}));
  add(judge(daemon_state{.holds_directory = true, .url = "u", .failure = "f"}));
  const auto known = known_codes();
  for (const auto& one : all) {
    EXPECT_NE(std::find(known.begin(), known.end(), one.code), known.end()) << one.code;
    for (const auto* language : {"en", "vi"}) {
      const auto said = say(one, language);
      EXPECT_EQ(said.sentence.find('{'), std::string::npos) << said.sentence;
      EXPECT_EQ(said.advice.find('{'), std::string::npos) << said.advice;
      EXPECT_EQ(said.sentence.find("  "), std::string::npos)
          << "a fact is missing: " << said.sentence;
    }
  }
}

} // namespace
} // namespace sojourn::doctor
