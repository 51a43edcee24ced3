namespace Trama.Running;

/// <summary>
/// What ends the caller's task, and that task: of a <see cref="TaskCompletionSource{TResult}"/>, or a <see cref="HelpedTask{TResult}"/>. No
/// object of its own, because small calls are what the collector has to carry. Settled once, by whoever ends the call.
/// </summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
internal readonly struct CallCompletion<TResult>
{
    private readonly object _source;

    private CallCompletion(object source) => _source = source;

    public Task<TResult> Task => _source is TaskCompletionSource<TResult> plain ? plain.Task : Helped.Task;

    private HelpedTask<TResult> Helped => (HelpedTask<TResult>)_source;

    // Asynchronous continuations in both: the caller's code never runs on a worker's thread, where it could block or harm other calls.
    public static CallCompletion<TResult> Plain() =>
        new(new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously));

    public static CallCompletion<TResult> HelpedBy(Call call) => new(new HelpedTask<TResult>(call));

    public void SetResult(TResult result)
    {
        if (_source is TaskCompletionSource<TResult> plain)
            plain.SetResult(result);
        else
            Helped.SetResult(result);
    }

    public void SetException(Exception error)
    {
        if (_source is TaskCompletionSource<TResult> plain)
            plain.SetException(error);
        else
            Helped.SetException(error);
    }

    /// <summary>Ends the task in several exceptions. Only functions of this process have several, and nobody helps those.</summary>
    public void SetExceptions(IEnumerable<Exception> errors) => ((TaskCompletionSource<TResult>)_source).SetException(errors);

    /// <summary>Ends the task as cancelled, by a token that is cancelled; a helped one shows a token of its own.</summary>
    public void SetCanceled(CancellationToken by)
    {
        if (_source is TaskCompletionSource<TResult> plain)
            plain.SetCanceled(by);
        else
            Helped.SetCanceled();
    }
}
