using System.Reflection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Primitives;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using PaperBot.Settings;

namespace PaperBot.Observing;

public static class ObservingSetup
{
    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"];

    /// <summary>Log lines on stderr, redacted; stdout belongs to <c>--announce</c> and <c>--json</c>.</summary>
    public static ILoggingBuilder AddLogLines(this ILoggingBuilder logging, ObservingSettings settings)
    {
        logging.ClearProviders();
        logging.AddConsole();
        logging.Services.AddSingleton<ConsoleFormatter>(provider => new LogLines(
            provider.GetRequiredService<Redactor>(),
            settings.LogFormat,
            provider.GetRequiredService<TimeProvider>()
        ));
        // After everybody else: under systemd the host would put a formatter of its own in, which knows nothing of secrets.
        logging.Services.PostConfigure<ConsoleLoggerOptions>(console =>
        {
            console.FormatterName = LogLines.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        return logging;
    }

    /// <summary>Metrics for Prometheus, metrics and traces by OTLP, each as the settings say.</summary>
    public static IServiceCollection AddObserving(this IServiceCollection services, ObservingSettings settings)
    {
        services.AddSingleton<StateGauges>().AddHostedService(provider => provider.GetRequiredService<StateGauges>());
        if (settings is { Prometheus: false, OtlpEndpoint: null })
        {
            return services;
        }

        services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService("paperbot", serviceVersion: Version, serviceInstanceId: Environment.MachineName)
            )
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter("PaperBot.*", "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                    .AddRuntimeInstrumentation();
                if (settings.Prometheus)
                {
                    metrics.AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0);
                }

                if (settings.OtlpEndpoint is not null)
                {
                    metrics.AddOtlpExporter(otlp => Export(otlp, settings, "v1/metrics"));
                }
            })
            .WithTracing(tracing =>
            {
                // Nobody listens, nothing is traced: without an exporter a span costs nothing.
                if (settings.OtlpEndpoint is null)
                {
                    return;
                }

                tracing
                    .AddSource("PaperBot.*", "Npgsql")
                    .AddAspNetCoreInstrumentation(web => web.Filter = context => !IsOperators(context.Request.Path))
                    .AddHttpClientInstrumentation()
                    // The first processor is the first to see a span, so nothing behind it sees a secret.
                    .AddProcessor(provider => new RedactingProcessor(provider.GetRequiredService<Redactor>()))
                    .AddOtlpExporter(otlp => Export(otlp, settings, "v1/traces"));
            });
        return services;
    }

    /// <summary><c>/metrics</c>, for the operator alone: what a proxy passes on from outside is told that there is no such page.</summary>
    public static void MapMetrics(this WebApplication app, ObservingSettings settings)
    {
        if (!settings.Prometheus)
        {
            return;
        }

        app.UseWhen(
            context => context.Request.Path == "/metrics",
            metrics =>
            {
                metrics.Use(
                    async (context, next) =>
                    {
                        if (ProxyHeaders.Any(header => !StringValues.IsNullOrEmpty(context.Request.Headers[header])))
                        {
                            context.Response.StatusCode = StatusCodes.Status404NotFound;
                            return;
                        }

                        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
                        {
                            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                            context.Response.Headers.Allow = "GET, HEAD";
                            return;
                        }

                        await context.RequestServices.GetRequiredService<StateGauges>().RefreshAsync(context.RequestAborted);
                        await next(context);
                    }
                );
                metrics.UseOpenTelemetryPrometheusScrapingEndpoint();
            }
        );
    }

    private static string Version =>
        typeof(ObservingSetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    private static bool IsOperators(PathString path) =>
        path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase) || path == "/metrics";

    private static void Export(OtlpExporterOptions otlp, ObservingSettings settings, string signal)
    {
        var isHttp = settings.OtlpProtocol is OtlpTransport.Http;
        otlp.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        otlp.Endpoint = isHttp ? Under(settings.OtlpEndpoint!, signal) : settings.OtlpEndpoint!;
        otlp.Headers = settings.OtlpHeaders;
    }

    private static Uri Under(Uri endpoint, string signal) =>
        new(endpoint.AbsoluteUri.EndsWith('/') ? endpoint : new Uri(endpoint.AbsoluteUri + "/"), signal);
}
