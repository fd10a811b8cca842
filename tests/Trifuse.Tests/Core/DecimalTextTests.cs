using System.Text;
using Trifuse.Core.Numbers;

namespace Trifuse.Tests.Core;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("1.5", "1.5")]
    [InlineData("-0.07740", "-0.0774")]
    public void Reads_and_writes(string text, string expected)
    {
        Assert.True(DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out ExactDecimal value));
        Assert.Equal(expected, value.ToString());
    }
}
