// What can be asked about channels and the accounts at providers.
#include "service/implementation/channel_service.hpp"

#include "channels/zalo/account.hpp"
#include "storage/audit.hpp"
#include "storage/provider_templates.hpp"

namespace sojourn::service {

namespace {

/// Whether `channel` names the account or a channel over it.
bool is_of_zalo(const std::string& channel) {
  return channel == channels::zalo::account_name || channel == "zns" || channel == "zalo_oa";
}

} // namespace

void channel_service::list(completion<json> done) {
  auto answer = std::make_shared<completion<json>>(std::move(done));
  auto with_status = [answer, &channels = services_.channels](result<json> shown) {
    if (shown) {
      for (auto& one : shown->at("items")) {
        const auto channel = channels.find(one.at("name").get<std::string>());
        if (channel == channels.end())
          continue;
        if (auto status = channel->second->status(); !status.is_null())
          one["provider"] = std::move(status);
      }
    }
    (*answer)(std::move(shown));
  };
  services_.directory.tell_dispatcher(
      actors::report_channels{std::make_shared<completion<json>>(std::move(with_status))});
}

result<void> channel_service::require_zalo(const std::string& channel) const {
  if (is_of_zalo(channel) && services_.zalo != nullptr)
    return {};
  if (is_of_zalo(channel))
    return fail(error_code::not_found,
                "the channel \"" + channel + "\" is not configured: see channels.zalo");
  return fail(error_code::not_found, "the channel \"" + channel + "\" has no account that is kept");
}

void channel_service::authorize(std::string channel, std::string code, std::string verifier,
                                caller by, completion<json> done) {
  if (auto known = require_zalo(channel); !known)
    return done(fail(std::move(known.error())));
  const auto at = now();
  auto answer = std::make_shared<completion<json>>(std::move(done));
  commit<bool>(
      completion<json>{[answer](const result<json>& failed) {
        if (!failed)
          (*answer)(fail(failed.error()));
      }},
      [at, by](storage::transaction& tx) -> result<bool> {
        storage::write_audit(tx, at, by.who, "channel.authorize", channels::zalo::account_name,
                             by.why);
        return true;
      },
      [this, answer, code = std::move(code), verifier = std::move(verifier)](bool) -> result<json> {
        services_.directory.tell_zalo_keeper(
            actors::keeper_consent{{.code = code, .verifier = verifier}, answer});
        return json{};
      });
}

void channel_service::templates(std::string channel, page_request at, completion<page> done) {
  if (auto known = require_zalo(channel); !known)
    return done(fail(std::move(known.error())));
  answer_query(std::move(done), [this, at = std::move(at)]() -> result<page> {
    page found;
    for (const auto& one : reader().provider_templates().list(channels::zalo::account_name)) {
      if (!at.cursor.empty() && one.id <= at.cursor)
        continue;
      if (found.items.size() == at.limit) {
        found.next_cursor = found.items.back().at("id").get<std::string>();
        break;
      }
      auto shown = one.document;
      shown["updated_at"] = to_text(one.updated_at);
      found.items.push_back(std::move(shown));
    }
    return found;
  });
}

void channel_service::read_templates(std::string channel, caller by, completion<json> done) {
  static_cast<void>(by); // reading changes nothing that an audit would show
  if (auto known = require_zalo(channel); !known)
    return done(fail(std::move(known.error())));
  services_.directory.tell_zalo_keeper(
      actors::keeper_read{std::make_shared<completion<json>>(std::move(done))});
}

} // namespace sojourn::service
