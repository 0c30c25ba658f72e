namespace PaperBot.Diagnosing;

public static class DiagnosingSetup
{
    public static IServiceCollection AddDiagnosing(this IServiceCollection services) =>
        services.AddSingleton<Doctor>().AddSingleton<StoreDoctor>().AddSingleton<SourceDoctor>().AddSingleton<ModelDoctor>();
}
