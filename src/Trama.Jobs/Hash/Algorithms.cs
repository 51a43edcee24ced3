using System.Security.Cryptography;

namespace Trama.Jobs.Hash;

/// <summary>The digests that can be asked for. None is a tree, so one file's can't be computed in parallel.</summary>
internal static class Algorithms
{
    public const string Default = "sha256";

    private const int Md5Digits = 32;
    private const int Sha1Digits = 40;
    private const int Sha256Digits = 64;
    private const int Sha384Digits = 96;
    private const int Sha512Digits = 128;

    /// <summary>Their names, as options and in JSON.</summary>
    public static IReadOnlyList<string> All { get; } = ["sha256", "sha1", "sha384", "sha512", "md5"];

    /// <summary>.NET's name of an algorithm.</summary>
    /// <exception cref="JobException">TRM0787: there is none of that name.</exception>
    public static HashAlgorithmName Of(string algorithm) => algorithm switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha1" => HashAlgorithmName.SHA1,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        "md5" => HashAlgorithmName.MD5,
        _ => throw JobErrors.UnknownAlgorithm(algorithm, All),
    };

    /// <summary>Hexadecimal digits of a digest.</summary>
    public static int DigitsOf(string algorithm) => algorithm switch
    {
        "md5" => Md5Digits,
        "sha1" => Sha1Digits,
        "sha384" => Sha384Digits,
        "sha512" => Sha512Digits,
        _ => Sha256Digits,
    };

    /// <summary>The algorithm whose digests have so many digits, or null.</summary>
    public static string? WithDigits(int digits) => All.FirstOrDefault(algorithm => DigitsOf(algorithm) == digits);

    /// <summary>How BSD's lines name it.</summary>
    public static string TagOf(string algorithm) => algorithm.ToUpperInvariant();

    /// <summary>The algorithm that a BSD line names, or null.</summary>
    public static string? WithTag(ReadOnlySpan<char> tag)
    {
        foreach (var algorithm in All)
        {
            if (tag.SequenceEqual(TagOf(algorithm))) return algorithm;
        }
        return null;
    }
}
