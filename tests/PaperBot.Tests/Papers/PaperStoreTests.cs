using PaperBot.Fakes;
using PaperBot.Storage;

namespace PaperBot.Tests.Papers;

public abstract class PaperStoreOn(StoreProvider provider) : PaperStoreCompliance
{
    private TemporaryStore? _temporary;

    protected override async Task<Store> CreateStoreAsync()
    {
        _temporary = await TemporaryStore.CreateAsync(provider, TimeProvider.System, Stop);
        return _temporary.Store;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _temporary!.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class SqlitePaperStoreTests() : PaperStoreOn(StoreProvider.Sqlite);

public sealed class PostgresPaperStoreTests() : PaperStoreOn(StoreProvider.Postgres);
