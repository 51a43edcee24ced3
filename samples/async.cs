#:project ../src/Trama/Trama.csproj
#:property PublishAot=false

// asyncio: uma só thread, muitas esperas. Três tarefas começam juntas e o tempo total é o da mais longa: 3 s.
using System.Text;
using Trama;

Console.OutputEncoding = Encoding.UTF8;
EventLoop.Run(() => Task.WhenAll(Tarefa(1, 2), Tarefa(2, 1), Tarefa(3, 3)));

static async Task Tarefa(int número, int segundos)
{
    Console.WriteLine($"Tarefa {número} começou");
    await Task.Delay(TimeSpan.FromSeconds(segundos), EventLoop.Current!.TimeProvider);
    Console.WriteLine($"Tarefa {número} terminou após {segundos}s");
}
