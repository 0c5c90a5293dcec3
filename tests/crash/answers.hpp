// Asking a daemon in this process, and waiting for what it says.
#pragma once

#include "service/campaigns.hpp"
#include "service/common.hpp"
#include "service/interfaces.hpp"

#include <future>
#include <memory>
#include <stdexcept>

namespace sojourn::crash {

inline const service::caller by{"crash test", ""};

/// The answer to `call`, which is handed the completion. Throws when it is refused.
template <class T, class Call>
T answer_to(Call call) {
  const auto promise = std::make_shared<std::promise<result<T>>>();
  auto answer = promise->get_future();
  call(completion<T>{[promise](result<T> value) { promise->set_value(std::move(value)); }});
  auto value = answer.get();
  if (!value)
    throw std::runtime_error{value.error().message};
  return std::move(*value);
}

inline void put_and_activate(const service::interfaces& ask, const char* definition) {
  const auto document = json::parse(definition);
  const auto id = document.at("id").get<std::string>();
  (void)answer_to<service::written>([&](auto done) {
    ask.campaigns.put({.id = id, .definition = document, .must_be_new = true, .by = by},
                      std::move(done));
  });
  (void)answer_to<json>([&](auto done) {
    ask.campaigns.change(id, service::campaign_action::activate, by, std::move(done));
  });
}

} // namespace sojourn::crash
