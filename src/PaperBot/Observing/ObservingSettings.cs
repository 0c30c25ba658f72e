using PaperBot.Settings;

namespace PaperBot.Observing;

/// <summary>How the program tells an operator what it does.</summary>
public sealed record ObservingSettings
{
    /// <summary>How log lines on stderr are written.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>The least level that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Whether <c>/metrics</c> answers Prometheus.</summary>
    public bool Prometheus { get; init; } = true;

    /// <summary>Where traces and metrics are sent by OTLP; null sends none.</summary>
    public Uri? OtlpEndpoint { get; init; }

    public OtlpTransport OtlpProtocol { get; init; } = OtlpTransport.Http;

    /// <summary>What the collector wants to see in every request, as <c>name=value,name=value</c>: usually a key.</summary>
    public string? OtlpHeaders { get; init; }

    public static ObservingSettings Read(SettingsReader reader)
    {
        var defaults = new ObservingSettings();
        return new ObservingSettings
        {
            LogFormat = reader.Choice("Logs:Format", defaults.LogFormat),
            LogLevel = reader.Choice("Logs:Level", defaults.LogLevel),
            Prometheus = reader.Flag("Telemetry:Prometheus", defaults.Prometheus),
            OtlpEndpoint = reader.Address("Telemetry:OtlpEndpoint"),
            OtlpProtocol = reader.Choice("Telemetry:OtlpProtocol", defaults.OtlpProtocol),
            OtlpHeaders = reader.Secret("Telemetry:OtlpHeaders"),
        };
    }
}

public enum LogFormat
{
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

public enum OtlpTransport
{
    /// <summary>Protocol buffers over HTTP, to <c>/v1/traces</c> and <c>/v1/metrics</c> under the endpoint.</summary>
    Http,
    Grpc,
}
