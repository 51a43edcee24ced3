using static Trama.Jobs.JobErrorKind;

namespace Trama.Jobs;

/// <summary>
/// Every error that a job can end with: one factory per id, the data it carries as parameters, and the sentence it stands for
/// in its summary (the words themselves live in the catalogues of whoever shows them).
/// </summary>
internal static class JobErrors
{
    /// <summary>Every id, in order; a catalogue must have a sentence for each.</summary>
    public static IReadOnlyList<string> Ids { get; } =
    [
        "TRM0701", "TRM0702", "TRM0703", "TRM0704", "TRM0705", "TRM0706", "TRM0707",
        "TRM0710", "TRM0711",
        "TRM0720", "TRM0721", "TRM0722", "TRM0723", "TRM0724", "TRM0725", "TRM0726", "TRM0727", "TRM0728", "TRM0729",
        "TRM0730", "TRM0731", "TRM0732", "TRM0733", "TRM0734", "TRM0735", "TRM0736",
        "TRM0740", "TRM0741", "TRM0742", "TRM0743", "TRM0744", "TRM0745", "TRM0746", "TRM0747", "TRM0748", "TRM0749",
        "TRM0751", "TRM0752", "TRM0753", "TRM0754",
        "TRM0755", "TRM0756", "TRM0757",
        "TRM0760", "TRM0761", "TRM0762", "TRM0763", "TRM0764",
        "TRM0770", "TRM0771", "TRM0772", "TRM0773", "TRM0774", "TRM0775", "TRM0776", "TRM0777",
        "TRM0780", "TRM0781", "TRM0782", "TRM0783", "TRM0784", "TRM0785", "TRM0786", "TRM0787", "TRM0788", "TRM0789",
        "TRM0790", "TRM0791", "TRM0792", "TRM0793", "TRM0794", "TRM0795", "TRM0796", "TRM0797", "TRM0798", "TRM0799",
    ];

    /// <summary>There is no workload {workload}. Choose one of {known}.</summary>
    public static JobException UnknownWorkload(string workload, IReadOnlyList<string> known)
        => Create("TRM0701", Usage, ("workload", workload), ("known", known));

    /// <summary>There is no model {model}. Choose among {known}.</summary>
    public static JobException UnknownModel(string model, IReadOnlyList<string> known)
        => Create("TRM0702", Usage, ("model", model), ("known", known));

    /// <summary>Inputs ({first}, …) belong to one workload. Name exactly one of {known} before them.</summary>
    public static JobException InputsWithoutWorkload(string first, IReadOnlyList<string> known)
        => Create("TRM0703", Usage, ("first", first), ("known", known));

    /// <summary>Rounds must be {min} to {max}, but was {rounds}.</summary>
    public static JobException RoundsOutOfRange(int rounds, int min, int max)
        => Create("TRM0704", Usage, ("rounds", rounds), ("min", min), ("max", max));

    /// <summary>Workers must be {min} to {max}, but was {workers}. Leave it out for the default.</summary>
    public static JobException WorkersOutOfRange(int workers, int min, int max)
        => Create("TRM0705", Usage, ("workers", workers), ("min", min), ("max", max));

    /// <summary>A method of one's own needs {missing} too (one of assembly, method, inputs).</summary>
    public static JobException MethodIncomplete(string missing) => Create("TRM0706", Usage, ("missing", missing));

    /// <summary>A method of one's own ({method}) is the workload; the workload {workload} can't be named beside it.</summary>
    public static JobException MethodBesideWorkload(string method, string workload)
        => Create("TRM0707", Usage, ("method", method), ("workload", workload));

    /// <summary>{input} is not a wait. Pass whole milliseconds, {min} to {max}.</summary>
    public static JobException NotAWait(string input, int min, int max)
        => Create("TRM0710", Usage, ("input", input), ("min", min), ("max", max));

    /// <summary>{input} is not a range. Pass FROM-TO or a limit, whole numbers up to {max}.</summary>
    public static JobException NotARange(string input, int max) => Create("TRM0711", Usage, ("input", input), ("max", max));

    /// <summary>{path} does not exist. Check the path.</summary>
    public static JobException PathMissing(string path) => Create("TRM0720", Usage, ("path", path));

    /// <summary>The folder {path} holds no file. Name a folder with files.</summary>
    public static JobException FolderEmpty(string path) => Create("TRM0721", Usage, ("path", path));

    /// <summary>{path} can't be read: {why}. Mend its permissions or leave it out.</summary>
    public static JobException Unreadable(string path, string why) => Create("TRM0722", InputOutput, ("path", path), ("why", why));

    /// <summary>{path} is not a regular file ({kind}). Name a file (or, for files, a folder).</summary>
    public static JobException NotAFile(string path, string kind) => Create("TRM0723", Usage, ("path", path), ("kind", kind));

    /// <summary>{path} and {other} would both become {output}. Give them folders of their own.</summary>
    public static JobException SameOutput(string path, string other, string output)
        => Create("TRM0724", Usage, ("path", path), ("other", other), ("output", output));

    /// <summary>{path} would be replaced by what is made of it. Name another folder for the output.</summary>
    public static JobException OutputIsInput(string path) => Create("TRM0725", Usage, ("path", path));

    /// <summary>The id of <see cref="BadWatermark"/>.</summary>
    public const string BadWatermarkId = "TRM0726";

    /// <summary>{path} can't be a watermark: {why}.</summary>
    public static JobException BadWatermark(string path, string why) => Create(BadWatermarkId, Usage, ("path", path), ("why", why));

    /// <summary>{path} would become {width} × {height} pixels, and {format} holds {max} a side at the most.</summary>
    public static JobException TooLongForFormat(string path, int width, int height, string format, int max)
        => Create("TRM0727", ItemsFailed, ("path", path), ("width", width), ("height", height), ("format", format), ("max", max));

    /// <summary>The folder {path} holds nothing that is named like a photo. Name one with photos.</summary>
    public static JobException NoPhotos(string path) => Create("TRM0728", Usage, ("path", path));

    /// <summary>{output} is there, and no run of this job made it: {path} would replace it. Overwrite, or name another folder.</summary>
    public static JobException OutputExists(string path, string output)
        => Create("TRM0729", ItemsFailed, ("path", path), ("output", output));

    /// <summary>{url} is neither an http(s) URL nor a file of URLs.</summary>
    public static JobException NotAUrl(string url) => Create("TRM0730", Usage, ("url", url));

    /// <summary>{url} answered {status} instead of 200. Fix or leave out that URL.</summary>
    public static JobException UrlStatus(string url, int status) => Create("TRM0731", ItemsFailed, ("url", url), ("status", status));

    /// <summary>{url} did not answer whole within {seconds} s. Leave it out or raise the timeout.</summary>
    public static JobException UrlTimedOut(string url, double seconds)
        => Create("TRM0732", ItemsFailed, ("url", url), ("seconds", seconds));

    /// <summary>{url}: the host {host} does not resolve. Check the name or the network.</summary>
    public static JobException UrlUnresolved(string url, string host) => Create("TRM0733", ItemsFailed, ("url", url), ("host", host));

    /// <summary>{url} can't be fetched: {why}.</summary>
    public static JobException UrlFailed(string url, string why) => Create("TRM0734", ItemsFailed, ("url", url), ("why", why));

    /// <summary>The list {path} holds no URL. Write one URL a line.</summary>
    public static JobException UrlListEmpty(string path) => Create("TRM0735", Usage, ("path", path));

    /// <summary>Line {line} of {path} is not an http(s) URL: {text}.</summary>
    public static JobException UrlListLine(string path, int line, string text)
        => Create("TRM0736", Usage, ("path", path), ("line", line), ("text", text));

    /// <summary>There is no assembly {path}. Build it, or check the path.</summary>
    public static JobException AssemblyMissing(string path) => Create("TRM0740", Usage, ("path", path));

    /// <summary>{path} is not a .NET assembly. Name the .dll that the build made (not the program that starts it).</summary>
    public static JobException NotAnAssembly(string path) => Create("TRM0741", Usage, ("path", path));

    /// <summary>{path} is built for {framework}; this program runs {runtime}. Build it for {needed} or lower.</summary>
    public static JobException OtherFramework(string path, string framework, string runtime, string needed)
        => Create("TRM0742", Usage, ("path", path), ("framework", framework), ("runtime", runtime), ("needed", needed));

    /// <summary>{path} has no type {type}. The nearest: {near} (may be empty).</summary>
    public static JobException TypeMissing(string path, string type, IReadOnlyList<string> near)
        => Create("TRM0743", Usage, ("path", path), ("type", type), ("near", near));

    /// <summary>{type} has no method {method}. The nearest: {near} (may be empty).</summary>
    public static JobException MethodMissing(string type, string method, IReadOnlyList<string> near)
        => Create("TRM0744", Usage, ("type", type), ("method", method), ("near", near));

    /// <summary>{method} is not public (it, or a type around it). Make it public.</summary>
    public static JobException MethodNotPublic(string method) => Create("TRM0745", Usage, ("method", method));

    /// <summary>{method} is not static. Make it static.</summary>
    public static JobException MethodNotStatic(string method) => Create("TRM0746", Usage, ("method", method));

    /// <summary>{method} is generic. Name a method without type parameters, in a type without them.</summary>
    public static JobException MethodGeneric(string method) => Create("TRM0747", Usage, ("method", method));

    /// <summary>{method} takes ({signature}). It must take one string, number or file, and may take a CancellationToken after it.</summary>
    public static JobException MethodParameters(string method, string signature)
        => Create("TRM0748", Usage, ("method", method), ("signature", signature));

    /// <summary>{method} has {count} overloads that fit. Give one a name of its own.</summary>
    public static JobException MethodAmbiguous(string method, int count)
        => Create("TRM0749", Usage, ("method", method), ("count", count));

    /// <summary>{path} holds no input. Write one a line.</summary>
    public static JobException InputsEmpty(string path) => Create("TRM0751", Usage, ("path", path));

    /// <summary>Line {line} of {path} is not a {type}: {text}.</summary>
    public static JobException InputLine(string path, int line, string text, string type)
        => Create("TRM0752", Usage, ("path", path), ("line", line), ("text", text), ("type", type));

    /// <summary>{method} threw {exception} for {input}: {message}.</summary>
    public static JobException MethodThrew(string method, string input, string exception, string message)
        => Create("TRM0753", ItemsFailed, ("method", method), ("input", input), ("exception", exception), ("message", message));

    /// <summary>{path} can't be loaded: {why}. Publish it with its dependencies beside it.</summary>
    public static JobException AssemblyUnloadable(string path, string why)
        => Create("TRM0754", Usage, ("path", path), ("why", why));

    /// <summary>connections takes no input ({input}). Give their number with --connections.</summary>
    public static JobException ConnectionsTakeNoInput(string input) => Create("TRM0755", Usage, ("input", input));

    /// <summary>{connections} connections are more than this machine holds ({most}). Ask for fewer, or raise its limits.</summary>
    public static JobException TooManyConnections(int connections, int most)
        => Create("TRM0756", Usage, ("connections", connections), ("most", most));

    /// <summary>The client of connections did not start: {why}.</summary>
    public static JobException ClientNotStarted(string why) => Create("TRM0757", PoolGaveUp, ("why", why));

    /// <summary>The models disagree on {workload}: {model} got {checksum}, {other} got {expected}. The work is not the same under both.</summary>
    public static JobException ChecksumsDiffer(string workload, string model, string checksum, string other, string expected)
        => Create(
            "TRM0760", ItemsFailed,
            ("workload", workload), ("model", model), ("checksum", checksum), ("other", other), ("expected", expected));

    /// <summary>The program {program} can't be started for a round: {why}.</summary>
    public static JobException RoundNotStarted(string program, string why)
        => Create("TRM0761", PoolGaveUp, ("program", program), ("why", why));

    /// <summary>Every model failed on {workload}; {model} first. The notice {code}, with its data beside these keys, says why.</summary>
    public static JobException NoModelRan(string workload, string model, Notice why)
        => WithNotice("TRM0762", PoolGaveUp, workload, model, why);

    /// <summary>None of the models asked for fits {workload}; {model}: the notice {code}, with its data beside these keys. Add inline.</summary>
    public static JobException NoModelFits(string workload, string model, Notice why)
        => WithNotice("TRM0764", Usage, workload, model, why);

    /// <summary>The server for fetch did not start: {why}. Pass URLs of your own.</summary>
    public static JobException ServerNotStarted(string why) => Create("TRM0763", PoolGaveUp, ("why", why));

    /// <summary>{key} took longer than {seconds} s. Give it longer, or leave it out.</summary>
    public static JobException ItemTimedOut(string key, double seconds)
        => Create("TRM0770", ItemsFailed, ("key", key), ("seconds", seconds));

    /// <summary>The id of <see cref="ItemCrashed"/>.</summary>
    public const string ItemCrashedId = "TRM0771";

    /// <summary>The worker process {pid} died while it worked on {key}: {why}.</summary>
    public static JobException ItemCrashed(string key, int pid, string why)
        => Create(ItemCrashedId, ItemsFailed, ("key", key), ("pid", pid), ("why", why));

    /// <summary>{key} failed in a way that the job does not know: {exception}: {message}.</summary>
    public static JobException ItemThrew(string key, string exception, string message)
        => Create("TRM0772", ItemsFailed, ("key", key), ("exception", exception), ("message", message));

    /// <summary>The workers can't be kept alive: {why}.</summary>
    public static JobException WorkersGaveUp(string why) => Create("TRM0773", PoolGaveUp, ("why", why));

    /// <summary>Process {pid} is working on the same output: its lock is {path}. Wait for it, or end it.</summary>
    public static JobException OutputTaken(string path, int pid) => Create("TRM0774", Unfinished, ("path", path), ("pid", pid));

    /// <summary>The journal {path} can't be written: {why}.</summary>
    public static JobException JournalNotWritable(string path, string why)
        => Create("TRM0775", InputOutput, ("path", path), ("why", why));

    /// <summary>{path} is not a journal of trama's, and is left alone. Name another file.</summary>
    public static JobException NotAJournal(string path) => Create("TRM0776", Usage, ("path", path));

    /// <summary>{output} was made from {source}: {path} would replace it. Overwrite, or name another folder.</summary>
    public static JobException OutputOfOther(string path, string output, string source)
        => Create("TRM0777", ItemsFailed, ("path", path), ("output", output), ("source", source));

    /// <summary>The id of <see cref="DiskFull"/>.</summary>
    public const string DiskFullId = "TRM0780";

    /// <summary>There is no room for {path}. Free some and give the same command again.</summary>
    public static JobException DiskFull(string path) => Create(DiskFullId, InputOutput, ("path", path));

    /// <summary>{path} can't be written: {why}.</summary>
    public static JobException NotWritable(string path, string why) => Create("TRM0781", InputOutput, ("path", path), ("why", why));

    /// <summary>The id of <see cref="DescriptorsUsedUp"/>.</summary>
    public const string DescriptorsUsedUpId = "TRM0782";

    /// <summary>No more files may be open at once, so {path} could not be opened. Raise the limit (ulimit -n) or take fewer workers.</summary>
    public static JobException DescriptorsUsedUp(string path) => Create(DescriptorsUsedUpId, InputOutput, ("path", path));

    /// <summary>The id of <see cref="FileChanged"/>.</summary>
    public const string FileChangedId = "TRM0783";

    /// <summary>{path} was changed while it was read.</summary>
    public static JobException FileChanged(string path) => Create(FileChangedId, ItemsFailed, ("path", path));

    /// <summary>The id of <see cref="DigestDiffers"/>.</summary>
    public const string DigestDiffersId = "TRM0784";

    /// <summary>{path} has another digest than {list} says: {digest}, not {expected}.</summary>
    public static JobException DigestDiffers(string path, string list, string digest, string expected)
        => Create(DigestDiffersId, ItemsFailed, ("path", path), ("list", list), ("digest", digest), ("expected", expected));

    /// <summary>{path} holds no line that names a file and its digest.</summary>
    public static JobException NoDigestLines(string path) => Create("TRM0785", ItemsFailed, ("path", path));

    /// <summary>Nothing that {path} lists is there.</summary>
    public static JobException NothingVerified(string path) => Create("TRM0786", ItemsFailed, ("path", path));

    /// <summary>There is no algorithm {algorithm}. Choose among {known}.</summary>
    public static JobException UnknownAlgorithm(string algorithm, IReadOnlyList<string> known)
        => Create("TRM0787", Usage, ("algorithm", algorithm), ("known", known));

    /// <summary>{count} lines of {path} are not of the form of a digest and a name.</summary>
    public static JobException BadDigestLines(string path, int count) => Create("TRM0788", ItemsFailed, ("path", path), ("count", count));

    /// <summary>The text {text} can't be set: {why}. Install a font, or write another text.</summary>
    public static JobException TextNotSet(string text, string why) => Create("TRM0789", ItemsFailed, ("text", text), ("why", why));

    /// <summary>{path} is no photo of a kind that is read (one of {known}), whatever its name says.</summary>
    public static JobException NotAPhoto(string path, IReadOnlyList<string> known)
        => Create("TRM0790", ItemsFailed, ("path", path), ("formats", string.Join(", ", known)));

    /// <summary>{path} says that it is {width} × {height} pixels; at most {max} million are taken.</summary>
    public static JobException TooManyPixels(string path, long width, long height, long maxMegapixels)
        => Create("TRM0791", ItemsFailed, ("path", path), ("width", width), ("height", height), ("max", maxMegapixels));

    /// <summary>{path} has more than {max} frames.</summary>
    public static JobException TooManyFrames(string path, int max) => Create("TRM0792", ItemsFailed, ("path", path), ("max", max));

    /// <summary>The header of {path} is damaged, at byte {offset}.</summary>
    public static JobException BadHeader(string path, long offset) => Create("TRM0793", ItemsFailed, ("path", path), ("offset", offset));

    /// <summary>
    /// {path} can't be decoded: damaged near byte {offset} of {size}: {why}. The offset is empty where the decoder had the whole file at once
    /// (WebP, GIF).
    /// </summary>
    public static JobException Undecodable(string path, long offset, long size, string why)
        => Create("TRM0794", ItemsFailed, ("path", path), ("offset", offset > 0 ? offset : ""), ("size", size), ("why", why));

    /// <summary>The id of <see cref="VipsMissing"/>.</summary>
    public const string VipsMissingId = "TRM0795";

    /// <summary>libvips, which photos are made with, is missing or too old: {why}. {install} installs it.</summary>
    public static JobException VipsMissing(string why, string install)
        => Create(VipsMissingId, DependencyMissing, ("why", why), ("install", install));

    /// <summary>{filter} does not take {value}.</summary>
    public static JobException BadFilter(string filter, string value)
        => Create("TRM0796", Usage, ("filter", filter), ("value", value));

    /// <summary>{file} has no chain {chain}. Choose among {known}.</summary>
    public static JobException UnknownChain(string chain, string file, IReadOnlyList<string> known)
        => Create("TRM0797", Usage, ("chain", chain), ("file", file), ("known", known));

    /// <summary>{file} can't be read as chains: {why}.</summary>
    public static JobException BadChains(string file, string why) => Create("TRM0798", Usage, ("file", file), ("why", why));

    /// <summary>There is no filter {filter}. Choose among {known}.</summary>
    public static JobException UnknownFilter(string filter, IReadOnlyList<string> known)
        => Create("TRM0799", Usage, ("filter", filter), ("known", known));

    private static JobException WithNotice(string id, JobErrorKind kind, string workload, string model, Notice notice)
        => new(id, kind, new SortedDictionary<string, object>(notice.Details.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            ["workload"] = workload,
            ["model"] = model,
            ["code"] = notice.Code,
        });

    private static JobException Create(string id, JobErrorKind kind, params ReadOnlySpan<(string Key, object Value)> pairs)
        => new(id, kind, Details.Of(pairs));
}
