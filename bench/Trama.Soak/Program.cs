using Trama.Soak;
using Trama.Soak.Parents;

// (options)                   the soak; README.md beside this file tells more
// victim SEED CHANNEL         a program with a pool under load, started to be killed: what the second part starts this program as
return args is [Victim.Command, var seed, var channel]
    ? await Victim.RunAsync(seed, channel)
    : await SoakCommand.RunAsync(args);
