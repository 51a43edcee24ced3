using System.Globalization;
using System.Text.Json;

namespace Trama.Processes.Ipc.Codecs;

/// <summary>One wording for values that can't cross.</summary>
internal static class CodecErrors
{
    public static PayloadException CannotWrite(string what, Exception error, string id) =>
        new($"{what} can't be sent to another process: {Sentence(error)} Pass plain data: numbers, strings, arrays, records of these. ({id})",
            Path(error), error);

    public static PayloadException CannotRead(string what, Exception error, string id) =>
        new($"{what} arrived but can't be read back: {Sentence(error)} ({id})", Path(error), error);

    public static PayloadException NotEncodable(Type declared, string member, string why) =>
        new($"{declared.Name} can't cross the boundary between processes: {member} {why}. "
            + "Pass plain data, or plug an IPayloadCodec into ProcessExecutorOptions. (TRM0516)", member);

    public static PayloadException TooLong() =>
        new(string.Create(
                CultureInfo.InvariantCulture,
                $"The values of one call take more than {Array.MaxLength:N0} bytes, the most that one message carries. ")
            + "Pass a file name or a SharedArray, or split the work. (TRM0512)", member: null);

    private static string? Path(Exception error) => (error as JsonException)?.Path;

    private static string Sentence(Exception error)
    {
        string text = error.Message.ReplaceLineEndings(" ").Trim();
        return text.EndsWith('.') ? text : text + ".";
    }
}
