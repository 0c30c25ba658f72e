using System.Collections.Frozen;
using PaperBot.Chat;

namespace PaperBot.Slack.WebApi;

/// <summary>
/// What each documented error of the methods that we call means for us. An error that is not listed may stand for anything, so it
/// counts as "perhaps done"; those that say so themselves are listed as such, to show that nobody forgot them.
/// </summary>
internal static class SlackErrors
{
    private static readonly FrozenDictionary<string, SlackErrorMeaning> Meanings = Build();

    public static SlackErrorMeaning MeaningOf(string error) => Meanings.GetValueOrDefault(error, SlackErrorMeaning.Unknown);

    public static bool IsListed(string error) => Meanings.ContainsKey(error);

    /// <summary>An app or bot token that will not be taken again, whatever we do.</summary>
    public static bool IsFatal(string error) =>
        MeaningOf(error) is SlackErrorMeaning.Refused { Reason: RejectionReason.TokenRefused }
        || error is "missing_scope" or "forbidden_team";

    private static FrozenDictionary<string, SlackErrorMeaning> Build()
    {
        var meanings = new Dictionary<string, SlackErrorMeaning>(StringComparer.Ordinal);
        List(SlackErrorMeaning.Wait, "ratelimited", "rate_limited");
        List(SlackErrorMeaning.Unknown, "internal_error", "fatal_error", "request_timeout", "service_unavailable");

        // They stand among the documented errors of chat.postMessage, but nothing says what they compare with, so the message may be there.
        List(SlackErrorMeaning.Unknown, "duplicate_message_not_found", "duplicate_channel_not_found");

        Refuse(
            RejectionReason.TokenRefused,
            "not_authed",
            "invalid_auth",
            "account_inactive",
            "token_revoked",
            "token_expired",
            "not_allowed_token_type",
            "user_removed_from_team",
            "team_disabled",
            "two_factor_setup_required",
            "org_login_required",
            "team_added_to_org",
            "team_access_not_granted"
        );
        Refuse(
            RejectionReason.MissingPermission,
            "missing_scope",
            "no_permission",
            "access_denied",
            "accesslimited",
            "ekm_access_denied",
            "enterprise_is_restricted",
            "restricted_action",
            "restricted_action_read_only_channel",
            "restricted_action_thread_only_channel",
            "restricted_action_non_threadable_channel",
            "posting_to_channel_denied",
            "channel_is_limited_access",
            "forbidden_team",
            "as_user_not_supported",
            "not_enabled",
            "messages_tab_disabled"
        );
        Refuse(RejectionReason.ChannelGone, "channel_not_found", "team_not_found");
        Refuse(RejectionReason.NotInChannel, "not_in_channel");
        Refuse(RejectionReason.ChannelArchived, "is_archived");
        Refuse(RejectionReason.ThreadGone, "thread_not_found", "cannot_reply_to_message");
        Refuse(RejectionReason.ThreadLocked, "restricted_action_thread_locked");
        Refuse(RejectionReason.MessageGone, "message_not_found");
        Refuse(
            RejectionReason.EditForbidden,
            "cant_update_message",
            "cant_delete_message",
            "edit_window_closed",
            "is_inactive",
            "update_failed",
            "block_mismatch",
            "streaming_state_conflict",
            "cant_broadcast_message",
            "no_dual_broadcast_content_update"
        );
        Refuse(
            RejectionReason.ContentRefused,
            "slack_connect_canvas_sharing_blocked",
            "slack_connect_file_link_sharing_blocked",
            "slack_connect_lists_sharing_blocked",
            "slack_connect_blocked_file_type",
            "slack_connect_clip_sharing_blocked",
            "slack_connect_file_upload_sharing_blocked",
            "blocked_file_type"
        );
        Refuse(
            RejectionReason.TooLarge,
            "msg_too_long",
            "msg_blocks_too_long",
            "metadata_too_large",
            "too_many_attachments",
            "attachment_payload_limit_exceeded",
            "too_many_contact_cards",
            "view_too_large"
        );
        Refuse(
            RejectionReason.InvalidRequest,
            "no_text",
            "invalid_blocks",
            "invalid_blocks_format",
            "invalid_attachments",
            "invalid_arguments",
            "invalid_arg_name",
            "invalid_array_arg",
            "invalid_charset",
            "invalid_form_data",
            "invalid_post_type",
            "missing_post_type",
            "missing_args",
            "missing_file_data",
            "missing_profile_id",
            "insecure_request",
            "invalid_cursor",
            "invalid_ts_latest",
            "invalid_ts_oldest",
            "invalid_metadata_filter_keys",
            "invalid_metadata_format",
            "invalid_metadata_schema",
            "metadata_must_be_sent_from_app",
            "markdown_text_conflict",
            "method_not_supported_for_channel_type",
            "unknown_method",
            "deprecated_endpoint",
            "method_deprecated",
            "not_implemented",
            "too_many_users",
            "draft_already_deleted",
            "draft_already_sent",
            "draft_has_conflict",
            "draft_not_found",
            "file_deleted",
            "file_is_deleted",
            "file_not_found",
            "file_share_limit_reached",
            "max_file_sharing_exceeded",
            "unable_to_share_files"
        );
        Refuse(
            RejectionReason.Other,
            "message_limit_exceeded",
            "external_channel_migrating",
            "user_not_in_channel",
            "user_not_found",
            "user_not_visible",
            "expired_trigger_id",
            "exchanged_trigger_id",
            "invalid_trigger_id",
            "duplicate_external_id",
            "push_limit_reached",
            "hash_conflict",
            "not_found",
            "list_record_comment_fetch_failed"
        );
        return meanings.ToFrozenDictionary(StringComparer.Ordinal);

        void Refuse(RejectionReason reason, params ReadOnlySpan<string> errors) =>
            List(new SlackErrorMeaning.Refused(reason), errors);

        void List(SlackErrorMeaning meaning, params ReadOnlySpan<string> errors)
        {
            foreach (var error in errors)
            {
                meanings.Add(error, meaning);
            }
        }
    }
}

/// <summary>What an error of Slack says about the request.</summary>
internal abstract record SlackErrorMeaning
{
    private SlackErrorMeaning() { }

    /// <summary>Not done; come back later.</summary>
    public static readonly SlackErrorMeaning Wait = new Waiting();

    /// <summary>Perhaps done.</summary>
    public static readonly SlackErrorMeaning Unknown = new Doubtful();

    public sealed record Refused(RejectionReason Reason) : SlackErrorMeaning;

    private sealed record Waiting : SlackErrorMeaning;

    private sealed record Doubtful : SlackErrorMeaning;
}
