using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace PaperBot.Fakes.Postgres;

/// <summary>
/// A PostgreSQL server of the tests' own: fresh data folder, free port, loopback only, run by an unprivileged user. It ends with the
/// process that started it.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private static readonly Lazy<PostgresServer> SharedServer = new(() => new PostgresServer());

    private readonly string _bin;
    private readonly string _folder;
    private readonly int _port;

    public PostgresServer()
    {
        _bin = FindPrograms();
        _folder = Path.Combine(Path.GetTempPath(), $"paperbot-postgres-{Guid.NewGuid():N}");
        _port = FreePort();
        Directory.CreateDirectory(_folder);
        if (Environment.IsPrivilegedProcess)
        {
            // initdb refuses to run as root; Debian's package brings this user.
            Run("chown", "postgres", _folder);
        }

        RunAsOwner("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        Start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    /// <summary>One server for all tests of a process.</summary>
    public static PostgresServer Shared => SharedServer.Value;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>A new, empty database, and how to reach it.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var name = $"t{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is made right here.
        command.CommandText = $"create database {name}";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
        return ConnectionString(name);
    }

    /// <summary>Ends every connection at once, as a crash of the server would.</summary>
    public void StopAtOnce() => RunAsOwner("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    public void Start() =>
        RunAsOwner(
            "pg_ctl",
            "-D",
            Data,
            "-w",
            "-t",
            "60",
            "-l",
            Path.Combine(_folder, "log"),
            "-o",
            string.Create(
                CultureInfo.InvariantCulture,
                $"-c listen_addresses=127.0.0.1 -p {_port} -c unix_socket_directories='' -c fsync=off -c max_connections=200"
            ),
            "start"
        );

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            try
            {
                StopAtOnce();
            }
            catch (InvalidOperationException)
            {
                // It was stopped before.
            }

            // tests/run.sh searches what is left of all programs: gigabytes take longer than a program that is ending is given.
            if (Environment.GetEnvironmentVariable("TESTS_LEAVE_STORES") == "1")
            {
                return;
            }

            // A secret in any test's database ends the test program with an error.
            Canary.WatchFolder(_folder);

            Directory.Delete(_folder, recursive: true);
        }
    }

    private string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database}");

    private static string FindPrograms()
    {
        const string root = "/usr/lib/postgresql";
        var bin = Directory.Exists(root)
            ? Directory
                .GetDirectories(root)
                .Select(folder => Path.Combine(folder, "bin"))
                .Where(folder => File.Exists(Path.Combine(folder, "initdb")))
                .OrderDescending(StringComparer.Ordinal)
                .FirstOrDefault()
            : null;
        return bin ?? throw new InvalidOperationException("PostgreSQL is not installed; on Debian: apt-get install postgresql.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void RunAsOwner(string program, params string[] arguments)
    {
        var path = Path.Combine(_bin, program);
        if (Environment.IsPrivilegedProcess)
        {
            Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
        }
        else
        {
            Run(path, arguments);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        // Output goes to no pipe of ours: the server would keep it open, and waiting for its end would never end.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$0\" \"$@\" >/dev/null 2>&1");
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }
}
