using System.ComponentModel;
using System.Net.Sockets;

namespace Trama.Processes.Ipc;

/// <summary>The one word beside the message that some exceptions need to be rebuilt.</summary>
internal static class ExceptionDetails
{
    public static string? Of(Exception error) => error switch
    {
        PayloadException payload => payload.Member,
        ArgumentException argument => argument.ParamName,
        ObjectDisposedException disposed => disposed.ObjectName,
        FileNotFoundException file => file.FileName,
        SocketException socket => ((int)socket.SocketErrorCode).ToString(System.Globalization.CultureInfo.InvariantCulture),
        Win32Exception native => native.NativeErrorCode.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };
}
