namespace Trama.Running;

/// <summary>What lies behind a task whose waiter can help; see <see cref="HelpedTask{TResult}"/>.</summary>
internal interface IHelpedTask
{
    /// <summary>The call that the task is of, or null when that has ended.</summary>
    Call? Call { get; }
}
