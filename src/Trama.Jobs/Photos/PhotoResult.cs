using System.Text.Json.Serialization;
using Trama.Jobs.Files;

namespace Trama.Jobs.Photos;

/// <summary>What one photo needs: it crosses to worker processes.</summary>
/// <param name="Path">Its path, as the bytes that it is.</param>
/// <param name="Output">The file to make, as a full path.</param>
/// <param name="Recipe">What is to become of it.</param>
internal sealed record PhotoInput(byte[] Path, string Output, PhotoRecipe Recipe);

/// <summary>What a photo has become.</summary>
/// <param name="Format">jpeg, png or webp.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Frames">How many the original has; the first of them was taken.</param>
internal sealed record PhotoResult(string Format, int Width, int Height, long Bytes, int Frames);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PhotoInput))]
[JsonSerializable(typeof(PhotoResult))]
internal sealed partial class PhotoContext : JsonSerializerContext;
