#:project ../src/Trama/Trama.csproj
#:property PublishAot=false

// threading: várias threads, cada uma bloqueada na sua própria espera. Tempo total: o da mais longa, 3 s.
using System.Text;
using Trama;

Console.OutputEncoding = Encoding.UTF8;
using var começou = new SemaphoreSlim(0);
await using var executor = Executor.Threads(3);
List<Task> tarefas = [];
foreach (int número in (int[])[1, 2, 3])
{
    tarefas.Add(executor.RunAsync(() => Tarefa(número, segundos: número)));
    await começou.WaitAsync(); // como Thread.start() em Python: a próxima só é iniciada quando esta já começou
}

await Task.WhenAll(tarefas);

void Tarefa(int número, int segundos)
{
    Console.WriteLine($"Tarefa {número} começou");
    começou.Release();
    Thread.Sleep(TimeSpan.FromSeconds(segundos));
    Console.WriteLine($"Tarefa {número} terminou após {segundos}s");
}
