using Trama.Peers;
using Trama.Peers.Contenders;
using Trama.Peers.Sides;

// (options)            every measurement, side by side in one run; bench/peers/README.md tells more
// contender NAME ROW   one side of one measurement, driven through standard input: what this program starts itself as
return args is [ContenderTable.Command, var name, var measurement]
    ? await SideProgram.RunAsync(name, measurement)
    : await PeersCommand.RunAsync(args);
