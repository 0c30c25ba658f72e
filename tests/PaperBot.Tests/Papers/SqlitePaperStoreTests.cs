using PaperBot.Fakes;
using PaperBot.Storage;

namespace PaperBot.Tests.Papers;

public sealed class SqlitePaperStoreTests : PaperStoreCompliance
{
    private TemporaryStore? _temporary;

    protected override async Task<Store> CreateStoreAsync()
    {
        _temporary = await TemporaryStore.CreateAsync(TimeProvider.System, Stop);
        return _temporary.Store;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _temporary!.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
