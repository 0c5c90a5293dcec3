#include "storage/write/own_turns.hpp"

#include "campaign/reader.hpp"
#include "storage/campaigns.hpp"
#include "storage/instances.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/turns.hpp"
#include "storage/voucher_facts.hpp"
#include "storage/write/turn_encoding.hpp"

#include <algorithm>

namespace sojourn::storage {

result<campaign::definition_ptr> own_turns::definition_of(version_key key) {
  auto& known = definitions_[key.value];
  if (known)
    return known;
  const auto version = tx_.tables.campaigns.find_version(key);
  if (!version)
    return fail(error_code::data_corrupt,
                "version " + std::to_string(key.value) + ", which instances name, is not there");
  auto read = campaign::read_stored(version->definition, version->library, {});
  if (!read)
    return fail(error_code::data_corrupt, read.error().message);
  return known = std::move(*read);
}

result<void> own_turns::give(const stored_instance& to, const engine::commanded& command) {
  const auto definition = definition_of(to.version);
  if (!definition)
    return fail(definition.error());
  const auto at = std::max(now_, to.updated_at);
  engine::facts known;
  for (const auto& voucher : engine::vouchers_of(to.state)) {
    if (const auto now = tx_.tables.vouchers.standing(voucher.pool, voucher.code))
      add_voucher_facts(voucher, to.state, *now, known);
  }
  auto made = engine::advance(**definition, to.state, command, at, known);
  if (!made)
    return fail(std::move(made.error()));
  auto before = std::make_shared<const engine::instance_state>(to.state);
  const auto turn =
      encode_turn(to.version, **definition, to.head, at, before, std::move(*made), nullptr);
  auto written = write_turn(tx_, turn);
  if (!written)
    return fail(std::move(written.error()));
  if (before->effect && turn.after->effect != before->effect)
    revoked.push_back({before->id, *before->effect});
  std::ranges::move(written->inbox_entries, std::back_inserter(inbox_entries));
  return {};
}

} // namespace sojourn::storage
