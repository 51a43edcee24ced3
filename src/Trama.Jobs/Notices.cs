namespace Trama.Jobs;

/// <summary>
/// Every notice a job can give: the code, its keys and the sentence it stands for (the words live in the catalogues of whoever shows
/// them). Model and workload names are data and are never translated.
/// </summary>
internal static class Notices
{
    /// <summary>Left out: {method} takes no execution lock, so threads under one would only repeat inline.</summary>
    public const string MethodTakesNoLock = "left-out.takes-no-lock";

    /// <summary>Left out: {method} is synchronous; on one loop it would run item after item, as inline does.</summary>
    public const string MethodNeverAwaits = "left-out.never-awaits";

    /// <summary>Left out: one after another, every connection but the first would wait for an end that does not come.</summary>
    public const string OneConnectionAtATime = "left-out.one-connection";

    /// <summary>Left out: processes share a port where the system is Linux.</summary>
    public const string PortNotShared = "left-out.port-not-shared";

    /// <summary>Failed: a round of {model} did not end within {seconds} s and was killed.</summary>
    public const string RoundTimedOut = "failed.timed-out";

    /// <summary>Failed: a round of {model} died with exit code {exitCode}; the end of its stderr: {tail} (may be empty).</summary>
    public const string RoundDied = "failed.died";

    /// <summary>Failed: a round of {model} ended with {exception}: {message}.</summary>
    public const string RoundThrew = "failed.threw";

    /// <summary>Verdict: {model} was the fastest; the next, {next}, took {marginPct} % longer. Clear.</summary>
    public const string Fastest = "verdict.fastest";

    /// <summary>Verdict: {model} can't be told from the fastest, {best} (among {equals}), and is the cheapest; {next} took {marginPct} % longer. Clear.</summary>
    public const string CheapestOfEquals = "verdict.cheapest-of-equals";

    /// <summary>No clear winner: all of {equals} are within each other's noise; {model} is the cheapest.</summary>
    public const string NoDifference = "verdict.no-difference";

    /// <summary>No clear winner: {model} is the cheapest that reaches the fastest, {best}, but the rounds scatter too much ({behindPct} % behind in the middle).</summary>
    public const string TooNoisy = "verdict.too-noisy";

    /// <summary>No clear winner: {rounds} rounds give no 95 % interval; {needed} at least do. {model} had the least median.</summary>
    public const string TooFewRounds = "verdict.too-few-rounds";

    /// <summary>No clear winner: only {model} ran, so there is nothing to compare it with.</summary>
    public const string OnlyModel = "verdict.only-model";

    /// <summary>Warning: {rounds} rounds give no 95 % interval; at least {needed} do.</summary>
    public const string FewRounds = "warning.few-rounds";

    /// <summary>Input of sleep: {items} waits of {lowMs} to {highMs} ms, {totalMs} ms in all.</summary>
    public const string SleepInput = "input.sleep";

    /// <summary>Input of compute: the primes below {limit} (or in the ranges given), in {items} ranges of about equal work.</summary>
    public const string ComputeInput = "input.compute";

    /// <summary>Input of files: {items} files, {bytes} bytes, below {path}; read once before, so from the page cache.</summary>
    public const string FilesInput = "input.files";

    /// <summary>Input of files: the first {items} files in ordinal order, {bytes} bytes, of the {found} below {path}; read once before.</summary>
    public const string FilesInputCapped = "input.files-capped";

    /// <summary>Input of fetch: {items} URLs given.</summary>
    public const string FetchInput = "input.fetch";

    /// <summary>Input of fetch: {items} pages of 4 to 256 KB from a server of our own in its own process, answering after {lowMs} to {highMs} ms (seed {seed}).</summary>
    public const string FetchServerInput = "input.fetch-server";

    /// <summary>
    /// Input of connections: {connections} connections from one client process; {items} round trips of {size} bytes as fast as they go, then
    /// {rate} a second for {seconds} s.
    /// </summary>
    public const string ConnectionsInput = "input.connections";

    /// <summary>Remark: under threads and gil a connection takes a thread of its own; at most {most} and {mostLocked} (or --workers) are given.</summary>
    public const string ThreadsCapped = "remark.threads-capped";

    /// <summary>Input of a method: {method} on {items} lines of {path}.</summary>
    public const string MethodInput = "input.method";

    /// <summary>Doctor: {usable} of the {online} cores may be used; a control group allows {quota} cores of time (may be empty).</summary>
    public const string Cores = "doctor.cores";

    /// <summary>Doctor: {totalBytes} of memory, {freeBytes} free; a control group allows {limitBytes} (may be empty).</summary>
    public const string Memory = "doctor.memory";

    /// <summary>Doctor: The same, and it is little.</summary>
    public const string MemoryLow = "doctor.memory-low";

    /// <summary>Doctor: {bytes} may be used; what is free is not told.</summary>
    public const string MemoryTotal = "doctor.memory-total";

    /// <summary>Doctor: {path} has {totalBytes}, {freeBytes} free.</summary>
    public const string SharedMemory = "doctor.shared-memory";

    /// <summary>Doctor: The same, and it is little.</summary>
    public const string SharedMemorySmall = "doctor.shared-memory-small";

    /// <summary>Doctor: There is no {path}.</summary>
    public const string SharedMemoryMissing = "doctor.shared-memory-missing";

    /// <summary>Doctor: {soft} open files may be held, {hard} at the most.</summary>
    public const string Descriptors = "doctor.descriptors";

    /// <summary>Doctor: The same, and it is few.</summary>
    public const string DescriptorsFew = "doctor.descriptors-few";

    /// <summary>Doctor: Control groups of version {version}.</summary>
    public const string CgroupVersion = "doctor.cgroup";

    /// <summary>Doctor: No control groups.</summary>
    public const string CgroupNone = "doctor.cgroup-none";

    /// <summary>Doctor: The system does not tell: there is no {what}.</summary>
    public const string NotTold = "doctor.not-told";

    /// <summary>Doctor: {program} is started again as itself; a worker was ready after {ms}.</summary>
    public const string StartAppHost = "doctor.start-apphost";

    /// <summary>Doctor: {program} exec starts the app again; a worker was ready after {ms}.</summary>
    public const string StartMuxer = "doctor.start-muxer";

    /// <summary>Doctor: {program} is one file and is started again; a worker was ready after {ms}.</summary>
    public const string StartSingleFile = "doctor.start-single-file";

    /// <summary>Doctor: Calls travel through shared memory.</summary>
    public const string ChannelShared = "doctor.channel-shared";

    /// <summary>Doctor: Calls travel over {channel}, where shared memory would be faster.</summary>
    public const string ChannelFallback = "doctor.channel-fallback";

    /// <summary>Doctor: Calls travel over {channel}, the one that this system has.</summary>
    public const string Channel = "doctor.channel";

    /// <summary>Doctor: The first call took {firstMs}, the median of many {medianUs}.</summary>
    public const string Echo = "doctor.echo";

    /// <summary>Doctor: {sent} came back as {got}.</summary>
    public const string EchoWrong = "doctor.echo-wrong";

    /// <summary>Doctor: Worker {pid} was killed; {newPid} answered {ms} later.</summary>
    public const string Kill = "doctor.kill";

    /// <summary>Doctor: Worker {pid} was killed and answered all the same.</summary>
    public const string KillSurvived = "doctor.kill-survived";

    /// <summary>Doctor: A call over its {bytes} failed with {exception}, and the pool went on.</summary>
    public const string Cap = "doctor.cap";

    /// <summary>Doctor: A call took {takenBytes} though its worker may have {bytes}.</summary>
    public const string CapIgnored = "doctor.cap-ignored";

    /// <summary>Doctor: No worker could be started, so there is nothing to try.</summary>
    public const string NoWorker = "doctor.no-worker";

    /// <summary>Doctor: {exception}: {message}</summary>
    public const string CheckThrew = "doctor.threw";

    /// <summary>Doctor: Not done within {seconds} s.</summary>
    public const string CheckTimedOut = "doctor.timed-out";

    /// <summary>Job: the journal was damaged; it is {movedTo} now, and {path} begins anew.</summary>
    public const string JournalDamaged = "job.journal-damaged";

    /// <summary>Job: without a journal at {path}, for the reason {id}: an interrupted run starts over.</summary>
    public const string NotResumable = "job.not-resumable";

    /// <summary>Job: {workers} workers instead of {wanted}, for want of open files.</summary>
    public const string FewerWorkers = "job.fewer-workers";

    /// <summary>Job: too many files were open; from now on {limit} items at once.</summary>
    public const string DescriptorsUsedUp = "job.descriptors-used-up";

    /// <summary>Hash: {count} lines of {path} are no digest and name.</summary>
    public const string BadDigestLines = "hash.bad-lines";

    /// <summary>Photos: {items} files below the folders are not named like photos, and were left alone.</summary>
    public const string NotNamedLikePhotos = "photos.not-named-like-photos";

    /// <summary>Photos: {items} that are symbolic links were left alone.</summary>
    public const string PhotosThatAreLinks = "photos.links";

    /// <summary>Input of photos: {items} photos, {bytes} bytes, below {path}; each blurred and encoded in memory.</summary>
    public const string PhotosInput = "input.photos";

    /// <summary>Input of photos: {items} photos that were made for this, {bytes} bytes (seed {seed}); each blurred and encoded in memory.</summary>
    public const string PhotosMadeInput = "input.photos-made";

    /// <summary>Every code; a catalogue must have a sentence for each.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        MethodTakesNoLock, MethodNeverAwaits, OneConnectionAtATime, PortNotShared,
        RoundTimedOut, RoundDied, RoundThrew,
        Fastest, CheapestOfEquals, NoDifference, TooNoisy, TooFewRounds, OnlyModel,
        FewRounds,
        SleepInput, ComputeInput, FilesInput, FilesInputCapped, FetchInput, FetchServerInput, ConnectionsInput, ThreadsCapped, MethodInput,
        Cores, Memory, MemoryLow, MemoryTotal, SharedMemory, SharedMemorySmall, SharedMemoryMissing, Descriptors, DescriptorsFew, CgroupVersion,
        CgroupNone, NotTold, StartAppHost, StartMuxer, StartSingleFile, ChannelShared, ChannelFallback, Channel, Echo,
        EchoWrong, Kill, KillSurvived, Cap, CapIgnored, NoWorker, CheckThrew, CheckTimedOut,
        JournalDamaged, NotResumable, FewerWorkers, DescriptorsUsedUp, BadDigestLines,
        NotNamedLikePhotos, PhotosThatAreLinks, PhotosInput, PhotosMadeInput,
    ];

    public static Notice Create(string code, params ReadOnlySpan<(string Key, object Value)> pairs) => new(code, Details.Of(pairs));
}
