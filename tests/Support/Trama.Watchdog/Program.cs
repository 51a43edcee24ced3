using Trama.Watchdog;

// Usage: Trama.Watchdog PID… — writes every managed stack of those processes to standard error, one process after the other.
// A process cannot read its own threads' stacks, and one that hangs cannot be trusted to try: hence a program of its own.
if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: Trama.Watchdog PID…");
    return 2;
}

bool allDumped = true;
foreach (string arg in args)
    allDumped &= int.TryParse(arg, out int processId) && StackDump.Write(processId, Console.Error);

return allDumped ? 0 : 1;
