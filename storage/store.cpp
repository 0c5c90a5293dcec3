// The open data directory: writer, readers, and what runs beside them.
#include "storage/store.hpp"

#include "storage/journal.hpp"
#include "storage/read/pooled_reader.hpp"
#include "storage/sqlite/backup.hpp"
#include "storage/sqlite/commit_writer.hpp"
#include "storage/sqlite/data_file.hpp"
#include "storage/sqlite/epoch.hpp"
#include "storage/sqlite/local_commits.hpp"
#include "storage/sqlite/portable_file.hpp"
#include "storage/verify/verify.hpp"

#include <future>

namespace sojourn::storage {

namespace {

class open_store final : public store {
public:
  /// `options.secrets` are those with which the data were opened.
  open_store(std::unique_ptr<data_file> data, const store_options& options)
      : options_{options}, data_{std::move(data)}, reader_{options},
        commits_{options_, data_->keeper}, writer_{data_->db, options, commits_} {}

  storage::writer& writer() override { return writer_; }
  storage::reader& reader() override { return reader_; }
  void on_failure(std::function<void(error)> callback) override {
    writer_.on_failure(std::move(callback));
  }
  const std::string& import_directory() const override { return import_directory_; }
  void stop() override { writer_.stop(); }

  result<std::optional<restored_hold>> hold_if_restored(instant now) override {
    if (!data_->restored_over)
      return std::optional<restored_hold>{};
    std::promise<result<std::optional<restored_hold>>> held;
    const auto epoch = new_epoch();
    journal_position head = 0;
    writer_.submit<restored_hold>(
        [&](transaction& tx) {
          head = tx.last_position();
          return hold_restored(tx, epoch, *data_->restored_over, now);
        },
        [&](result<restored_hold> done) {
          if (!done)
            held.set_value(fail(std::move(done.error())));
          else if (auto begun = data_->keeper.begin(epoch, head); !begun)
            held.set_value(fail(std::move(begun.error())));
          else
            held.set_value(std::optional{std::move(*done)});
        });
    auto done = held.get_future().get();
    if (done)
      data_->restored_over.reset();
    return done;
  }

  result<std::string> backup(instant now, const std::function<void(int, int)>& progress,
                             backup_origin by) override {
    try {
      const auto source = open_reader(options_);
      return write_backup(*source, storage::backup_directory(options_), now, by, progress);
    } catch (const sqlite_error& failure) {
      return fail(to_error(failure));
    }
  }

  result<carried> export_everything(instant now) override {
    try {
      const auto source = open_reader(options_);
      return write_export(*source, storage::backup_directory(options_), now);
    } catch (const sqlite_error& failure) {
      return fail(to_error(failure));
    }
  }
  std::string backup_directory() const override { return storage::backup_directory(options_); }

  result<verification> verify(const std::function<void(std::int64_t)>& progress) override {
    try {
      read_connection from{options_};
      return from.in_snapshot([&] { return storage::verify(from.db(), from.tables, progress); });
    } catch (const sqlite_error& failure) {
      return fail(to_error(failure));
    }
  }

private:
  const store_options options_;
  const std::string import_directory_ = storage::import_directory(options_);
  std::unique_ptr<data_file> data_; ///< first, so that it is closed last
  pooled_reader reader_;
  local_commits commits_;
  commit_writer writer_; ///< last: its completions may still read
};

} // namespace

result<std::unique_ptr<store>> store::open(store_options options) {
  auto data = open_data(options);
  if (!data)
    return fail(std::move(data.error()));
  options.secrets = (*data)->db.shared_secrets();
  try {
    return std::make_unique<open_store>(std::move(*data), options);
  } catch (const sqlite_error& failure) {
    return fail(to_error(failure));
  }
}

result<verification> verify_offline(const store_options& options,
                                    const std::function<void(std::int64_t)>& progress) {
  auto data = open_data_offline(options);
  if (!data)
    return fail(std::move(data.error()));
  try {
    auto& db = (*data)->db;
    table_set tables{db};
    db.execute("BEGIN");
    return verify(db, tables, progress);
  } catch (const sqlite_error& failure) {
    return fail(to_error(failure));
  }
}

} // namespace sojourn::storage
