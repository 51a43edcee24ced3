using System.Text.Json.Serialization;
using Trama.Jobs.Engine;
using Trama.Jobs.Files;

namespace Trama.Jobs.Hash;

/// <summary>What one file needs: it crosses to worker processes.</summary>
/// <param name="Path">Its path, as the bytes that it is.</param>
/// <param name="Algorithm">One of <see cref="Algorithms.All"/>.</param>
/// <param name="Seen">The state in which the planner saw it.</param>
internal sealed record HashInput(byte[] Path, string Algorithm, FileState Seen);

/// <summary>A file's digest.</summary>
/// <param name="Digest">Lower-case hexadecimal.</param>
/// <param name="Bytes">How many were read.</param>
/// <param name="Identity">The state in which it was read; null when it is too young to tell a later change.</param>
/// <param name="ReadUs">Microseconds spent in opening and reading.</param>
/// <param name="HashUs">Microseconds spent in computing.</param>
internal sealed record HashResult(string Digest, long Bytes, string? Identity, double ReadUs, double HashUs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HashInput[]))]
[JsonSerializable(typeof(ItemOutcome<HashResult>[]))]
[JsonSerializable(typeof(HashResult))]
internal sealed partial class HashContext : JsonSerializerContext;
