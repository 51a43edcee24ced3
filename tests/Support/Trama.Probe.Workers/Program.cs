using Trama.Probe.Workers;

// Usage: Trama.Probe.Workers SCENARIO … — a user's program with worker processes; the test looks at what it says and leaves.
return args switch
{
    ["start"] => await Scenarios.Start(),
    ["bomb", var place, var blow] => await Scenarios.Carry(Enum.Parse<Place>(place), Enum.Parse<Blow>(blow)),
    ["hold", var workers] => await Scenarios.Hold(int.Parse(workers)),
    ["end-pending"] => await Scenarios.EndWithCallsPending(),
    ["talk"] => await Scenarios.Talk(),
    ["share"] => await Scenarios.Share(),
    ["crowd", var workers] => await Crowds.Gather(int.Parse(workers)),
    ["hog", var mebibytes] => await Hogs.Feed(int.Parse(mebibytes)),
    ["nest"] => await Scenarios.Nest(),
    _ => 2,
};
