using Trama.Jobs.Connections.Client;

namespace Trama.Jobs.Tests.Connections.Client;

public sealed class MessagesTests
{
    [Fact]
    public void A_message_follows_from_seed_and_number_alone()
    {
        Assert.Equal(Message(seed: 1, number: 7), Message(seed: 1, number: 7));
        Assert.NotEqual(Message(seed: 1, number: 7), Message(seed: 1, number: 8));
        Assert.NotEqual(Message(seed: 1, number: 7), Message(seed: 2, number: 7));
    }

    [Fact]
    public void The_checksum_is_of_answers_by_number_whatever_the_order_in_which_they_came()
    {
        var order = Noted(0, 1, 2);
        Assert.Equal(order.Checksum(), Noted(2, 0, 1).Checksum());
        Assert.NotEqual(order.Checksum(), Noted(0, 1).Checksum());
        order.Note(1, Message(seed: 1, number: 2));
        Assert.NotEqual(order.Checksum(), Noted(0, 1, 2).Checksum());
    }

    private static Messages Noted(params int[] numbers)
    {
        var messages = new Messages(seed: 1, count: 3);
        foreach (var number in numbers) messages.Note(number, Message(1, number));
        return messages;
    }

    private static byte[] Message(int seed, int number)
    {
        var message = new byte[Messages.Size];
        new Messages(seed, 100).Fill(number, message);
        return message;
    }
}
