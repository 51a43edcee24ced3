using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>One step of a chain. Stateless: the same instance serves every photo.</summary>
internal interface IFilter
{
    /// <summary>What is to be computed after <paramref name="image"/>, which is upright and has eight bits, in sRGB or in grey.</summary>
    VipsImage Apply(VipsImage image);
}
