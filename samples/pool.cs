#:project ../src/Trama/Trama.csproj
#:property PublishAot=false

// O map do pool: os resultados vêm na ordem das entradas, seja qual for a ordem em que terminam.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Trama;

Console.OutputEncoding = Encoding.UTF8;
(string Nome, int Segundos)[] tarefas = [("Tarefa 1", 2), ("Tarefa 2", 3), ("Tarefa 3", 1)];
await using var pool = Executor.Threads(3);
await foreach (string linha in pool.MapAsync(tarefas, Tarefa))
    Console.WriteLine(linha);

static string Tarefa((string Nome, int Segundos) tarefa)
{
    var relógio = Stopwatch.StartNew();
    Thread.Sleep(TimeSpan.FromSeconds(tarefa.Segundos));
    string tempo = relógio.Elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
    return $"{tarefa.Nome} terminou após {tarefa.Segundos}s (em {tempo}s)";
}
