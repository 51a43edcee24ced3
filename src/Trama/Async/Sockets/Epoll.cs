using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Trama.Async.Sockets;

/// <summary>
/// An epoll set with an eventfd in it that any thread can ring. Everything is registered edge-triggered: a descriptor is added once, and
/// told of once per change, so that no call to the kernel is needed between two waits. Only <see cref="Ring"/> is for any thread.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    /// <summary>The key under which a ring is reported.</summary>
    internal const ulong RingKey = ulong.MaxValue;

    /// <summary>How many events one wait brings: small against a millisecond's work, so that timers and posts get their turn.</summary>
    private const int Capacity = 256;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int Add = 1;
    private const uint EdgeTriggered = 1u << 31;
    private const int Interrupted = 4;

    // struct epoll_event is packed on x86 only.
    private static readonly int KeyOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int EventSize = KeyOffset + sizeof(ulong);

    private readonly SafeFileHandle _set;
    private readonly SafeFileHandle _bell;
    private readonly byte[] _events = new byte[Capacity * EventSize];
    private bool _fineWaits = true;

    internal Epoll()
    {
        _set = Checked(CreateSet(CloseOnExec));
        try
        {
            _bell = Checked(CreateBell(0, CloseOnExec | NonBlocking));
            Register(_bell, RingKey, Readiness.In);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What became ready in the last wait: how many of them.</summary>
    internal int Count { get; private set; }

    /// <summary>One of the last wait's events.</summary>
    internal (ulong Key, Readiness Readiness) this[int index]
    {
        get
        {
            Debug.Assert((uint)index < (uint)Count, "Only the last wait's events are there.");
            ReadOnlySpan<byte> entry = _events.AsSpan(index * EventSize, EventSize);
            return (MemoryMarshal.Read<ulong>(entry[KeyOffset..]), (Readiness)MemoryMarshal.Read<uint>(entry));
        }
    }

    /// <summary>Has the kernel report this descriptor from now on, at once if it is ready already. Closing it ends that.</summary>
    /// <exception cref="IOException">The kernel refuses (TRM0208).</exception>
    internal void Register(SafeHandle descriptor, ulong key, Readiness interest)
    {
        Span<byte> entry = stackalloc byte[EventSize];
        MemoryMarshal.Write(entry, (uint)interest | EdgeTriggered);
        MemoryMarshal.Write(entry[KeyOffset..], key);
        if (Control(_set, Add, descriptor, ref MemoryMarshal.GetReference(entry)) != 0)
            throw Refused();
    }

    /// <summary>Waits for events.</summary>
    /// <param name="time">Zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> waits for as long as it takes. May return early.</param>
    internal void Wait(TimeSpan time)
    {
        var count = time <= TimeSpan.Zero ? Wait(_set, _events, Capacity, time < TimeSpan.Zero ? -1 : 0) : WaitFinely(time);
        if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            throw Refused();

        Count = Math.Max(count, 0);
    }

    /// <summary>Ends a wait under way, or the next one at once. Any thread, until it is disposed of.</summary>
    internal void Ring()
    {
        // Never read: each write is a new edge. The counter would overflow after more rings than there will be.
        ulong one = 1;
        _ = Write(_bell, ref one, sizeof(ulong));
    }

    public void Dispose()
    {
        _bell?.Dispose();
        _set.Dispose();
    }

    // To the nanosecond where the system has it: the older call's milliseconds would make most timers late by half of one.
    private int WaitFinely(TimeSpan time)
    {
        if (_fineWaits && TryWaitFinely(time) is { } count)
            return count;

        _fineWaits = false;
        return Wait(_set, _events, Capacity, (int)Math.Min(Math.Ceiling(time.TotalMilliseconds), int.MaxValue));
    }

    // The C library has it since glibc 2.35, the kernel since 5.11; a sandbox may refuse what it does not know.
    private int? TryWaitFinely(TimeSpan time)
    {
        try
        {
            var limit = new TimeSpec((long)time.TotalSeconds, time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
            var count = Wait(_set, _events, Capacity, ref limit, 0);
            return count >= 0 || Marshal.GetLastPInvokeError() == Interrupted ? count : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static SafeFileHandle Checked(int descriptor) => descriptor >= 0
        ? new SafeFileHandle(descriptor, ownsHandle: true)
        : throw Refused();

    private static IOException Refused() => LoopErrors.NoSelector(new Win32Exception(Marshal.GetLastPInvokeError()));

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int CreateSet(int flags);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int CreateBell(uint start, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(SafeHandle set, int operation, SafeHandle descriptor, ref byte entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(SafeHandle set, byte[] events, int capacity, int milliseconds);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    private static partial int Wait(SafeHandle set, byte[] events, int capacity, ref TimeSpec limit, nint signals);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(SafeHandle descriptor, ref ulong value, nint count);

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}

/// <summary>What the kernel tells of a descriptor; its numbers.</summary>
[Flags]
internal enum Readiness : uint
{
    In = 0x1,
    Out = 0x4,
    Error = 0x8,
    HangUp = 0x10,

    /// <summary>The other end sends no more.</summary>
    InHangUp = 0x2000,
}
