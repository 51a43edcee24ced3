using Trama.Async;

namespace Trama.Tests.Async;

public sealed class CallbackNameTests
{
    [Fact]
    public void A_method_has_its_types_and_its_own_name() =>
        Assert.Equal("CallbackNameTests.Method", CallbackName.Of(Method));

    [Fact]
    public void A_lambda_is_called_by_the_method_it_is_in()
    {
        var captured = new object();
        Assert.Equal("CallbackNameTests.A_lambda_is_called_by_the_method_it_is_in (lambda)", CallbackName.Of(() => captured.ToString()));
        Assert.Equal("CallbackNameTests.A_lambda_is_called_by_the_method_it_is_in (lambda)", CallbackName.Of(() => { }));
    }

    [Fact]
    public void A_local_function_is_called_by_its_own_name_too()
    {
        Assert.Equal("CallbackNameTests.A_local_function_is_called_by_its_own_name_too.Local", CallbackName.Of(Local));

        static void Local()
        {
        }
    }

    [Theory]
    [InlineData(false, "CallbackNameTests.NamedAsync")]
    [InlineData(true, "CallbackNameTests.An_async_methods_resumption_has_the_methods_name (lambda)")]
    public void An_async_methods_resumption_has_the_methods_name(bool lambda, string expected)
    {
        var context = new CapturingContext();
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            _ = lambda ? new Func<Task>(async () => await Task.Yield())() : NamedAsync();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }

        Assert.Equal(expected, context.Posted.Name);
    }

    private static void Method()
    {
    }

    private static async Task NamedAsync() => await Task.Yield();

    private sealed class CapturingContext : SynchronizationContext
    {
        internal LoopCallback Posted { get; private set; }

        public override void Post(SendOrPostCallback d, object? state) => Posted = new LoopCallback(d, state);
    }
}
