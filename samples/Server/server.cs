#:project ../../src/Trama/Trama.csproj
#:property PublishAot=false

// Um servidor de linhas para dez mil clientes numa só thread: quase todos esperam, e esperar não custa uma thread. Cada linha volta ao
// contrário; "quantos" diz quantos clientes há; "tchau" encerra. Ctrl-C encerra o servidor.
//   dotnet run samples/Server/server.cs 7000        e em outro terminal:   nc 127.0.0.1 7000
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Trama;

Console.OutputEncoding = Encoding.UTF8;
int porta = args is [var texto] ? int.Parse(texto, CultureInfo.InvariantCulture) : 7000;

// No Linux o próprio laço espera pelos sockets; nos outros sistemas, as threads do .NET.
EventLoop.Run(token => Servidor.AtenderAsync(porta, token), new EventLoopOptions { IOOnLoop = OperatingSystem.IsLinux() });

internal static class Servidor
{
    private const int MaiorLinha = 1024;

    // Sem travas: entre dois awaits, uma função tem o laço, e os dados dele, só para si.
    private static int s_clientes;
    private static int s_atendidos;

    public static async Task AtenderAsync(int porta, CancellationToken token)
    {
        EventLoop laço = EventLoop.Current!;
        using LoopSocket porteiro = laço.Attach(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        porteiro.Socket.Bind(new IPEndPoint(IPAddress.Loopback, porta));
        porteiro.Socket.Listen(backlog: 4096);
        Console.WriteLine($"Ouvindo em {porteiro.Socket.LocalEndPoint}");
        try
        {
            while (true)
            {
                LoopSocket cliente = await porteiro.AcceptAsync(token);
                // O fim do laço cancela o token de cada conversa e espera por ela.
                _ = laço.InvokeAsync(fim => ConversarAsync(cliente, fim), CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine($"Encerrando: {s_atendidos} clientes atendidos");
        }
    }

    private static async Task ConversarAsync(LoopSocket cliente, CancellationToken fim)
    {
        s_clientes++;
        s_atendidos++;
        try
        {
            await ResponderAsync(cliente, fim);
        }
        catch (Exception queda) when (queda is SocketException or OperationCanceledException)
        {
            // O cliente caiu, ou o servidor encerra: a conversa acabou, as outras continuam.
        }
        finally
        {
            s_clientes--;
            cliente.Dispose();
        }
    }

    private static async Task ResponderAsync(LoopSocket cliente, CancellationToken fim)
    {
        byte[] lido = new byte[MaiorLinha];
        int cheio = 0;
        while (await cliente.ReceiveAsync(lido.AsMemory(cheio), fim) is var chegou and > 0)
        {
            cheio += chegou;
            // Pode ter chegado meia linha, ou várias de uma vez.
            while (lido.AsSpan(0, cheio).IndexOf((byte)'\n') is var quebra and >= 0)
            {
                string linha = Encoding.UTF8.GetString(lido, 0, quebra).TrimEnd('\r');
                if (linha == "tchau")
                    return;
                await cliente.SendAsync(Encoding.UTF8.GetBytes(Resposta(linha) + "\n"), fim);
                lido.AsSpan((quebra + 1)..cheio).CopyTo(lido);
                cheio -= quebra + 1;
            }

            if (cheio == lido.Length)
                return; // uma linha sem fim não ocupa memória sem fim
        }
    }

    private static string Resposta(string linha) =>
        linha == "quantos" ? s_clientes.ToString(CultureInfo.InvariantCulture) : string.Concat(linha.EnumerateRunes().Reverse());
}
