namespace Trama.Jobs.Photos;

/// <summary>Which photos, what is to become of them, and where.</summary>
/// <param name="Inputs">Photos, and folders that stand for all photos below them.</param>
/// <param name="Output">The folder for what is made.</param>
/// <param name="Recipe">What is to become of each.</param>
internal sealed record PhotosRequest(IReadOnlyList<string> Inputs, string Output, PhotoRecipe Recipe);
