using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Signals;

/// <summary>
/// The un-floored chain of three books as a curve: output of leg 3 over cost of leg 1, piecewise linear and
/// concave, bending where a level of one of the books is used up. Doubles: it only points at sizes worth an
/// exact look. Work arrays are preallocated.
/// </summary>
internal sealed class SizeCurve
{
    private const int MaxPoints = (3 * Signal.MaxLevels) + 2;
    private readonly double[][] _capacity = NewLevels();
    private readonly double[][] _rate = NewLevels();
    private readonly int[] _levels = new int[3];
    private readonly double[] _inputMax = new double[3];
    private readonly double[] _costs = new double[MaxPoints];
    private readonly double[] _outputs = new double[MaxPoints];
    private int _points;

    /// <summary>
    /// The cost with the largest profit among those that reach the threshold; 0 when there is none.
    /// </summary>
    public double BestCost { get; private set; }

    /// <summary>The profit there.</summary>
    public double BestProfit { get; private set; }

    /// <summary>The cost whose profit is furthest above threshold x cost.</summary>
    public double SafestCost { get; private set; }

    /// <summary>What rounding down leg by leg can cost at most, in the start currency.</summary>
    public double RoundingLoss { get; private set; }

    /// <summary>The best rate of a leg, fee inside: its output for one unit of its input.</summary>
    public double BestRate(int leg) => _rate[leg][0];

    public void SetLeg(int leg, in SizingLeg sizing)
    {
        double fee = sizing.Rules.FeeRate.ToDouble();
        int count = Math.Min(sizing.Levels.Length, Signal.MaxLevels);
        for (int i = 0; i < count; i++)
        {
            double price = sizing.Levels[i].Price.ToDouble();
            double size = sizing.Levels[i].Size.ToDouble();
            bool isBuy = sizing.Side == Side.Buy;
            _capacity[leg][i] = isBuy ? price * size * (1 + fee) : size;
            _rate[leg][i] = isBuy ? 1 / (price * (1 + fee)) : price * (1 - fee);
        }
        _levels[leg] = count;
        _inputMax[leg] = sizing.Side == Side.Buy
            ? sizing.Rules.MaxBuyFunds.ToDouble() * (1 + fee)
            : sizing.Rules.MaxSize.ToDouble();
    }

    /// <summary>
    /// The rounding of each leg: one step of what is sent (input currency), and one unit of what is bought
    /// (output).
    /// </summary>
    public void SetRounding(ReadOnlySpan<double> steps, ReadOnlySpan<double> units)
    {
        double behind2 = _rate[2][0];
        double behind1 = _rate[1][0] * behind2;
        double whole = _rate[0][0] * behind1;
        RoundingLoss = (steps[0] * Math.Max(0, whole - 1)) + (units[0] * behind1)
            + (steps[1] * behind1) + (units[1] * behind2) + (steps[2] * behind2) + units[2];
    }

    /// <summary>
    /// Walks the curve up to the best size. <paramref name="limit"/>: the most that leg 1 may cost;
    /// <paramref name="threshold"/>: profit / cost that must be reached.
    /// </summary>
    public void Walk(double limit, double threshold)
    {
        Span<int> level = stackalloc int[3];
        Span<double> left = stackalloc double[3];
        Span<double> inputLeft = stackalloc double[3];
        for (int i = 0; i < 3; i++)
        {
            left[i] = _capacity[i][0];
            inputLeft[i] = _inputMax[i];
            level[i] = 0;
        }
        inputLeft[0] = Math.Min(inputLeft[0], limit);
        double cost = 0;
        double output = 0;
        _points = 0;
        AddPoint(0, 0);
        while (level[0] < _levels[0] && level[1] < _levels[1] && level[2] < _levels[2])
        {
            double rate0 = _rate[0][level[0]];
            double rate01 = rate0 * _rate[1][level[1]];
            double rate = rate01 * _rate[2][level[2]];
            // A rate of 1 adds size but no profit; the doubles may miss it by their last bits.
            if (rate <= 1 + 1e-12)
            {
                break;
            }
            double step = Math.Min(
                Math.Min(Math.Min(left[0], inputLeft[0]), Math.Min(left[1], inputLeft[1]) / rate0),
                Math.Min(left[2], inputLeft[2]) / rate01);
            double surplus = output - (cost * (1 + threshold));
            if (surplus + (step * (rate - 1 - threshold)) < 0)
            {
                double reach = surplus / (1 + threshold - rate);
                AddPoint(cost + reach, output + (reach * rate));
                break;
            }
            cost += step;
            output += step * rate;
            AddPoint(cost, output);
            bool isFull = Use(left, inputLeft, level, 0, step)
                | Use(left, inputLeft, level, 1, step * rate0)
                | Use(left, inputLeft, level, 2, step * rate01);
            if (isFull || _points == MaxPoints - 1)
            {
                break;
            }
        }
        Summarise(threshold);
    }

    /// <summary>
    /// The largest cost at which profit exceeds threshold x cost by <paramref name="margin"/>, and the
    /// profit there; 0 when no size does.
    /// </summary>
    public (double Cost, double Profit) AtMargin(double threshold, double margin)
    {
        int last = _points - 1;
        double next = SurplusAt(last, threshold);
        if (next >= margin)
        {
            return (_costs[last], _outputs[last] - _costs[last]);
        }
        for (int i = last - 1; i >= 0; i--)
        {
            double here = SurplusAt(i, threshold);
            if (here >= margin)
            {
                double share = here > next ? (here - margin) / (here - next) : 0;
                double cost = _costs[i] + (share * (_costs[i + 1] - _costs[i]));
                double output = _outputs[i] + (share * (_outputs[i + 1] - _outputs[i]));
                return (cost, output - cost);
            }
            next = here;
        }
        return (0, 0);
    }

    private static double[][] NewLevels() =>
        [new double[Signal.MaxLevels], new double[Signal.MaxLevels], new double[Signal.MaxLevels]];

    private bool Use(Span<double> left, Span<double> inputLeft, Span<int> level, int leg, double amount)
    {
        // A remainder this small is rounding, and would make a step of no length.
        const double Nothing = 1e-12;
        double capacity = _capacity[leg][level[leg]];
        left[leg] -= amount;
        inputLeft[leg] -= amount;
        if (left[leg] <= capacity * Nothing)
        {
            level[leg]++;
            left[leg] = level[leg] < _levels[leg] ? _capacity[leg][level[leg]] : 0;
        }
        return inputLeft[leg] <= amount * Nothing;
    }

    private void AddPoint(double cost, double output)
    {
        _costs[_points] = cost;
        _outputs[_points] = output;
        _points++;
    }

    private double SurplusAt(int point, double threshold) =>
        _outputs[point] - (_costs[point] * (1 + threshold));

    private void Summarise(double threshold)
    {
        BestCost = _costs[_points - 1];
        BestProfit = _outputs[_points - 1] - BestCost;
        SafestCost = 0;
        double most = 0;
        for (int i = 1; i < _points; i++)
        {
            double surplus = SurplusAt(i, threshold);
            if (surplus > most)
            {
                most = surplus;
                SafestCost = _costs[i];
            }
        }
    }
}
