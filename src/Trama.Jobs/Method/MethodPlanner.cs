using Trama.Jobs.Compare;
using Trama.Jobs.Files;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Method;

/// <summary>Loads the method once to check it, and every line of its inputs against what it takes.</summary>
internal static class MethodPlanner
{
    public static PlannedWork Plan(UserMethodPlan plan)
    {
        var method = UserMethod.Find(plan.Assembly, plan.Method);
        var items = ReadInputs(plan.InputsFile, method);
        return new()
        {
            Items = items,
            Input = Notices.Create(Notices.MethodInput, ("method", plan.Method), ("items", items.Count), ("path", plan.InputsFile)),
            LeftOut = LeftOut(plan.Method, method.IsAsync),
        };
    }

    private static Dictionary<string, Notice> LeftOut(string name, bool isAsync)
    {
        var leftOut = new Dictionary<string, Notice> { [ModelNames.Gil] = Notices.Create(Notices.MethodTakesNoLock, ("method", name)) };
        if (!isAsync) leftOut[ModelNames.Async] = Notices.Create(Notices.MethodNeverAwaits, ("method", name));
        return leftOut;
    }

    private static List<string> ReadInputs(string path, UserMethod method)
    {
        switch (FileKinds.Of(path))
        {
            case FileKind.Missing: throw JobErrors.PathMissing(path);
            case FileKind.Folder: throw JobErrors.NotAFile(path, "folder");
            case FileKind.Other: throw JobErrors.NotAFile(path, "special");
        }

        var lines = TextLines.Read(path);
        if (lines.Count == 0) throw JobErrors.InputsEmpty(path);
        foreach (var (text, line) in lines) Check(path, line, text, method);
        return [.. lines.Select(line => line.Text)];
    }

    private static void Check(string path, int line, string text, UserMethod method)
    {
        if (!Parses(text, method)) throw JobErrors.InputLine(path, line, text, ArgumentTexts.NameOf(method.ArgumentType));
    }

    private static bool Parses(string text, UserMethod method)
    {
        try
        {
            return method.Parse(text) is not FileInfo file || FileKinds.Of(file.FullName) == FileKind.Regular;
        }
        catch (Exception cause) when (cause is FormatException or OverflowException or ArgumentException)
        {
            return false;
        }
    }
}
