using System.Globalization;

namespace PaperBot.Discord.Gateway;

/// <summary>How a connection ends, by whom and why, and what that means for the session on it.</summary>
internal sealed partial class GatewayMachine
{
    private void Invalid(bool resumable, TimeSpan now)
    {
        if (resumable && _session.Known is not null)
        {
            Hangup("the session is interrupted", now);
            return;
        }

        _session.GiveUp();
        _actions.Add(new GatewayAction.Hangup(CloseCodes.Resuming, "the session is over"));
        Ended(now);
        Pause(Max(_pause.Between(1, 5), _pause.Failures > 1 ? _pause.Next() : TimeSpan.Zero), "the session is over", now);
    }

    private void Closed(int? code, TimeSpan now)
    {
        var reaction = CloseCodes.ReactionTo(code);
        _session.Broken(whileResuming: _phase == Phase.Beginning, now);
        if (_session.IsHopeless(now) && reaction != CloseReaction.Stop)
        {
            reaction = CloseReaction.Identify;
        }

        if (reaction == CloseReaction.ResumeOnce)
        {
            reaction = _unknownCodeBefore ? CloseReaction.Identify : CloseReaction.Resume;
            _unknownCodeBefore = true;
        }

        if (reaction == CloseReaction.Stop)
        {
            Ended(now);
            _phase = Phase.Stopped;
            _actions.Add(new GatewayAction.Fail(CloseCodes.Remedy(code ?? 0)));
            return;
        }

        if (reaction is CloseReaction.Identify or CloseReaction.IdentifyLater)
        {
            _session.GiveUp();
        }

        Ended(now);
        var least = reaction == CloseReaction.IdentifyLater ? TooFastPause : TimeSpan.Zero;
        var why = code is null
            ? "the connection broke"
            : string.Create(CultureInfo.InvariantCulture, $"Discord closed the connection ({code})");
        Pause(Max(least, _pause.Next()), why, now);
    }

    /// <summary>We end a connection that is of no use any more, and come back for the session.</summary>
    private void Hangup(string why, TimeSpan now)
    {
        _session.Broken(whileResuming: _phase == Phase.Beginning, now);
        if (_session.IsHopeless(now))
        {
            _session.GiveUp();
        }

        _actions.Add(new GatewayAction.Hangup(CloseCodes.Resuming, why));
        Ended(now);
        Pause(_pause.Next(), why, now);
    }

    private void Ended(TimeSpan now)
    {
        if (_phase == Phase.Live && now - _liveSince >= Steady)
        {
            _pause.Succeeded();
        }
        else
        {
            _pause.Failed();
        }

        EndConnection();
    }

    /// <summary>Then a session that stands is resumed where it lives; a new one begins with asking where.</summary>
    private void Pause(TimeSpan wait, string why, TimeSpan now)
    {
        _phase = Phase.Pausing;
        _resumeAt = now + wait;
        _actions.Add(new GatewayAction.Waiting(wait, why));
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
