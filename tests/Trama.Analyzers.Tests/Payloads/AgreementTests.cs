using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Trama.Analyzers.Tests.Support;
using Trama.Processes.Ipc.Codecs;
using Encodability = Trama.Analyzers.Payloads.Encodability;
using FrameworkTypes = Trama.Analyzers.Payloads.FrameworkTypes;

namespace Trama.Analyzers.Tests.Payloads;

/// <summary>The rule at compile time and the rule at run time are two texts; over one table of types they must say the same.</summary>
public sealed class AgreementTests
{
    private static readonly CSharpCompilation Program = Compile();

    public static TheoryData<int, string> Rows => [.. PayloadTypes.All.Select((type, row) => (row, type.ToString()))];

    [Theory, MemberData(nameof(Rows))]
    public void Analyzer_and_runtime_name_the_same_member_or_none(int row, string name)
    {
        Assert.Equal(AtRunTime(PayloadTypes.All[row]), AtCompileTime(row));
        Assert.NotEmpty(name);
    }

    private static string? AtRunTime(Type type)
    {
        try
        {
            new CodecSet(custom: null).For(type);
            return null;
        }
        catch (PayloadException error)
        {
            return error.Member;
        }
    }

    private static string? AtCompileTime(int row)
    {
        SyntaxTree table = Program.SyntaxTrees[0];
        TypeOfExpressionSyntax[] rows =
        [
            .. table.GetRoot().DescendantNodes().OfType<CollectionExpressionSyntax>().First()
                .DescendantNodes().OfType<TypeOfExpressionSyntax>(),
        ];
        Assert.Equal(PayloadTypes.All.Length, rows.Length);
        ITypeSymbol type = Program.GetSemanticModel(table).GetTypeInfo(rows[row].Type).Type!;
        return new Encodability(new FrameworkTypes(Program)).FindFault(type)?.Member;
    }

    private static CSharpCompilation Compile()
    {
        string table = File.ReadAllText(Repository.PathTo("tests", "Trama.Analyzers.Tests", "Payloads", "PayloadTypes.cs"));
        const string Usings = """
            global using System;
            global using System.Collections.Generic;
            global using System.IO;
            global using System.Linq;
            global using System.Net.Http;
            global using System.Threading;
            global using System.Threading.Tasks;
            """;
        return Source.Compile(table, Usings);
    }
}
