using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Trama;

/// <summary>What became of one item of <c>MapResultsAsync</c>: a value or the exception that took its place.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct CallResult<T> : IEquatable<CallResult<T>>
{
    private readonly T? _value;

    internal CallResult(int index, T value)
    {
        Index = index;
        _value = value;
    }

    internal CallResult(int index, Exception exception)
    {
        Index = index;
        Exception = exception;
    }

    /// <summary>The item's place in the source, from 0.</summary>
    public int Index { get; }

    /// <summary>Why there is no value, or null. Cancellation is an <see cref="OperationCanceledException"/>.</summary>
    public Exception? Exception { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Exception))]
    public bool IsSuccess => Exception is null;

    /// <summary>The value.</summary>
    /// <exception cref="System.Exception">The call failed: its own exception is thrown, with its stack.</exception>
    public T Value
    {
        get
        {
            if (Exception is not null)
                ExceptionDispatchInfo.Throw(Exception);
            return _value!;
        }
    }

    /// <summary>Whether both have the same place and the same value or exception.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they are equal.</returns>
    public static bool operator ==(CallResult<T> left, CallResult<T> right) => left.Equals(right);

    /// <summary>Whether they differ in place, value or exception.</summary>
    /// <param name="left">One result.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they differ.</returns>
    public static bool operator !=(CallResult<T> left, CallResult<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(CallResult<T> other) =>
        Index == other.Index && ReferenceEquals(Exception, other.Exception) && EqualityComparer<T>.Default.Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CallResult<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Index, Exception, _value);

    /// <inheritdoc/>
    public override string ToString() => IsSuccess ? $"#{Index}: {_value}" : $"#{Index}: {Exception.GetType().Name}: {Exception.Message}";
}
