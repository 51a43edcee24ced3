namespace Trama.Jobs.Compare.Rounds;

/// <summary>Runs one round in a child process and brings its answer back; whatever happens, the child and its tree are gone then.</summary>
internal sealed class RoundLauncher(RoundProgram program)
{
    // After its answer a child only has to return from Main.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>The round's measures, or the reason why the model failed.</summary>
    /// <exception cref="JobException">An item failed: that is no fault of the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the child was killed.</exception>
    public async Task<RoundOutcome> RunAsync(RoundSpec spec, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        await using var child = ChildProcess.Start(program, HiddenCommands.Round);
        try
        {
            return await TalkAsync(child, spec, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, Notices.Create(Notices.RoundTimedOut, ("model", spec.Model), ("seconds", timeout.TotalSeconds)));
        }
    }

    private static async Task<RoundOutcome> TalkAsync(ChildProcess child, RoundSpec spec, CancellationToken cancellationToken)
    {
        await SendAsync(child, spec, cancellationToken);
        while (await child.ReadLineAsync(cancellationToken) is { } line)
        {
            if (RoundJson.ReadResult(line) is not { } result) continue;
            await child.EndAsync(Farewell, cancellationToken);
            return Judge(result, spec);
        }

        var code = await child.EndAsync(Farewell, cancellationToken);
        return new(null, Notices.Create(
            Notices.RoundDied, ("model", spec.Model), ("exitCode", code), ("tail", child.Tail)));
    }

    private static async Task SendAsync(ChildProcess child, RoundSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            await child.Input.WriteLineAsync(RoundJson.Write(spec).AsMemory(), cancellationToken);
            await child.Input.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // It died before it read: its end, which is read next, says more than the broken pipe.
        }
    }

    private static RoundOutcome Judge(RoundResult result, RoundSpec spec)
    {
        if (result.JobFault is { } fault) throw JobFaults.Parse(fault)!;
        return result.Measure is not null
            ? new(result, null)
            : new(null, Notices.Create(
                Notices.RoundThrew, ("model", spec.Model), ("exception", result.Exception ?? ""), ("message", result.Message ?? "")));
    }
}

/// <summary>How a round ended: exactly one of the two is there.</summary>
internal sealed record RoundOutcome(RoundResult? Result, Notice? Failure);
