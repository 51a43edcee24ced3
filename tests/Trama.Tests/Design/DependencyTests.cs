using System.Xml.Linq;

namespace Trama.Tests.Design;

/// <summary>Dependencies point one way: Cli → Jobs → Trama, and the library stands on the base class library alone.</summary>
public sealed class DependencyTests
{
    // What each project may stand on. A new project gets a row here, which is the moment to think about the direction.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Trama"] = [],
        ["Trama.Testing"] = ["Trama"],
        ["Trama.Analyzers"] = [],
        ["Trama.CodeFixes"] = ["Trama.Analyzers"],
        ["Trama.Jobs"] = ["Trama"],
        ["Trama.Cli"] = ["Trama.Jobs", "Trama"],
    };

    [Fact]
    public void Projects_reference_only_what_lies_below_them()
    {
        var wrong =
            from project in Projects()
            from reference in References(project, "ProjectReference")
            let target = Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'))
            where !Allowed.TryGetValue(Name(project), out string[]? allowed) || !allowed.Contains(target)
            select $"{Name(project)} -> {target}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Library_references_no_package() =>
        Assert.Empty(References(Repository.PathTo("src", "Trama", "Trama.csproj"), "PackageReference"));

    [Fact]
    public void Built_library_needs_only_the_runtimes_own_assemblies()
    {
        // Through a type that exists whatever else the library holds: its assembly is what ships.
        var foreign = typeof(ExecutionLock).Assembly.GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not "Microsoft.Win32.Primitives");

        Assert.Empty(foreign);
    }

    private static IEnumerable<string> Projects() =>
        Directory.EnumerateFiles(Repository.PathTo("src"), "*.csproj", SearchOption.AllDirectories);

    // What is only built before a project, to be packed with it, is nothing that it stands on.
    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(project).Descendants(kind).Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => (string)reference.Attribute("Include")!);

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project);
}
