using PaperBot.Storage;

namespace PaperBot.Tests.Papers;

public sealed class SqlitePaperStoreTests() : PaperStoreCompliance(StoreProvider.Sqlite);

public sealed class PostgresPaperStoreTests() : PaperStoreCompliance(StoreProvider.Postgres);
