#:project ../src/Trama/Trama.csproj
#:property PublishAot=false

// multiprocessing: cada chamada num processo. Uma queda ou um laço sem fim custa uma chamada, não o programa.
using System.Text;
using Trama;

Console.OutputEncoding = Encoding.UTF8;
await using var pool = Executor.Processes(2);

// Dois núcleos trabalhando: duas contas longas ao mesmo tempo, em dois processos.
int[] primos = await Task.WhenAll(pool.RunAsync(ContarPrimos, 300_000), pool.RunAsync(ContarPrimos, 400_000));
Console.WriteLine($"Primos até 300000: {primos[0]}; até 400000: {primos[1]}");

// Um processo que morre no meio da chamada: a chamada falha e diz por quê, o pool continua.
try
{
    await pool.RunAsync(() => Environment.Exit(3));
}
catch (WorkerCrashedException queda)
{
    Console.WriteLine($"Um processo caiu com o código {queda.ExitCode}; o pool continua");
}

// Um laço que nunca termina: passado o tempo, o processo é encerrado à força.
Executor apressado = pool.With(new CallOptions { Timeout = TimeSpan.FromSeconds(1) });
try
{
    await apressado.RunAsync(GirarParaSempre);
}
catch (CallTimeoutException demora)
{
    Console.WriteLine($"Um processo passou de {demora.Timeout.TotalSeconds}s e foi encerrado");
}

Console.WriteLine($"Primos até 100000: {await pool.RunAsync(ContarPrimos, 100_000)}");

static int ContarPrimos(int limite)
{
    int primos = 0;
    for (int n = 2; n < limite; n++)
    {
        bool primo = true;
        for (int d = 2; d * d <= n && primo; d++)
            primo = n % d != 0;
        if (primo)
            primos++;
    }

    return primos;
}

static void GirarParaSempre()
{
    while (true)
        Thread.SpinWait(1_000);
}
