using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Trama.Jobs.Files;

namespace Trama.Jobs.Method;

/// <summary>Looks at a file's metadata before it is loaded, so that what does not fit is named for what it is.</summary>
internal static class AssemblyProbe
{
    /// <exception cref="JobException">TRM0740: no such file. TRM0741: no assembly. TRM0742: for another framework. TRM0722: unreadable.</exception>
    public static void Check(string path)
    {
        switch (FileKinds.Of(path))
        {
            case FileKind.Missing: throw JobErrors.AssemblyMissing(path);
            case FileKind.Folder: throw JobErrors.NotAFile(path, "folder");
            case FileKind.Other: throw JobErrors.NotAFile(path, "special");
        }

        if (FrameworkOf(path) is { } framework && !Fits(framework))
            throw JobErrors.OtherFramework(path, framework.FullName, RuntimeInformation.FrameworkDescription, $".NET {Environment.Version.Major}.{Environment.Version.Minor}");
    }

    // The .NET that runs this runs what was built for it, for older ones, and for .NET Standard.
    private static bool Fits(FrameworkName framework)
        => framework.Identifier == ".NETStandard"
            || (framework.Identifier == ".NETCoreApp" && framework.Version <= new Version(Environment.Version.Major, Environment.Version.Minor));

    private static FrameworkName? FrameworkOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var image = new PEReader(file);
            if (!image.HasMetadata) throw JobErrors.NotAnAssembly(path);
            var metadata = image.GetMetadataReader();
            if (!metadata.IsAssembly) throw JobErrors.NotAnAssembly(path);
            return AttributeOf(metadata) ?? (ReferencesOldFramework(metadata) ? new(".NETFramework", new(4, 0)) : null);
        }
        catch (Exception cause) when (cause is BadImageFormatException or OverflowException)
        {
            throw JobErrors.NotAnAssembly(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw JobErrors.Unreadable(path, cause.Message);
        }
    }

    private static FrameworkName? AttributeOf(MetadataReader metadata)
    {
        foreach (var handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (NameOf(metadata, attribute) != nameof(TargetFrameworkAttribute)) continue;
            // A custom attribute's blob: the prolog 0x0001, then its one constructor argument, a length-prefixed string.
            var blob = metadata.GetBlobReader(attribute.Value);
            if (blob.ReadUInt16() == 1 && blob.ReadSerializedString() is { } text) return new FrameworkName(text);
        }

        return null;
    }

    private static string? NameOf(MetadataReader metadata, CustomAttribute attribute)
        => attribute.Constructor.Kind == HandleKind.MemberReference
            && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
            ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name)
            : null;

    // Assemblies from before the attribute existed, and those built without it.
    private static bool ReferencesOldFramework(MetadataReader metadata)
        => metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
            .Any(reference => metadata.StringComparer.Equals(reference.Name, "mscorlib") && reference.Version.Major is 2 or 4);
}
