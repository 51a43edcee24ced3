using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Trama.Tests.Design;

/// <summary>Libraries hand data to their caller; what is printed, where and in which language is the command line's alone.</summary>
public sealed class ConsoleTests
{
    [Theory]
    [InlineData("Trama")]
    [InlineData("Trama.Testing")]
    [InlineData("Trama.Jobs")]
    public void Library_never_touches_the_console(string project)
    {
        var touches =
            from file in SourceFile.Below("src", project)
            from access in file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            where access.Expression.ToString() is "Console" or "System.Console" or "global::System.Console"
            select $"{file.Name}({access.GetLocation().GetLineSpan().StartLinePosition.Line + 1}): {access}";

        Assert.Empty(touches);
    }
}
