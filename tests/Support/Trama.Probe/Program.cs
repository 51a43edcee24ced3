using Trama.Probe;

// Usage: Trama.Probe SCENARIO MODEL — a user's program that ends in some way; the test looks at what it leaves and says.
return args switch
{
    ["pending-at-exit", var model] => await Scenarios.EndWithCallsPending(Models.Create(model)),
    ["dropped", var model] => await Scenarios.DropTheExecutor(model),
    ["call-while-exiting", var model] => await Scenarios.CallWhileExiting(Models.Create(model)),
    _ => 2,
};
