using System.Text;
using Trama.Jobs.Engine.Outputs;

namespace Trama.Jobs.Tests.Engine;

/// <summary>Does one item, in worker processes too. The first word of its text says how it goes.</summary>
internal static class CopyFunctions
{
    private static int _open;

    public static CopyResult Copy(CopyInput input, CancellationToken cancellationToken)
    {
        var text = File.ReadAllText(Path.Combine(input.Root, "in", input.Name));
        var note = Path.Combine(input.Root, "notes", input.Name);
        File.AppendAllText(note, ".");
        switch (text.Split(' ')[0])
        {
            case "bad":
                throw JobErrors.Unreadable(input.Name, "it is bad");
            case "hopeless":
                throw JobErrors.BadWatermark(input.Name, "it is bad for all");
            case "odd":
                throw new InvalidOperationException("it is odd");
            case "crash" or "crash-once" when text[5] == ' ' || File.ReadAllText(note).Length == 1:
                Environment.FailFast("crash");
                break;
            case "part":
                using (OutputFile.Create(Path.Combine(input.Root, "out", input.Name))) Environment.FailFast("crash");
                break;
            case "hang":
                cancellationToken.WaitHandle.WaitOne();
                cancellationToken.ThrowIfCancellationRequested();
                break;
            case "wait":
                // Until the test says so, whatever the token says.
                while (!File.Exists(note + ".go")) Thread.Sleep(5);
                break;
            case "scarce":
                return WithScarceFiles(() => Write(input, text));
        }
        return Write(input, text);
    }

    private static CopyResult Write(CopyInput input, string text)
    {
        using var output = OutputFile.Create(Path.Combine(input.Root, "out", input.Name));
        output.Write(Encoding.UTF8.GetBytes(text.ToUpperInvariant()));
        output.Commit();
        return new(text.Length);
    }

    // As if two at once were more than the system lets be open.
    private static CopyResult WithScarceFiles(Func<CopyResult> write)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > 1) throw new IOException("Too many open files", 24);
            Thread.Sleep(2);
            return write();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
