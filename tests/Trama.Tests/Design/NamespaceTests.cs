namespace Trama.Tests.Design;

/// <summary>A user sees one namespace; inside, a type's namespace says which folder it is in.</summary>
public sealed class NamespaceTests
{
    // The runtime calls startup hooks by this very name, and looks for it outside of any namespace.
    private const string StartupHook = "StartupHook";

    [Theory]
    [InlineData("Trama")]
    [InlineData("Trama.Testing")]
    public void Public_types_live_in_the_projects_own_namespace(string project)
    {
        var strays =
            from file in SourceFile.Below("src", project)
            from type in file.TopLevelTypes()
            where SourceFile.IsPublic(type) && SourceFile.NamespaceOf(type) != project
            select $"{file.Name}: public {SourceFile.NameOf(type)} is in '{SourceFile.NamespaceOf(type)}', not in '{project}'";

        Assert.Empty(strays);
    }

    [Theory]
    [InlineData("Trama")]
    [InlineData("Trama.Testing")]
    public void Internal_types_live_in_their_folders_namespace(string project)
    {
        var strays =
            from file in SourceFile.Below("src", project)
            let expected = Expected(project, file)
            from type in file.TopLevelTypes()
            let name = SourceFile.NameOf(type)
            where !SourceFile.IsPublic(type) && name != StartupHook && SourceFile.NamespaceOf(type) != expected
            where !IsPartOfPublicType(project, name)
            select $"{file.Name}: internal {name} is in '{SourceFile.NamespaceOf(type)}', not in '{expected}'";

        Assert.Empty(strays);
    }

    [Theory]
    [InlineData("Trama.Analyzers")]
    [InlineData("Trama.CodeFixes")]
    [InlineData("Trama.Jobs")]
    [InlineData("Trama.Cli")]
    public void Other_projects_keep_below_their_own_namespace(string project)
    {
        var strays =
            from file in SourceFile.Below("src", project)
            from type in file.TopLevelTypes()
            where !$"{SourceFile.NamespaceOf(type)}.".StartsWith($"{project}.", StringComparison.Ordinal)
            select $"{file.Name}: {SourceFile.NameOf(type)} is in '{SourceFile.NamespaceOf(type)}', not below '{project}'";

        Assert.Empty(strays);
    }

    private static string Expected(string project, SourceFile file)
    {
        string folder = Path.GetRelativePath(Repository.PathTo("src", project), Path.GetDirectoryName(file.Path)!);
        return folder == "." ? project : $"{project}.{folder.Replace(Path.DirectorySeparatorChar, '.')}";
    }

    // `partial class X` without a modifier of its own, when another file declares X public.
    private static bool IsPartOfPublicType(string project, string name) =>
        SourceFile.Below("src", project).SelectMany(file => file.TopLevelTypes())
            .Any(type => SourceFile.IsPublic(type) && SourceFile.NameOf(type) == name);
}
