using System.Diagnostics;
using System.Globalization;

namespace Trama.Processes;

/// <summary>What travels with a call beside its arguments: culture, and the activity that it is part of.</summary>
internal sealed record CallSurroundings(
    string Culture, string UICulture, string? TraceParent, string? TraceState, KeyValuePair<string, string?>[] Baggage)
{
    // Nearly all calls are made under the same culture and under no activity. Replaced as a whole, so that threads see one pair or another.
    private static Encoded? _last;

    /// <summary>This thread's surroundings as they go over the channel.</summary>
    public static byte[] CaptureEncoded()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo uiCulture = CultureInfo.CurrentUICulture;
        if (Activity.Current is { } activity)
            return new CallSurroundings(culture.Name, uiCulture.Name, activity.Id, activity.TraceStateString, [.. activity.Baggage]).Encode();
        if (_last is { } last && last.Culture == culture && last.UICulture == uiCulture)
            return last.Bytes;
        byte[] bytes = new CallSurroundings(culture.Name, uiCulture.Name, null, null, []).Encode();
        _last = new Encoded(culture, uiCulture, bytes);
        return bytes;
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

    /// <summary>Puts the cultures around a function that is about to run on this thread.</summary>
    public void SetCulture()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(Culture);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(UICulture);
    }

    /// <summary>Starts the function's part of the caller's activity; null where there is none. Dispose to end it.</summary>
    public Activity? StartActivity(string function)
    {
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

    private byte[] Encode()
    {
        var writer = new PayloadWriter(CodecSet.Plain);
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

        return writer.Written.ToArray();
    }

    private sealed record Encoded(CultureInfo Culture, CultureInfo UICulture, byte[] Bytes);
}
