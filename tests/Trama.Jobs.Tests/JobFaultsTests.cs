using System.Reflection;

namespace Trama.Jobs.Tests;

public sealed class JobFaultsTests
{
    [Fact]
    public void An_error_survives_as_text_inside_another_exception()
    {
        var original = JobErrors.UrlStatus("http://a/{b}\"c\n", 500);
        var remote = new InvalidOperationException($"The call ended with {original.GetType()}: {original.Message} (TRM0501)", new FormatException("x"));

        var found = JobFaults.Find(new AggregateException(remote))!;

        Assert.Equal((original.Id, original.Kind), (found.Id, found.Kind));
        Assert.Equal(original.Details, found.Details);
        Assert.Equal(500L, found.Details["status"]);
    }

    [Fact]
    public void Lists_and_fractions_survive_too()
    {
        var found = JobFaults.Parse(JobErrors.UnknownModel("x", ["a", "b"]).Message)!;
        Assert.Equal(["a", "b"], (IEnumerable<string>)found.Details["known"]);
        Assert.Equal(1.5, JobFaults.Parse(JobErrors.UrlTimedOut("u", 1.5).Message)!.Details["seconds"]);
    }

    [Theory]
    [InlineData("all is well")]
    [InlineData("TRM0731 ItemsFailed {\"url\": ")]
    [InlineData("TRM0501 ItemsFailed {}")]
    public void Other_texts_carry_none(string text) => Assert.Null(JobFaults.Find(new InvalidOperationException(text)));

    [Fact]
    public void Every_error_has_an_id_of_its_own_in_the_list()
    {
        var factories = typeof(JobErrors).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.ReturnType == typeof(JobException));
        var ids = factories.Select(factory => ((JobException)factory.Invoke(null, [.. factory.GetParameters().Select(Sample)])!).Id);
        Assert.Equal(JobErrors.Ids, ids.Order());
    }

    [Fact]
    public void Every_notice_is_in_the_list()
    {
        var codes = typeof(Notices).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        Assert.Equal(Notices.Codes.Order(), codes.Order());
    }

    private static object Sample(ParameterInfo parameter) => parameter.ParameterType switch
    {
        { } type when type == typeof(int) => 1,
        { } type when type == typeof(long) => 1L,
        { } type when type == typeof(double) => 1.0,
        { } type when type == typeof(string) => "x",
        { } type when type == typeof(Notice) => Notices.Create("code"),
        _ => new[] { "x" },
    };
}
