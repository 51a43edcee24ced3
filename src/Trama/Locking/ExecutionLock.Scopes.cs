namespace Trama;

public sealed partial class ExecutionLock
{
    /// <summary>
    /// A hold on an <see cref="ExecutionLock"/>, made by <see cref="EnterScope"/> and ended by <see cref="Dispose"/>. A ref struct: it
    /// can't be stored, boxed, captured or kept across an <c>await</c>, so it can't reach another thread.
    /// </summary>
    public ref struct Scope
    {
        private ExecutionLock? _lock;
        private readonly long _ticket;
        private readonly long _below;

        internal Scope(ExecutionLock owner, long ticket, long below)
        {
            _lock = owner;
            _ticket = ticket;
            _below = below;
        }

        /// <summary>
        /// Ends the hold; the outermost one hands the lock to the thread that waits longest. Disposing the same variable again does
        /// nothing.
        /// </summary>
        /// <exception cref="SynchronizationLockException">
        /// The calling thread does not hold the lock (a copy of the scope was disposed already, or the lock is suspended: TRM0402), or a
        /// scope that was entered later is still open (TRM0403). The lock is left as it was.
        /// </exception>
        public void Dispose()
        {
            _lock?.Leave(_ticket, _below);
            _lock = null;
        }
    }

    /// <summary>
    /// A time during which a holder lets others have the lock, made by <see cref="SuspendScope"/>; <see cref="Dispose"/> takes the lock
    /// back. A ref struct for the same reasons as <see cref="Scope"/>.
    /// </summary>
    public ref struct Suspension
    {
        private ExecutionLock? _lock;
        private readonly long _ticket;
        private readonly long _top;

        internal Suspension(ExecutionLock owner, long ticket, long top)
        {
            _lock = owner;
            _ticket = ticket;
            _top = top;
        }

        /// <summary>
        /// Waits in the queue and takes the lock back, with the nesting it had. It can't be cancelled: the code after it relies on the
        /// lock. Disposing the same variable again does nothing.
        /// </summary>
        /// <exception cref="SynchronizationLockException">
        /// This suspension has ended already through a copy, or the thread entered a scope inside it that is still open (TRM0404).
        /// </exception>
        /// <exception cref="InvalidOperationException">The holder's thread ended without letting go (TRM0405).</exception>
        public void Dispose()
        {
            _lock?.Resume(_ticket, _top);
            _lock = null;
        }
    }
}
