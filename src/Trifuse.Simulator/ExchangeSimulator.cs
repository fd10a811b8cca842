using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trifuse.Simulator.Wire;
using Trifuse.Simulator.Wire.Streams;
using Trifuse.Simulator.Worlds;

namespace Trifuse.Simulator;

/// <summary>
/// Starts a KuCoin-compatible exchange on loopback: HTTPS, WSS, accounts, matching, market data.
/// </summary>
public static class ExchangeSimulator
{
    /// <exception cref="SimulatorStartException">
    /// An option is out of its range, the port is taken, or the data or CA file cannot be used.
    /// </exception>
    public static async Task<RunningSimulator> StartAsync(SimulatorOptions options,
        CancellationToken cancellation)
    {
        options.Validate();
        IMarketWorld world = LoadWorld(options);
        Certificates certificates = CreateCertificates(options);
        var engine = new SimulatorCore(options, world, new ShiftedTime(options.ClockShift));
        WebApplication app = BuildApp(options, certificates, engine);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            engine.Dispose();
            certificates.Dispose();
            throw new SimulatorStartException(
                "Port " + options.Port
                    + " on 127.0.0.1 is in use. Choose another one with --port, or 0 for any.", e);
        }

        engine.Start();
        return new RunningSimulator(options, app, engine, world, certificates);
    }

    private static IMarketWorld LoadWorld(SimulatorOptions options)
    {
        try
        {
            return WorldFactory.Create(options);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new SimulatorStartException(e.Message, e) { IsBadInput = true };
        }
    }

    private static Certificates CreateCertificates(SimulatorOptions options)
    {
        try
        {
            if (options.CaKeyFile is { } keyFile)
            {
                return Certificates.Keep(options.CaFile!, keyFile, TimeProvider.System);
            }

            var certificates = new Certificates(TimeProvider.System);
            if (options.CaFile is { } caFile)
            {
                File.WriteAllText(caFile, certificates.CaPem);
            }

            return certificates;
        }
        catch (CryptographicException e)
        {
            string message = "The CA file " + options.CaFile + " and its key " + options.CaKeyFile
                + " do not belong together: " + e.Message;
            throw new SimulatorStartException(message, e) { IsBadInput = true };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SimulatorStartException(
                "The CA file " + options.CaFile + " cannot be written: " + e.Message, e);
        }
    }

    private static WebApplication BuildApp(SimulatorOptions options, Certificates certificates,
        SimulatorCore core)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = [], ApplicationName = "trifuse-sim" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;

            // Streams have their own rule for clients that do not keep up.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificates.Server;
                    https.ServerCertificateChain = [certificates.Authority];
                });
            });
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));

        // The verb handles signals itself; the host must not write about its life on the console.
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        WebApplication app = builder.Build();
        app.Run(context => Serve(core, context));
        return app;
    }

    private static Task Serve(SimulatorCore core, HttpContext context)
    {
        if (core.Control is { } control
            && context.Request.Path.StartsWithSegments("/sim", StringComparison.Ordinal))
        {
            return control.ServeAsync(context);
        }

        if (core.KeepsState)
        {
            context.Response.OnStarting(() =>
            {
                core.Commit();
                return Task.CompletedTask;
            });
        }

        return SocketUpgrade.IsAsked(context)
            ? core.Streams.ServeAsync(context)
            : core.RestFaults.ServeAsync(context);
    }

    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
