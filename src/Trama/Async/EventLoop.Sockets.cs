using System.Net.Sockets;
using Trama.Async;

namespace Trama;

// The loop's sockets.
public sealed partial class EventLoop
{
    /// <summary>
    /// Makes a socket the loop's: what waits for it continues on the loop, and it is closed at the latest when the loop ends. Only on the
    /// loop's thread.
    /// </summary>
    /// <param name="socket">
    /// A stream socket: listening, connected, or about to be. From now on it is the result's to close.
    /// </param>
    /// <returns>The socket, with operations that wait as <see cref="EventLoopOptions.IOOnLoop"/> says.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread (TRM0211).</exception>
    public LoopSocket Attach(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return _current == this ? new LoopSocket(this, socket) : throw LoopErrors.AttachedFromElsewhere();
    }
}
