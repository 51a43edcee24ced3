using System.Diagnostics;
using System.Globalization;
using Trama.Processes.Functions;

namespace Trama.Processes;

/// <summary>A call as it will cross: the function's name, the caller's surroundings and the encoded arguments, taken on the caller's thread.</summary>
internal sealed record PreparedCall(FunctionReference Function, CallSurroundings Surroundings, bool Measure, ReadOnlyMemory<byte> Arguments)
{
    public static PreparedCall Of(Call call, CodecSet codecs, bool measure)
    {
        FunctionReference function = FunctionNaming.Of(call.Function);
        var writer = new PayloadWriter(codecs);
        try
        {
            call.EncodeArguments(writer);
        }
        catch (PayloadException error)
        {
            // Misuse is an ArgumentException wherever it is found; the codec's own error says which member.
            throw new ArgumentException(error.Message, error);
        }

        return new PreparedCall(function, CallSurroundings.Capture(), measure, writer.Written);
    }

    /// <summary>Writes the call as it goes over the channel, after its number. A function is spelled out the first time only.</summary>
    public void WriteTo(PayloadWriter writer, int function, bool isKnown)
    {
        writer.WriteInt32(function);
        writer.WriteByte(isKnown ? (byte)0 : (byte)1);
        if (!isKnown)
            Function.Write(writer);
        writer.WriteByte(Measure ? (byte)1 : (byte)0);
        Surroundings.Write(writer);
        writer.WriteBytes(Arguments.Span);
    }
}

/// <summary>What travels with a call beside its arguments: culture, and the activity that it is part of.</summary>
internal sealed record CallSurroundings(
    string Culture, string UICulture, string? TraceParent, string? TraceState, KeyValuePair<string, string?>[] Baggage)
{
    public static CallSurroundings Capture()
    {
        Activity? activity = Activity.Current;
        return new CallSurroundings(
            CultureInfo.CurrentCulture.Name,
            CultureInfo.CurrentUICulture.Name,
            activity?.Id,
            activity?.TraceStateString,
            activity is null ? [] : [.. activity.Baggage]);
    }

    public void Write(PayloadWriter writer)
    {
        writer.WriteString(Culture);
        writer.WriteString(UICulture);
        writer.WriteString(TraceParent);
        writer.WriteString(TraceState);
        writer.WriteInt32(Baggage.Length);
        foreach ((string key, string? value) in Baggage)
        {
            writer.WriteString(key);
            writer.WriteString(value);
        }
    }

    public static CallSurroundings Read(ref PayloadReader reader)
    {
        string culture = reader.ReadString()!;
        string uiCulture = reader.ReadString()!;
        string? parent = reader.ReadString();
        string? state = reader.ReadString();
        var baggage = new KeyValuePair<string, string?>[Math.Clamp(reader.ReadInt32(), 0, reader.Remaining)];
        for (int i = 0; i < baggage.Length; i++)
            baggage[i] = new(reader.ReadString()!, reader.ReadString());
        return new CallSurroundings(culture, uiCulture, parent, state, baggage);
    }

    /// <summary>Puts the surroundings around a function that is about to run on this thread. Dispose to end the activity.</summary>
    public Activity? Enter(string function)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(Culture);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(UICulture);
        if (TraceParent is null)
            return null;
        var activity = new Activity(function);
        activity.SetParentId(TraceParent);
        activity.TraceStateString = TraceState;

        // Baggage is read newest first; adding it from the end keeps its order.
        for (int i = Baggage.Length - 1; i >= 0; i--)
            activity.AddBaggage(Baggage[i].Key, Baggage[i].Value);
        return activity.Start();
    }
}
